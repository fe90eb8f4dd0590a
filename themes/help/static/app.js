// What pages do at once. Search is fetched when a reader turns to it; without this script its link leads to a list.
(() => {
  'use strict';

  const opener = document.querySelector('[data-search]');
  if (!opener) return;
  let script;
  const load = () => {
    if (script) return;
    script = document.createElement('script');
    script.src = opener.dataset.script;
    script.addEventListener('error', () => location.assign(opener.href));
    document.head.append(script);
  };
  const open = () => {
    if (window.fieldguideSearch) return window.fieldguideSearch(opener);
    load();
    script.addEventListener('load', () => window.fieldguideSearch(opener), {once: true});
  };
  for (const name of ['pointerenter', 'focus', 'touchstart']) opener.addEventListener(name, load, {passive: true});
  opener.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open();
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target.closest('input, textarea, select, [contenteditable]');
    const isKey = event.key === '/' ? !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey
      : event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!isKey || event.isComposing) return;
    event.preventDefault();
    open();
  });
})();
