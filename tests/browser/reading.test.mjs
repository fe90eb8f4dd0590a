// Ways to read the site other than with a mouse, scripts and a server: without scripts, from disk, on paper.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { KINDS, expectNone, listen, open } from './site.mjs';

const TABS = 3;
// What is left of A4 at 96 px to the inch, between margins of 16 mm.
const PAPER = { width: 672, height: 980 };
// The table of contents stands beside the text, too; the sign of a heading's anchor shows under the mouse.
const REPEATED = '.toc-bar, .anchor, .search-open, .embed-out, [data-nearest]';

const site = await open();
after(() => site.close());

describe('from disk, on paper, without scripts', { concurrency: TABS }, () => {
  // Pages for drawers hold the same; those of each kind tell enough.
  const drawers = Object.values(KINDS).map((page) => `embed/${page}`);
  for (const page of site.pages.filter((page) => !page.startsWith('embed/') || drawers.includes(page))) {
    it(page, async () => {
      const tab = await site.browser.newPage();
      // A server shows 404.html at any address, so its links begin at the site's top.
      const problems = page === '404.html' ? [] : await fromDisk(tab, page);
      problems.push(...(await onPaper(tab, page)), ...(await withoutScripts(tab, page)));
      await tab.close();
      expectNone(problems);
    });
  }
});

async function onPaper(tab, page) {
  await tab.setViewport(PAPER);
  await tab.emulateMediaType('print');
  await tab.goto(site.url(page));
  const texts = await tab.evaluate(unseen, `nav, ${REPEATED}`);
  const problems = texts.map((text) => `is not printed: ${text}`);
  problems.push(...(await tab.evaluate(cutOrUseless)));
  await tab.emulateMediaType('screen');
  return problems;
}

async function withoutScripts(tab, page) {
  await tab.setViewport({ width: 1280, height: 900 });
  await tab.goto(site.url(page));
  const withScripts = await tab.evaluate(links);
  await tab.setJavaScriptEnabled(false);
  await tab.reload();
  const without = new Set(await tab.evaluate(links));
  const texts = await tab.evaluate(unseen, REPEATED);
  await tab.setJavaScriptEnabled(true);
  return [
    ...texts.map((text) => `cannot be seen without scripts: ${text}`),
    ...withScripts.filter((link) => !without.has(link)).map((link) => `without scripts no link to ${link}`),
  ];
}

async function fromDisk(tab, page) {
  const problems = [];
  const top = pathToFileURL(`${site.directory}/`).href;
  listen(tab, problems, (url) => url.startsWith(top));
  await tab.goto(top + page);
  const sheets = await tab.evaluate(() => document.styleSheets.length);
  if (sheets === 0) problems.push('no style sheet was loaded');
  return problems.map((problem) => `from disk: ${problem}`);
}

describe('as a PDF', () => {
  for (const [kind, page] of Object.entries(KINDS)) {
    it(kind, async () => {
      const tab = await site.browser.newPage();
      await tab.goto(site.url(page));
      const pdf = Buffer.from(await tab.pdf({ format: 'A4' }));
      await tab.close();
      assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    });
  }
});

/** In the page: the addresses of all its links. */
function links() {
  return [...document.querySelectorAll('a[href]')].map((link) => link.href);
}

/**
 * In the page: texts of `<main>` that no reader sees. What opens by itself or by a click without scripts may be closed,
 * and what only scripts make work may be hidden until they run.
 */
function unseen(exempt) {
  const closed = 'details:not([open]) > :not(summary), [popover], dialog';
  const ofScripts = 'button, progress, [role="status"], script, noscript, template';
  const skipped = `.visually-hidden, ${closed}, ${ofScripts}, ${exempt}`;
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const found = [];
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement;
    if (!text.data.trim() || element.closest(skipped)) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const { width, height } = range.getBoundingClientRect();
    const isVisible = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!isVisible || width === 0 || height === 0) found.push(text.data.trim().slice(0, 80));
  }
  return found;
}

/** In the page, laid out for paper: navigation that paper cannot follow, and content that runs over an edge. */
function cutOrUseless() {
  const problems = [];
  const name = (element) => element.outerHTML.slice(0, 100);
  for (const element of document.querySelectorAll('header, nav, dialog, button, body > a')) {
    if (!element.closest('main header') && element.checkVisibility()) problems.push(`is printed: ${name(element)}`);
  }
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) problems.push(`the page is ${scrollWidth - clientWidth} px too wide for its paper`);
  for (const element of document.querySelectorAll('main *')) {
    const { display, overflowX, overflowY } = getComputedStyle(element);
    // Nothing is drawn of 1 px boxes: these are for screen readers.
    if (display === 'inline' || element.clientWidth <= 1) continue;
    const isWide = overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
    const isTall = overflowY !== 'visible' && element.scrollHeight > element.clientHeight + 1;
    if (isWide || isTall) problems.push(`is cut off: ${name(element)}`);
  }
  return problems;
}
