// A refresh without script would lose the anchor of the address.
location.replace(document.currentScript.dataset.to + location.hash);
