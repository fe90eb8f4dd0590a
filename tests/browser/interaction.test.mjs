// What the site's scripts add: theme, search, tabs, copying, checklists, definitions. Selectors are those that the theme's
// templates promise; the first page that has a part stands for all.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { open } from './site.mjs';

const THEME = '[data-theme-switch]';
const SEARCH = { opener: '[data-search]', dialog: 'dialog.search', input: 'input[role="combobox"]', hit: '[role="option"]' };
const TAB = '.tabs [role="tab"]';
const COPY = 'figure.example button.copy';
const BOX = '.checklist input[type="checkbox"]';
const TERM = 'a.term';

const site = await open();
let tab;
before(async () => {
  const clipboard = ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write'];
  await site.browser.defaultBrowserContext().overridePermissions(site.origin, clipboard);
  tab = await site.browser.newPage();
  await tab.emulateFocusedPage(true);
  await tab.setViewport({ width: 1280, height: 900 });
});
after(() => site.close());

/** Goes to the first page whose HTML fits, which there must be, and waits for the part that scripts make of it. */
async function visit(pattern, selector) {
  for (const page of site.pages.filter((page) => !page.startsWith('embed/') && page !== '404.html')) {
    if (!pattern.test(await readFile(join(site.directory, page), 'utf8'))) continue;
    await tab.goto(site.url(page));
    await tab.waitForSelector(selector, { visible: true, timeout: 2000 });
    return;
  }
  assert.fail(`no page has ${pattern}`);
}

const press = async (...keys) => {
  for (const key of keys) await tab.keyboard.press(key);
};
const focused = (selector) => tab.evaluate((it) => document.activeElement?.matches(it) ?? false, selector);
const isOpen = (selector) => tab.evaluate((it) => document.querySelector(it)?.open ?? false, selector);

describe('theme', () => {
  const scheme = () => tab.evaluate(() => getComputedStyle(document.body).backgroundColor);

  it('is kept, and is there before the page is drawn', async () => {
    await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    await visit(/data-theme-switch/, THEME);
    const light = await scheme();
    // A list of themes, or a button that goes from one to the next.
    await tab.$eval(THEME, (element) => {
      if (element.matches('select')) {
        element.value = 'dark';
        element.dispatchEvent(new Event('change', { bubbles: true }));
      }
    });
    for (let click = 0; click < 3 && (await scheme()) === light; click += 1) await tab.click(THEME);
    const dark = await scheme();
    assert.notEqual(dark, light, 'the switch changes nothing');

    const script = await tab.evaluateOnNewDocument(() => {
      new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.firstTheme = document.documentElement.dataset.theme;
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
    });
    await tab.reload();
    assert.equal(await tab.evaluate(() => window.firstTheme), 'dark', 'it comes after the page');
    assert.equal(await scheme(), dark);
    await tab.removeScriptToEvaluateOnNewDocument(script.identifier);
    await tab.evaluate(() => localStorage.clear());
  });
});

describe('search', () => {
  const { opener, dialog, input, hit } = SEARCH;
  const start = () => visit(/data-search/, opener);
  const query = async (text) => {
    await tab.waitForFunction((it) => document.querySelector(it)?.open, { timeout: 2000 }, dialog);
    await tab.type(`${dialog} ${input}`, text);
    await tab.waitForSelector(`${dialog} ${hit}`, { timeout: 5000 });
  };

  for (const keys of [['/'], ['Control', 'KeyK']]) {
    it(`opens by ${keys.join('+')}, and Escape goes back to where one was`, async () => {
      await start();
      await tab.focus(opener);
      for (const key of keys) await tab.keyboard.down(key);
      for (const key of keys.toReversed()) await tab.keyboard.up(key);
      await tab.waitForFunction((it) => document.querySelector(it)?.open, { timeout: 2000 }, dialog);
      assert.ok(await focused(`${dialog} ${input}`), 'the box to type in has no focus');
      assert.equal(await tab.$eval(`${dialog} ${input}`, (it) => it.value), '', 'the key was typed into the box');
      await press('Escape');
      // A search box may take the first Escape to empty itself.
      if (await isOpen(dialog)) await press('Escape');
      assert.ok(!(await isOpen(dialog)), 'it stays open');
      assert.ok(await focused(opener), 'the focus is lost');
    });
  }

  it('does not open while one types elsewhere', async () => {
    await start();
    await tab.evaluate(() => document.querySelector('main').append(document.createElement('textarea')));
    await tab.type('main textarea', 'and/or');
    assert.ok(!(await isOpen(dialog)));
  });

  it('goes through the hits by arrows and opens one by Enter', async () => {
    await start();
    await tab.click(opener);
    await query('access token');
    const active = () =>
      tab.$eval(`${dialog} ${input}`, (it) => document.getElementById(it.getAttribute('aria-activedescendant'))?.id);
    await press('ArrowDown');
    const first = await active();
    await press('ArrowDown');
    const second = await active();
    assert.ok(first && second && first !== second, `the active hit was ${first}, then ${second}`);
    await press('ArrowUp');
    assert.equal(await active(), first);
    assert.ok(await focused(`${dialog} ${input}`), 'the focus left the box');
    const before = tab.url();
    await Promise.all([tab.waitForNavigation({ timeout: 3000 }), press('Enter')]);
    assert.notEqual(tab.url(), before);
  });

  it('finds an error by its code first', async () => {
    await start();
    await tab.click(opener);
    await query('131030');
    const first = await tab.$eval(`${dialog} ${hit}`, (it) => (it.querySelector('a[href]') ?? it).outerHTML);
    assert.match(first, /131030/);
  });

  it('says how many there are, also if none', async () => {
    await start();
    await tab.click(opener);
    await query('token');
    const status = () => tab.$eval(`${dialog} [role="status"]`, (it) => it.textContent.trim());
    assert.match(await status(), /\d/);
    await tab.type(`${dialog} ${input}`, 'qqqqzzzzqqqq');
    await tab.waitForFunction((it) => !document.querySelector(it), { timeout: 2000 }, `${dialog} ${hit}`);
    assert.notEqual(await status(), '');
  });
});

describe('tabs', () => {
  it('are left and right of each other by arrows, with one panel shown', async () => {
    await visit(/class="tabs/, TAB);
    const state = () =>
      tab.$$eval(TAB, (tabs) =>
        tabs
          .filter((it) => it.closest('.tabs') === tabs[0].closest('.tabs'))
          .map((it) => ({
            isSelected: it.getAttribute('aria-selected') === 'true',
            isShown: document.getElementById(it.getAttribute('aria-controls')).lastElementChild.checkVisibility(),
            isFocused: it === document.activeElement,
            isInTabOrder: it.tabIndex === 0,
          })),
      );
    const only = (at, list, keys) =>
      assert.deepEqual(
        list,
        list.map((_, position) => Object.fromEntries(keys.map((key) => [key, position === at]))),
      );
    const all = ['isSelected', 'isShown', 'isFocused', 'isInTabOrder'];
    const last = (await state()).length - 1;
    assert.ok(last > 0, 'there is one tab only');
    await tab.focus(TAB);
    only(0, await state(), all);
    await press('ArrowRight');
    only(1, await state(), all);
    await press('End');
    only(last, await state(), all);
    await press('ArrowRight');
    only(0, await state(), all);
    await press('ArrowLeft');
    only(last, await state(), all);
    await press('Home');
    only(0, await state(), all);
  });
});

describe('copying', () => {
  it('gives the text of an example, and says so on the button', async () => {
    await visit(/class="copy/, COPY);
    const before = await tab.$eval(COPY, (it) => it.textContent);
    const code = await tab.$eval(COPY, (it) => it.closest('figure').querySelector('code').textContent.trim());
    await tab.click(COPY);
    await tab.waitForFunction((it, text) => document.querySelector(it).textContent !== text, { timeout: 2000 }, COPY, before);
    const copied = await tab.evaluate(() => navigator.clipboard.readText());
    const keys = (text) => [...text.matchAll(/^\s*([\w-]+)\s*[:=]/gm)].map((match) => match[1]);
    assert.deepEqual(keys(copied), keys(code));
  });

  it('never gives a secret', async () => {
    await visit(/data-secret/, COPY);
    const copies = await tab.$$(COPY);
    for (const copy of copies) {
      const secrets = await copy.evaluate((it) =>
        [...it.closest('figure').querySelectorAll('[data-secret]')].map((secret) => secret.textContent.trim()),
      );
      await copy.click();
      const copied = await tab.evaluate(() => navigator.clipboard.readText());
      for (const secret of secrets) assert.ok(!copied.includes(secret), 'a secret was copied');
    }
  });
});

describe('checklist', () => {
  it('is as one left it after a reload', async () => {
    await visit(/class="checklist/, BOX);
    const checked = () => tab.$$eval(BOX, (boxes) => boxes.map((box) => box.checked));
    assert.ok((await checked()).every((it) => !it));
    await tab.focus(BOX);
    await press('Space');
    const after = await checked();
    assert.ok(after[0]);
    await tab.reload();
    await tab.waitForSelector(BOX);
    assert.deepEqual(await checked(), after);
    await tab.evaluate(() => localStorage.clear());
  });
});

describe('definitions', () => {
  it('show by keyboard, and Escape puts them away', async () => {
    await visit(/class="term"/, TERM);
    const shown = () => tab.$$eval('[popover]', (all) => all.filter((it) => it.matches(':popover-open')).length);
    await tab.focus(TERM);
    await tab.waitForFunction(() => document.querySelector('[popover]:popover-open'), { timeout: 2000 });
    const text = await tab.$eval('[popover]:popover-open', (it) => it.textContent.trim());
    assert.notEqual(text, '');
    await press('Escape');
    assert.equal(await shown(), 0);
    assert.ok(await focused(TERM), 'the focus is lost');
  });
});
