// On the page for what is not there: pages with an address like the one that was asked for.
(() => {
  'use strict';

  const opener = document.querySelector('[data-search]');
  const near = document.querySelector('[data-nearest]');
  const {name, distance, load, make} = window.fieldguideSearch.engine;

  const words = (url) => name(url).split(/[^\p{L}\p{M}\p{N}]+/u);
  let path = location.pathname.toLowerCase();
  try {
    path = decodeURIComponent(path);
  } catch { /* It stays as it is. */ }

  // From 0 to 2: how much of the letters is the same, and how many of the words are.
  const likeness = ({url}) => {
    const [a, b] = [words(path), words(url)];
    const shared = a.filter((word) => b.some((other) => distance(word, other) <= word.length / 5));
    const letters = Math.max(a.join().length, b.join().length);
    return 1 - distance(a.join(), b.join()) / letters + 2 * shared.length / (a.length + b.length);
  };

  load(opener).then((data) => {
    const pages = data.pages.map((page) => [likeness(page), page]).filter(([value]) => value > 0.8)
      .sort((a, b) => b[0] - a[0]).slice(0, 5).map(([, page]) => page);
    near.querySelector('ul').append(...pages.map(({url, title, text}) =>
      make('li', {}, make('a', {href: new URL(url, opener.href)}, title), make('p', {}, text))));
    near.hidden = !pages.length;
  }, () => {});
})();
