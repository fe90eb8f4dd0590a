// Search: reads the index, ranks its pages, shows the dialog. Loaded on first use; the look of it is search.css.
(() => {
  'use strict';

  // Words. The index was made with the same rules, in src/site/search/words.rs: keep the two alike.
  const leftOut = /[\u00ad\u200b-\u200d\u2060\ufeff\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]/g;
  const plain = {ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ø: 'o', đ: 'd', ð: 'd', ł: 'l', ı: 'i', ς: 'σ'};
  const letter = '\\p{Alphabetic}\\p{M}\\p{N}';
  const unspaced = '\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u9fff\\u{20000}-\\u{3ffff}';
  const word = new RegExp(`[${letter}]+`, 'gu');
  const run = new RegExp(`[${unspaced}]+|[^${unspaced}]+`, 'gu');
  const piece = new RegExp(`([${unspaced}]|[^${letter}${unspaced}]+)`, 'u');
  const isUnspaced = new RegExp(`[${unspaced}]`, 'u');

  const fold = (text) => text.normalize('NFKD').toLowerCase().replace(leftOut, '')
    .replace(/[ßæœþøđðłıς]/g, (letter) => plain[letter]).normalize('NFC');

  const tokens = (text) => (fold(text).match(word) || []).flatMap((word) => word.match(run)).flatMap((run) => {
    const all = [...run];
    return isUnspaced.test(run) && all[1] ? all.slice(1).map((next, at) => all[at] + next) : [run];
  });

  const phrase = (text) => ` ${tokens(text).join(' ')} `;

  const slug = (text) => text.toLowerCase().split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean).join('-');

  // Changed, missing, added and swapped letters between two words.
  const distance = (a, b) => {
    let [before, row] = [[], Array.from({length: b.length + 1}, (_, at) => at)];
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
          next[j] = Math.min(next[j], before[j - 2] + 1);
        }
      }
      [before, row] = [row, next];
    }
    return row[b.length];
  };

  // Numbers are written in letters: small for the last digit, capitals for those before it.
  const numbers = (text) => (text.match(/[A-Z]*[a-z]/g) || []).map((number) =>
    [...number.toLowerCase()].reduce((sum, digit) => sum * 26 + digit.charCodeAt(0) - 97, 0));

  const weights = {title: 8, name: 5, heading: 5, text: 1};

  const read = (data) => {
    const [titles, texts, names, sections, headings, excerpts] =
      [data.titles, data.texts, data.names, data.sections, data.headings, data.excerpts].map((lines) => lines.split('\n'));
    const terms = new Map();
    const phrases = [];
    const add = (words, page, weight) => {
      for (const word of new Set(words)) {
        if (!terms.has(word)) terms.set(word, new Map());
        const at = terms.get(word);
        at.set(page, (at.get(page) || 0) + weight);
      }
    };
    const pages = data.urls.split('\n').map((url, at) => ({url, title: titles[at], text: texts[at], kind: data.kinds[at], sections: []}));
    let excerpt = 0;
    pages.forEach((page, at) => {
      const {url, title} = page;
      const above = url.replace(/[^/]*(\/index\.html)?$/, 'index.html');
      page.above = pages.find((other) => other.url === above && other !== page);
      const slugWords = url.replace(/(\/?index)?\.html$/, '').replace(/.*\//, '');
      const also = names[at].split('\t').filter(Boolean);
      const name = tokens(title);
      add(name, at, weights.title * 4 / (3 + name.length));
      add(tokens([slugWords, ...also].join(' ')), at, weights.name);
      [title, slugWords, ...also].forEach((text, rank) => phrases.push({words: phrase(text), at, rank}));
      const inHeadings = [];
      for (const number of numbers(sections[at])) {
        const [text, id = slug(text)] = headings[number].split('\t');
        const own = number >= data.common;
        const words = tokens(text);
        const section = {url: `${url}#${id}`, title: text, words, text: own ? excerpts[excerpt++] : '', kind: number >= data.defined ? 'T' : ''};
        inHeadings.push(...words);
        add(tokens(section.text), at, weights.text);
        page.sections.push(section);
      }
      add(inHeadings, at, weights.heading);
      add(tokens(page.text), at, weights.text);
    });
    let term = '';
    const found = data.found.split(' ');
    data.terms.split(' ').forEach((front, number) => {
      term = term.slice(0, parseInt(front[0], 36)) + front.slice(1);
      let at = -1;
      for (const step of numbers(found[number])) add([term], at += step + 1, weights.text);
    });
    return {...data, pages, terms, phrases};
  };

  // Pages that fit a question, best first, each with its sections that do.
  const find = ({pages, terms, phrases}, question) => {
    const asked = [...new Set(tokens(question))];
    const unfinished = /[\p{L}\p{M}\p{N}]$/u.test(question) && asked[asked.length - 1];
    const rarity = (word) => Math.log(1 + pages.length / terms.get(word).size);
    const match = (isNear) => {
      const known = new Map();
      for (const word of asked) {
        const words = new Map(terms.has(word) ? [[word, 1]] : []);
        if (word === unfinished && word.length > 1) {
          for (const term of terms.keys()) if (term !== word && term.startsWith(word)) words.set(term, 0.7);
        }
        if (isNear && !words.size && word.length > 3) {
          for (const term of terms.keys()) {
            if (Math.abs(term.length - word.length) < 2 && distance(term, word) < 2) words.set(term, 0.6);
          }
        }
        if (words.size) known.set(word, words);
      }
      const scores = new Map();
      let whole = 0;
      for (const words of known.values()) {
        const best = new Map();
        let most = 0;
        for (const [word, likeness] of words) {
          most = Math.max(most, rarity(word) * likeness);
          for (const [page, weight] of terms.get(word)) {
            const score = rarity(word) * likeness;
            const old = best.get(page);
            if (!old || old.value < score * weight / (weight + 3)) best.set(page, {score, value: score * weight / (weight + 3)});
          }
        }
        whole += most;
        for (const [page, {score, value}] of best) {
          const sum = scores.get(page) || {value: 0, covered: 0};
          scores.set(page, {value: sum.value + value, covered: sum.covered + score});
        }
      }
      return {known, scores, whole};
    };
    let result = match(false);
    if (result.scores.size < 3) result = match(true);
    const {known, scores, whole} = result;
    const joined = phrase(question);
    const bare = joined.replace(/ /g, '');
    const ranks = new Map();
    for (const [at, {value, covered}] of scores) ranks.set(at, value * (0.2 + 0.8 * Math.min(1, covered / whole)));
    for (const {words, at, rank} of phrases) {
      if (!ranks.has(at) || words.length < 3) continue;
      if (words.replace(/ /g, '') === bare) ranks.set(at, ranks.get(at) + 1000 - Math.min(rank, 1));
      else if (joined.includes(words)) {
        const all = words.trim().split(' ');
        ranks.set(at, ranks.get(at) + 0.6 * all.reduce((sum, word) => sum + (terms.has(word) ? rarity(word) : 0), 0));
      }
    }
    const hits = new Map([...known.values()].flatMap((words) => [...words]));
    const order = [...ranks].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const least = order.length ? Math.min(order[0][1], 20) * 0.2 : 0;
    return {
      hits,
      unknown: asked.filter((word) => !known.has(word)),
      pages: order.filter(([, score]) => score >= least).map(([at, score]) => {
        const page = pages[at];
        const sum = (words) => [...new Set(words)].reduce((sum, word) => sum + (hits.has(word) ? rarity(word) : 0), 0);
        const sections = page.sections
          .map((section) => ({section, score: sum(section.words) + 0.3 * sum(tokens(section.text))}))
          .filter(({score}) => score > whole * 0.3)
          .sort((a, b) => b.score - a.score)
          .map(({section}) => section);
        return {page, score, sections};
      }),
    };
  };

  // The question with its unknown words replaced by the nearest known ones; nothing where there are none.
  const guess = ({terms}, question) => {
    let isBetter = false;
    const words = tokens(question).map((word) => {
      if (terms.has(word) || word.length < 4) return word;
      let [best, least] = [word, 3];
      for (const term of terms.keys()) {
        const steps = Math.abs(term.length - word.length) < 3 ? distance(term, word) : 9;
        if (steps < least) [best, least] = [term, steps];
      }
      isBetter = isBetter || best !== word;
      return best;
    });
    return isBetter ? words.join(' ') : '';
  };

  // Pages whose address is most like a path.
  const nearest = ({pages}, path) => {
    const name = (url) => tokens(url.replace(/(\/?index)?(\.html?)?$/, '').replace(/.*\//, ''));
    const wanted = name(path);
    const likeness = (words) => {
      const [a, b] = [wanted.join('-'), words.join('-')];
      const shared = wanted.filter((word) => words.some((other) => other === word || (word.length > 3 && distance(word, other) < 2)));
      return 1 - distance(a, b) / Math.max(a.length, b.length, 1) + 2 * shared.length / (wanted.length + words.length || 1);
    };
    return pages.map((page) => ({page, score: likeness(name(page.url))}))
      .filter(({score}) => score > 0.9)
      .sort((a, b) => b.score - a.score)
      .slice(0, 5)
      .map(({page}) => page);
  };

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);

  let index;
  const load = (opener) => {
    index = index || new Promise((resolve, reject) => {
      const script = make('script', {src: opener.dataset.index});
      script.onload = () => resolve(read(window.__search));
      script.onerror = reject;
      document.head.append(script);
    });
    return index;
  };

  const STORE = 'fieldguide-search';
  const remembered = (question) => {
    try {
      if (question !== undefined) sessionStorage.setItem(STORE, question);
      return sessionStorage.getItem(STORE) || '';
    } catch {
      return '';
    }
  };

  const build = (opener) => {
    const label = opener.textContent.trim() || opener.getAttribute('aria-label') || '';
    const address = (url) => new URL(url, new URL('.', opener.href)).href;
    const input = make('input', {
      type: 'text', role: 'combobox', dir: 'auto', 'aria-label': label, 'aria-controls': 'search-results', 'aria-expanded': 'false',
      'aria-autocomplete': 'list', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'go',
    });
    const close = make('button', {type: 'button', class: 'search__close', 'aria-label': 'Esc'}, '×');
    const status = make('p', {class: 'search__status', role: 'status'}, '…');
    const list = make('div', {id: 'search-results', class: 'search__results', role: 'listbox', 'aria-label': label, hidden: ''});
    const none = make('div', {class: 'search__none', hidden: ''});
    const dialog = make('dialog', {class: 'search', 'aria-label': label},
      make('div', {class: 'search__bar'}, input, close), status, list, none);
    let data;
    let active = -1;
    let isWalking = false;
    let before;

    const options = () => [...list.querySelectorAll('[role=option]')];
    const activate = (at) => {
      const all = options();
      active = all.length ? (at + all.length) % all.length : -1;
      all.forEach((option, number) => option.setAttribute('aria-selected', number === active));
      if (active < 0) return input.removeAttribute('aria-activedescendant');
      input.setAttribute('aria-activedescendant', all[active].id);
      all[active].scrollIntoView({block: 'nearest'});
    };

    const marked = (text, hits) => text.split(piece).map((piece) => {
      const isHit = isUnspaced.test(piece)
        ? [...hits.keys()].some((word) => word.includes(fold(piece)))
        : tokens(piece).some((word) => hits.has(word));
      return isHit ? make('mark', {}, piece) : piece;
    });

    let count = 0;
    const option = (url, ...children) =>
      make('a', {role: 'option', id: `search-${count++}`, href: address(url), tabindex: '-1', 'aria-selected': 'false'}, ...children);
    const badge = (kind) => make('span', {class: 'search__kind'}, data.words.kinds[kind]);
    const group = ({page, sections = []}, hits) => {
      const way = page.above ? [make('span', {class: 'search__way'}, page.above.title)] : [];
      const shown = sections.slice(0, 3);
      const all = [option(page.url, badge(page.kind), ' ', make('b', {}, ...marked(page.title, hits)), ' ', ...way, ' ',
        make('span', {class: 'search__text'}, ...marked(page.text, hits)))];
      for (const {url, title, text, kind} of shown) {
        all.push(option(url, ...(kind ? [badge(kind), ' '] : []), make('span', {}, ...marked(title, hits)), ' ',
          make('span', {class: 'search__text'}, ...marked(text, hits))));
      }
      const rest = sections.length - shown.length;
      if (rest > 0) all.push(option(page.url, filled(data.words.more, {n: rest})));
      return make('div', {role: 'group', 'aria-label': page.title}, ...all);
    };

    const nothing = (question) => {
      const better = guess(data, question);
      const links = [[data.glossary && address(data.glossary), data.words.glossary], [opener.href, data.words.all],
        [data.contact, data.words.contact]].filter(([url]) => url);
      none.replaceChildren(make('ul', {}, ...links.map(([url, text]) => make('li', {}, make('a', {href: url}, text)))));
      if (!better) return;
      const button = make('button', {type: 'button'}, filled(data.words.guess, {q: better}));
      button.addEventListener('click', () => {
        input.value = better;
        input.focus();
        show();
      });
      none.prepend(make('p', {}, button));
    };

    const show = () => {
      const question = input.value.trim();
      if (!data) return;
      const kinds = (kind, most) => data.pages.filter((page) => page.kind === kind).slice(0, most).map((page) => ({page}));
      const {pages, hits} = question ? find(data, input.value) : {pages: [...kinds('F', 6), ...kinds('E', 5)], hits: new Map()};
      count = 0;
      list.replaceChildren(...pages.slice(0, 15).map((result) => group(result, hits)));
      list.hidden = !pages.length;
      none.hidden = !!pages.length;
      if (!pages.length) nothing(question);
      input.setAttribute('aria-expanded', !!pages.length);
      status.textContent = question ? filled(pages.length ? data.words.count : data.words.none, {n: pages.length, q: question}) : data.words.useful;
      isWalking = false;
      list.scrollTop = 0;
      activate(0);
    };

    input.addEventListener('input', (event) => {
      remembered(input.value);
      if (!event.isComposing) show();
    });
    input.addEventListener('compositionend', show);
    input.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      const last = options().length - 1;
      const to = {ArrowDown: active + 1, ArrowUp: active - 1, ...(isWalking && {Home: 0, End: last})}[event.key];
      if (to !== undefined) {
        isWalking = true;
        activate(to);
      } else if (event.key === 'Enter' && active >= 0) {
        const {href} = options()[active];
        if (event.ctrlKey || event.metaKey) window.open(href);
        else {
          dialog.close();
          location.assign(href);
        }
      } else {
        isWalking = false;
        return;
      }
      event.preventDefault();
    });
    dialog.addEventListener('click', (event) => {
      const isLeaving = event.target.closest('a') && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (isLeaving || event.target === dialog || event.target === close) dialog.close();
    });
    dialog.addEventListener('close', () => (before && before !== document.body ? before : opener).focus());
    document.head.append(make('link', {rel: 'stylesheet', href: opener.dataset.style}));
    document.body.append(dialog);

    return (question) => {
      if (!dialog.open) {
        before = document.activeElement;
        input.value = question || remembered();
        dialog.showModal();
      }
      input.focus();
      input.select();
      load(opener).then((read) => {
        if (!data) {
          data = read;
          input.placeholder = data.words.placeholder;
          close.setAttribute('aria-label', data.words.close);
        }
        show();
      }, () => {
        dialog.close();
        location.assign(opener.href);
      });
    };
  };

  let open;
  window.fieldguideSearch = (opener, question) => {
    open = open || build(opener);
    open(question);
  };
  Object.assign(window.fieldguideSearch, {tokens, read, find, guess, nearest});

  // On the list of everything an address may hold a question; the page for what is not there looks for what is near.
  const opener = document.querySelector('[data-search]');
  const asked = document.querySelector('[data-search-page]') && new URLSearchParams(location.search).get('q');
  if (opener && asked) window.fieldguideSearch(opener, asked);
  const near = document.querySelector('[data-nearest]');
  if (opener && near) {
    load(opener).then((data) => {
      let path = location.pathname;
      try {
        path = decodeURIComponent(path);
      } catch { /* It stays as it is. */ }
      const found = nearest(data, path);
      near.querySelector('ul').replaceChildren(...found.map(({url, title, text}) => make('li', {},
        make('a', {href: new URL(url, new URL('.', opener.href)).href}, title), make('p', {}, text))));
      near.hidden = !found.length;
    }, () => {});
  }
})();
