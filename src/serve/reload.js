// Keeps an open page like the one that the server has: what differs is replaced, what the reader has done to the page
// stays, and the guide's mistakes lie over it until they are mended. Only pages from `fieldguide serve` have this script.
(() => {
  'use strict';

  const script = document.currentScript;
  const address = name => new URL(name, script.src);

  // The version of the page that is shown, and what it came with: the theme's scripts may load more.
  let version = script.dataset.version;
  const served = {};

  // The elements of this page that came from the server, as they came: the theme's scripts may have changed them since.
  const origins = new WeakMap();

  // ---- News

  let source = null;
  let news = null;
  let isBusy = false;

  function listen() {
    if (source) source.close();
    source = null;
    // A browser has six connections to one server: pages that nobody sees leave theirs to the others.
    if (document.hidden) return;
    source = new EventSource(address('news'));
    source.onmessage = event => take(JSON.parse(event.data));
    source.onerror = event => {
      // The browser tries again by itself, except where it was answered with an error.
      if (event.target.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
    };
  }

  async function take(latest) {
    news = latest;
    if (isBusy) return;
    isBusy = true;
    try {
      while (news) {
        const { version: newest, mistakes } = news;
        news = null;
        if (newest !== version) await update();
        showMistakes(mistakes);
      }
    } catch (error) {
      // The server went away meanwhile. When it is back it tells the news again.
      console.warn('fieldguide:', error);
    } finally {
      isBusy = false;
    }
  }

  // ---- The page

  async function update() {
    const response = await fetch(location.href, { cache: 'no-store' });
    if (response.redirected) return location.replace(response.url);
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const { version: newest } = page.querySelector('script[data-version]')?.dataset ?? {};
    if (!newest || addresses(scripts(page), 'src') !== served.scripts) return reload();
    await replaceStyles(page);
    const kept = remember();
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    document.documentElement.dir = page.documentElement.dir;
    replace(document.body, page.body);
    version = newest;
    // The theme's scripts make of the new content what they made of the old.
    document.dispatchEvent(new CustomEvent('fieldguide:update'));
    restore(kept);
  }

  const scripts = page => [...page.querySelectorAll('script[src]:not([data-version])')];
  const styles = page => [...page.querySelectorAll('link[rel~="stylesheet"]')];
  const addresses = (elements, name) => elements.map(element => element.getAttribute(name)).join(' ');

  // The old style sheets stay until the new ones are there: a page without any jumps.
  async function replaceStyles(page) {
    const added = styles(page).map(style => document.importNode(style));
    if (addresses(added, 'href') === addresses(served.styles, 'href')) return;
    const loaded = added.map(style => new Promise(done => { style.onload = style.onerror = done; }));
    document.head.append(...added);
    await Promise.all(loaded);
    for (const style of served.styles) style.remove();
    served.styles = added;
  }

  // Notes of an element, and of those below it, what the server sent for it. <main> is one piece.
  function adopt(element, origin) {
    origins.set(element, origin);
    if (origin.localName === 'main') return;
    [...origin.children].forEach((child, at) => adopt(element.children[at], child));
  }

  // Makes of an element what the server sends now. As little as possible is replaced: what stays keeps its listeners,
  // and what scripts have added stays.
  function replace(element, fresh) {
    const old = origins.get(element);
    for (const name of new Set([...old.getAttributeNames(), ...fresh.getAttributeNames()])) {
      const value = fresh.getAttribute(name);
      if (value === old.getAttribute(name)) continue;
      if (value === null) element.removeAttribute(name);
      else element.setAttribute(name, value);
    }
    origins.set(element, fresh);
    const left = [...element.children].filter(child => origins.has(child));
    let last = null;
    for (const child of fresh.children) {
      const at = left.findIndex(candidate => isAlike(origins.get(candidate), child));
      let [twin] = at < 0 ? [] : left.splice(at, 1);
      if (twin && child.localName !== 'main' && ownText(origins.get(twin)) === ownText(child)) {
        replace(twin, child);
      } else if (!twin || !origins.get(twin).isEqualNode(child)) {
        const added = document.importNode(child, true);
        if (twin) twin.replaceWith(added);
        else if (last) last.after(added);
        else element.prepend(added);
        adopt(added, child);
        twin = added;
      }
      last = twin;
    }
    for (const child of left) child.remove();
  }

  function isAlike(a, b) {
    return ['id', 'class'].every(name => a.getAttribute(name) === b.getAttribute(name)) && a.localName === b.localName;
  }

  // The text that stands in an element itself, between those below it.
  function ownText(element) {
    const texts = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE);
    return texts.map(node => node.data.trim()).join('\n');
  }

  // ---- What the reader has done

  const STATES = 'details, input:not([type="file"]), select, textarea';
  const FOCUSABLE = 'a[href], button, summary, [tabindex]';

  // An edit leaves elements their kind and what they say; where several are alike, they are counted.
  function named() {
    const counts = new Map();
    const elements = new Map();
    for (const element of document.querySelectorAll(`${STATES}, ${FOCUSABLE}`)) {
      const words = element.id || element.querySelector('summary')?.textContent
        || element.closest('label')?.textContent || element.name || element.textContent;
      const name = `${element.localName} ${words.trim().slice(0, 100)}`;
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      elements.set(`${name} ${count}`, element);
    }
    return elements;
  }

  function remember() {
    const kept = { x: scrollX, y: scrollY, focus: null, states: [] };
    for (const [name, element] of named()) {
      if (element === document.activeElement) kept.focus = name;
      if (!element.matches(STATES)) continue;
      const property = element.matches('details') ? 'open'
        : element.matches('[type="checkbox"], [type="radio"]') ? 'checked' : 'value';
      kept.states.push([name, property, element[property]]);
    }
    return kept;
  }

  function restore({ x, y, focus, states }) {
    const elements = named();
    for (const [name, property, value] of states) {
      const element = elements.get(name);
      if (element && element[property] !== value) element[property] = value;
    }
    const focused = elements.get(focus);
    if (focused && focused !== document.activeElement) focused.focus({ preventScroll: true });
    scrollTo({ left: x, top: y, behavior: 'instant' });
  }

  const KEY = 'fieldguide:kept';

  function reload() {
    const { states, ...kept } = remember();
    // What was typed may be a secret, and is not stored.
    const plain = states.filter(([, property]) => property !== 'value');
    sessionStorage.setItem(KEY, JSON.stringify({ ...kept, states: plain, path: location.pathname }));
    location.reload();
    // Nothing more happens on this page.
    return new Promise(() => {});
  }

  function restoreAfterReload() {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    if (kept?.path === location.pathname) addEventListener('load', () => restore(kept), { once: true });
  }

  // ---- Mistakes

  let overlay = null;
  let shown = '[]';

  function showMistakes(mistakes) {
    // Who has closed it does not want to see the same again.
    if (JSON.stringify(mistakes) === shown) return;
    shown = JSON.stringify(mistakes);
    if (overlay) overlay.close();
    if (mistakes.length > 0) overlay = open(mistakes);
  }

  function open(mistakes) {
    const count = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`;
    const title = make('h1', { id: 'title', textContent: `${count} in the guide` });
    const button = make('button', { type: 'button', textContent: 'Close' });
    const dialog = make('dialog', { role: 'alertdialog' }, make('div', {}, title, button), ...mistakes.map(block));
    dialog.setAttribute('aria-labelledby', title.id);
    // Apart from the page, so that the theme's styles and ours leave each other alone.
    const host = make('fieldguide-overlay', { lang: 'en', dir: 'ltr' });
    const styles = make('link', { rel: 'stylesheet', href: address('overlay.css') });
    styles.onload = styles.onerror = () => { if (host.isConnected) dialog.showModal(); };
    button.onclick = () => dialog.close();
    // Escape closes it, too: that is what a dialog does.
    dialog.onclose = () => host.remove();
    host.attachShadow({ mode: 'open' }).append(styles, dialog);
    document.body.append(host);
    return { close: () => (dialog.open ? dialog.close() : host.remove()) };
  }

  function block({ place, text }, at) {
    const heading = make('h2', { id: `place-${at}`, textContent: place ?? 'The guide cannot be read' });
    const frame = make('pre', { role: 'region', tabIndex: 0, textContent: text });
    frame.setAttribute('aria-labelledby', heading.id);
    return make('section', {}, heading, frame);
  }

  function make(name, properties, ...children) {
    const element = document.createElement(name);
    Object.assign(element, properties);
    element.append(...children);
    return element;
  }

  // ---- Start

  adopt(document.body, document.body.cloneNode(true));
  served.scripts = addresses(scripts(document), 'src');
  served.styles = styles(document);
  document.addEventListener('visibilitychange', listen);
  restoreAfterReload();
  listen();
})();
