// What makes pages handier. Every page can be read and used without it.
(() => {
  "use strict";
  const page = document.documentElement;
  const { copied } = document.currentScript.dataset;
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const on = (target, names, act) => names.split(" ").forEach((name) => target.addEventListener(name, act, { passive: name[0] === "t" }));
  const make = (name, properties) => Object.assign(document.createElement(name), properties);
  const say = (text) => { document.getElementById("status").textContent = text; };
  // The browser may refuse to keep anything.
  const recall = (key) => { try { return localStorage.getItem("help:" + key) || ""; } catch { return ""; } };
  const keep = (key, value) => { try { localStorage.setItem("help:" + key, value); } catch {} };

  let searcher;
  const load = (opener) => searcher ||= window.fieldguideSearch ? Promise.resolve() : new Promise((onload, onerror) => {
    document.head.append(make("script", { src: opener.dataset.script, onload, onerror }));
  });
  const search = (opener, event, question) => {
    if (!opener) return;
    event?.preventDefault();
    load(opener).then(() => fieldguideSearch(opener, question)).catch(() => { location = opener.href; });
  };
  const question = new URLSearchParams(location.search).get("q");
  if (question) search(all("[data-search]")[0], null, question);
  const openerOf = ({ target }) => target.closest?.("[data-search]");
  on(document, "pointerover focusin touchstart", (event) => { if (openerOf(event)) load(openerOf(event)).catch(() => {}); });
  on(document, "click", (event) => { if (!event.ctrlKey && !event.metaKey && !event.shiftKey) search(openerOf(event), event); });
  on(document, "keydown", (event) => {
    const isShortcut = event.ctrlKey || event.metaKey ? event.key === "k"
      : event.key === "/" && !event.target.closest("input, textarea, select");
    if (isShortcut) search(all("[data-search]").find((opener) => opener.offsetParent), event);
  });

  for (const button of all("[data-theme-switch]")) {
    const themes = ["auto", "light", "dark"];
    const show = (theme) => {
      page.dataset.theme = theme;
      button.title = button.ariaLabel = button.dataset[theme];
    };
    show(page.dataset.theme || "auto");
    on(button, "click", () => {
      show(themes[(themes.indexOf(page.dataset.theme) + 1) % 3]);
      keep("theme", page.dataset.theme);
      say(button.title);
    });
  }

  for (const link of all('.sidebar [aria-current="page"]')) {
    const sidebar = link.closest(".sidebar");
    sidebar.scrollTop = link.offsetTop - sidebar.clientHeight / 3;
  }

  let observer;
  const followHeadings = () => {
    observer?.disconnect();
    const links = all(".toc a");
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    if (headings.includes(null)) return;
    observer = new IntersectionObserver(() => {
      const current = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < innerHeight * .3);
      links.forEach((link, at) => { link.ariaCurrent = at === current ? "location" : null; });
    }, { rootMargin: "0px 0px -70%" });
    headings.forEach((heading) => observer.observe(heading));
  };

  let tabs = [];
  const choose = (group, label) => tabs.forEach((box) => box.group === group && box.choose(label));
  const makeTabs = (box) => {
    const { group } = box.dataset;
    const panels = all(":scope > .tab", box);
    const labels = panels.map((panel) => panel.ariaLabel);
    const row = make("div", { role: "tablist" });
    const show = (chosen) => panels.forEach((panel, at) => {
      const isChosen = at === chosen;
      row.children[at].ariaSelected = isChosen;
      row.children[at].tabIndex = isChosen ? 0 : -1;
      isChosen ? panel.removeAttribute("hidden") : panel.setAttribute("hidden", "until-found");
    });
    panels.forEach((panel, at) => {
      const id = `tab-${tabs.length}-${at}`;
      const button = make("button", { type: "button", role: "tab", id, textContent: labels[at] });
      panel.id ||= id + "-panel";
      button.setAttribute("aria-controls", panel.id);
      panel.setAttribute("aria-labelledby", id);
      Object.assign(panel, { role: "tabpanel", tabIndex: 0 }).firstElementChild.hidden = true;
      const pick = () => {
        show(at);
        if (!group) return;
        choose(group, labels[at]);
        keep("tab:" + group, labels[at]);
      };
      on(button, "click", pick);
      on(panel, "beforematch", pick);
      row.append(button);
    });
    on(row, "keydown", (event) => {
      const at = [...row.children].indexOf(event.target);
      const step = getComputedStyle(row).direction === "rtl" ? -1 : 1;
      const to = { ArrowRight: at + step, ArrowLeft: at - step, Home: 0, End: -1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = [...row.children].at(to % panels.length);
      next.click();
      next.focus();
    });
    box.prepend(row);
    show(0);
    tabs.push({ group, choose: (label) => labels.includes(label) && show(labels.indexOf(label)) });
    if (group) choose(group, recall("tab:" + group));
  };
  const openTarget = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const panel = target?.closest(".tab[hidden]");
    if (!panel) return;
    panel.dispatchEvent(new Event("beforematch"));
    target.scrollIntoView();
  };
  on(window, "hashchange", openTarget);

  const makeChecklist = (box) => {
    const key = location.pathname + ":" + box.dataset.checklist;
    const ticks = all("input", box);
    const [bar, progress, count, reset, paper] = all(".checklist__bar, .checklist__bar *", box);
    const show = () => {
      const done = ticks.filter((tick) => tick.checked);
      Object.assign(progress, { max: ticks.length, value: done.length });
      count.textContent = count.dataset.text.replace("{done}", done.length).replace("{all}", ticks.length);
      return done;
    };
    const store = () => keep(key, show().map((tick) => tick.id));
    const kept = recall(key).split(",");
    ticks.forEach((tick) => {
      tick.disabled = bar.hidden = false;
      tick.checked ||= kept.includes(tick.id);
    });
    on(box, "change", store);
    on(reset, "click", () => {
      ticks.forEach((tick) => { tick.checked = false; });
      store();
    });
    on(paper, "click", () => print());
    show();
  };

  // Secrets are not copied, nor what the linter says.
  const makeCopy = (button) => {
    const label = button.textContent;
    button.hidden = !navigator.clipboard;
    on(button, "click", async () => {
      const code = button.closest("figure, .copyable").querySelector("code").cloneNode(true);
      all("[data-nocopy]", code).forEach((part) => part.remove());
      all("[data-secret]", code).forEach((part) => { part.textContent = `<${part.dataset.secret}>`; });
      const lines = all(".line", code).map((line) => line.textContent.replace(/\n$/, ""));
      await navigator.clipboard.writeText(lines.join("\n") || code.textContent);
      say(button.textContent = copied);
      setTimeout(() => { say(""); button.textContent = label; }, 2000);
    });
  };

  const makeDate = (time) => {
    const date = new Date(time.dateTime);
    const days = (Date.now() - date) / 864e5;
    time.textContent = date.toLocaleDateString(page.lang, { dateStyle: "long", timeZone: "UTC" });
    if (!(days > time.dataset.staleAfter)) return;
    const banner = document.querySelector(".stale");
    const age = new Intl.RelativeTimeFormat(page.lang).format(-Math.floor(days / 30.44), "month");
    banner.textContent = banner.dataset.text.replace("{age}", age);
    banner.hidden = false;
  };

  // Whoever embeds the page may take the answer.
  const makeFeedback = (form) => on(form, "submit", (event) => {
    const detail = Object.fromEntries(new FormData(form, event.submitter));
    if (document.dispatchEvent(new CustomEvent("help:feedback", { detail, cancelable: true }))) return;
    event.preventDefault();
    say(form.textContent = form.dataset.thanks);
  });

  const definition = make("div", { className: "definition", id: "definition", role: "tooltip", popover: "manual" });
  if (definition.showPopover) {
    document.body.append(definition);
    let term = null, timer;
    const show = (link) => {
      clearTimeout(timer);
      term?.removeAttribute("aria-describedby");
      definition.hidePopover();
      term = link;
      if (!link) return;
      link.setAttribute("aria-describedby", "definition");
      definition.textContent = link.dataset.definition;
      definition.showPopover();
      const place = link.getBoundingClientRect();
      const { width, height } = definition.getBoundingClientRect();
      const top = place.bottom + height + 8 < innerHeight ? place.bottom + 4 : place.top - height - 4;
      const left = Math.max(8, Math.min(place.left, page.clientWidth - width - 8));
      Object.assign(definition.style, { top: `${scrollY + top}px`, left: `${scrollX + left}px` });
    };
    on(document, "pointerover focusin focusout", ({ type, target, pointerType }) => {
      const link = type === "focusout" ? null : target.closest("[data-definition]");
      clearTimeout(timer);
      if (pointerType === "touch" || link === term || definition.contains(target)) return;
      if (pointerType) timer = setTimeout(show, 150, link);
      else show(link);
    });
    on(document, "keydown", (event) => { if (event.key === "Escape") show(); });
  }

  const makers = { ".tabs": makeTabs, ".checklist": makeChecklist, ".copy": makeCopy, time: makeDate, "form.feedback": makeFeedback };
  const upgrade = () => {
    tabs = [];
    for (const selector in makers) all("main " + selector).forEach(makers[selector]);
    followHeadings();
    openTarget();
  };
  upgrade();
  on(document, "fieldguide:update", upgrade);
})();
