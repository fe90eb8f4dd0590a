// Search: reads the index, ranks pages, shows the dialog. Fetched on first use.
(() => {
  'use strict';

  const opener = document.querySelector('[data-search]');

  // What words are comes with the index, which was made by the same rules.
  let rules;
  const fold = (text) => text.normalize('NFKD').toLowerCase().replace(rules.leftOut, '')
    .replace(/./gu, (letter) => rules.plain[letter] || letter).normalize('NFC');
  const isUnspaced = (text) => text.search(rules.unspaced) >= 0;
  const tokens = (text) => (fold(text).match(rules.run) || []).flatMap((run) => {
    const all = [...run];
    return isUnspaced(run) && all[1] ? all.slice(1).map((next, at) => all[at] + next) : run;
  });
  const phrase = (words) => ` ${words.join(' ')} `;
  const slug = (text) => text.toLowerCase().split(/[^\p{Alphabetic}\p{N}]+/u).filter(Boolean).join('-');
  const name = (url) => url.replace(/(\/?index)?(\.html)?$/, '').replace(/.*\//, '');

  // Letters that are changed, missing or too many.
  const distance = (a, b) => {
    let row = [...b, ''].map((_, at) => at);
    for (const letter of a) {
      const next = [row[0] + 1];
      row.slice(1).forEach((cost, at) => next.push(Math.min(cost + 1, next[at] + 1, row[at] + (letter !== b[at]))));
      row = next;
    }
    return row[b.length];
  };

  const numbers = (text) => [...text].map((letter) => letter.codePointAt() - 48);

  const read = (data) => {
    rules = data.rules;
    for (const key in rules) if (key !== 'plain') rules[key] = RegExp(rules[key], 'gu');
    const [urls, titles, texts, names, headings, sections, excerpts] = data.lines.map((lines) => lines.split('\n'));
    const terms = new Map();
    const phrases = [];
    const add = (words, at, weight) => new Set(words).forEach((word) => {
      const found = terms.get(word) || new Map();
      terms.set(word, found.set(at, (found.get(at) || 0) + weight));
    });
    const pages = urls.map((url, at) => {
      const [first, ...others] = [titles[at], name(url), ...names[at].split('\t')].map(tokens);
      const parts = numbers(sections[at]).map((number) => {
        const [title, id = slug(title)] = headings[number].split('\t');
        return {url: `${url}#${id}`, title, text: number < data.common ? '' : excerpts.shift(), kind: number < data.defined ? '' : 'T'};
      });
      [first, ...others].forEach((words, rank) => words[0] && phrases.push([phrase(words), at, rank]));
      add(first, at, 32 / (3 + first.length));
      add(others.flat(), at, 5);
      add(parts.map(({title}) => title).flatMap(tokens), at, 5);
      add([texts[at], ...parts.map(({text}) => text)].flatMap(tokens), at, 1);
      return {url, title: titles[at], text: texts[at], parts, kind: data.kinds[at], above: titles[urls.indexOf(url.replace(/[^/]*(\/index\.html)?$/, 'index.html'))]};
    });
    const found = data.found.split(' ');
    let term = '';
    data.terms.split(' ').forEach((end, number) => {
      let at = -1;
      term = term.slice(0, parseInt(end[0], 36)) + end.slice(1);
      for (const step of numbers(found[number])) add([term], at += step + 1, 1);
    });
    return {...data, pages, terms, phrases};
  };

  const near = (terms, word, most) => [...terms.keys()].filter((term) => Math.abs(term.length - word.length) <= most && distance(term, word) <= most);
  const guess = ({terms}, question) => tokens(question).map((word) => terms.has(word) || !word[3] ? word : near(terms, word, 2)[0] || word).join(' ');

  // Pages that answer a question, best first, each with its parts that do.
  const find = ({pages, terms, phrases}, question) => {
    const asked = tokens(question);
    const whole = phrase(asked);
    const hits = new Set();
    const ranks = new Map();
    const raise = (at, by) => ranks.set(at, (ranks.get(at) || 0) + by);
    const rarity = (word) => terms.has(word) ? Math.log(1 + pages.length / terms.get(word).size) : 0;
    const sum = (words) => words.reduce((sum, word) => sum + rarity(word), 0);
    let most = 0;
    for (const word of new Set(asked)) {
      const isLast = word[1] && fold(question).endsWith(word);
      const known = new Set([...terms.keys()].filter((term) => term === word || isLast && term.startsWith(word)));
      if (/^\D{4}/.test(word) && [...known].every((term) => terms.get(term).size < 3)) near(terms, word, 1).forEach((term) => known.add(term));
      const best = new Map();
      known.forEach((term) => {
        hits.add(term);
        terms.get(term).forEach((weight, at) => {
          best.set(at, Math.max(best.get(at) || 0, rarity(term) * (term === word ? 1 : 0.6) * weight / (weight + 3)));
        });
      });
      best.forEach((value, at) => raise(at, value));
      most += Math.max(0, ...best.values());
    }
    ranks.forEach((rank, at) => ranks.set(at, rank * (0.2 + 0.8 * rank / most)));
    const least = 0.2 * Math.max(...ranks.values());
    // The very name comes first.
    for (const [words, at, rank] of phrases) {
      const value = sum(words.split(' '));
      if (words.replace(/ /g, '') === whole.replace(/ /g, '')) raise(at, 1000 - rank);
      else if (whole.includes(words)) raise(at, 0.6 * value);
      else if (words.startsWith(whole)) raise(at, sum(asked) * whole.length / words.length);
    }
    const matching = ({title, text}) => sum([...new Set(tokens(`${title} ${text}`))].filter((word) => hits.has(word)));
    const byRank = (some) => some.sort((a, b) => b[0] - a[0]).map(([, it]) => it);
    return {
      hits: phrase([...hits]),
      pages: byRank([...ranks].filter(([, rank]) => rank >= least).map(([at, rank]) => [rank, pages[at]])).map((page) => ({
        ...page, parts: byRank(page.parts.map((part) => [matching(part), part]).filter(([value]) => value > most / 2)),
      })),
    };
  };

  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.append(...children);
    return element;
  };

  let index;
  const load = () => index = index || new Promise((onload, onerror) => {
    document.head.append(Object.assign(make('script', {src: opener.dataset.index}), {onload, onerror}));
  }).then(() => read(window.__search));

  let store = {};
  try {
    store = sessionStorage;
  } catch { /* It is forbidden. */ }

  const build = () => {
    const dialog = make('dialog', {class: 'search'});
    dialog.innerHTML = '<div><input role="combobox" dir="auto" aria-controls="found" aria-autocomplete="list" autocomplete="off" autocapitalize="off" spellcheck="false">'
      + '<button aria-label="Esc">×</button></div><p role="status">…</p><div id="found" role="listbox"></div><div></div>';
    const [input, close, status, list, none] = dialog.querySelectorAll('input, button, p, p ~ div');
    for (const element of [dialog, input, list]) element.setAttribute('aria-label', opener.dataset.search);
    let data, before, active, options = [];

    const activate = (at) => {
      active = options[(at + options.length) % options.length];
      options.forEach((option) => option.setAttribute('aria-selected', option === active));
      input.setAttribute('aria-activedescendant', active ? active.id : '');
      input.setAttribute('aria-expanded', !!active);
      list.hidden = !active;
      if (active) active.scrollIntoView({block: 'nearest'});
    };

    const show = () => {
      if (!data) return;
      const question = input.value.trim();
      const say = (key, value) => data.words[key].replace('{}', () => value);
      const some = (kind) => data.pages.filter((page) => page.kind === kind).slice(0, 6).map((page) => ({...page, parts: []}));
      const {pages, hits} = question ? find(data, input.value) : {pages: ['F', 'E'].flatMap(some), hits: ''};
      const marked = (text) => text.split(rules.piece).map((piece) => tokens(piece).some((word) =>
        hits.includes(isUnspaced(word) ? word : ` ${word} `)) ? make('mark', {}, piece) : piece);
      options = [];
      const option = ({url, title, text = '', kind, above = ''}) => {
        const link = make('a', {role: 'option', id: `found-${options.length}`, href: new URL(url, opener.href), tabindex: -1},
          make('small', {}, data.called[kind] || ''), make('b', {}, ...marked(title)), make('i', {}, above), make('span', {}, ...marked(text)));
        options.push(link);
        return link;
      };
      list.replaceChildren(...pages.slice(0, 15).map((page) => make('div', {role: 'group', 'aria-label': page.title},
        ...[page, ...page.parts.slice(0, 3)].map(option),
        ...page.parts[3] ? [option({url: page.url, title: say('more', page.parts.length - 3)})] : [])));
      status.textContent = !question ? data.words.useful : options[0] ? say('count', pages.length) : say('none', question);
      if (!options[0]) {
        const better = guess(data, question);
        const button = make('button', {}, say('guess', better));
        button.onclick = () => ask(better);
        none.replaceChildren(...find(data, better).pages[0] ? [button] : [], ...data.words.links.map(([url, text]) => make('a', {href: new URL(url, opener.href)}, text)));
      }
      none.hidden = options[0];
      activate(0);
    };
    const ask = (question) => {
      input.value = store.search = question;
      input.focus();
      show();
    };

    input.oninput = (event) => {
      store.search = input.value;
      if (!event.isComposing) show();
    };
    input.addEventListener('compositionend', show);
    input.onkeydown = (event) => {
      if (event.isComposing || !active) return;
      const at = options.indexOf(active);
      const to = {ArrowDown: at + 1, ArrowUp: at - 1, ...at && {Home: 0, End: -1}}[event.key];
      if (to !== undefined) activate(to);
      else if (event.key === 'Enter') active.dispatchEvent(new MouseEvent('click', event));
      else return;
      event.preventDefault();
    };
    dialog.onclick = ({target, ctrlKey, metaKey, shiftKey}) => {
      if (target.closest('a') ? !(ctrlKey || metaKey || shiftKey) : target === dialog || target === close) dialog.close();
    };
    dialog.onclose = () => (before === document.body ? opener : before).focus();
    document.head.append(make('link', {rel: 'stylesheet', href: opener.dataset.style}));
    document.body.append(dialog);
    load().catch(() => {});

    return (_, question = store.search || '') => {
      if (dialog.open) return;
      before = document.activeElement;
      dialog.showModal();
      ask(question);
      input.select();
      load().then((index) => {
        data = index;
        input.placeholder = data.words.placeholder;
        close.setAttribute('aria-label', data.words.close);
        show();
      }, () => location.assign(opener.href));
    };
  };

  window.fieldguideSearch = build();
  window.fieldguideSearch.engine = {tokens, name, distance, load, make};
})();
