// The site in colours that the reader forces on it, as Windows' contrast themes do: all text is to be read.

import { after, describe, it } from 'node:test';
import { KINDS, expectNone, open } from './site.mjs';

const WIDTHS = [390, 1280];
const SCHEMES = ['light', 'dark'];
const LEAST_CONTRAST = 4.5;

const site = await open();
after(() => site.close());

describe('forced colours', () => {
  for (const scheme of SCHEMES) {
    for (const [kind, page] of Object.entries(KINDS)) {
      it(`${kind}, ${scheme}`, async () => {
        const problems = [];
        for (const width of WIDTHS) {
          const tab = await forced(scheme, width, page);
          problems.push(...(await tab.evaluate(unreadable, LEAST_CONTRAST)).map((text) => `at ${width}: ${text}`));
          await tab.close();
        }
        expectNone(problems);
      });
    }

    it(`search, ${scheme}`, async () => {
      const tab = await forced(scheme, 1280, KINDS.home);
      await tab.keyboard.press('/');
      await tab.waitForSelector('.search[open] input');
      await tab.type('.search input', 'token');
      await tab.waitForSelector('.search mark');
      const problems = await tab.evaluate(unreadable, LEAST_CONTRAST);
      await tab.close();
      expectNone(problems);
    });
  }
});

async function forced(scheme, width, page) {
  const tab = await site.browser.newPage();
  await tab.setViewport({ width, height: 900 });
  // Puppeteer's own words do not have this feature.
  const protocol = await tab.createCDPSession();
  const features = [
    { name: 'forced-colors', value: 'active' },
    { name: 'prefers-color-scheme', value: scheme },
  ];
  await protocol.send('Emulation.setEmulatedMedia', { features });
  await tab.goto(site.url(page), { waitUntil: 'networkidle0' });
  return tab;
}

/** Texts whose colour is too near to that behind them, in the page. */
function unreadable(least) {
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = channels(colour).map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((channels(colour)[3] ?? 1) > 0) return colour;
    }
    return getComputedStyle(document.documentElement).backgroundColor;
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const colour = getComputedStyle(element).color;
    const [dark, light] = [luminance(colour), luminance(behind(element))].sort((a, b) => a - b);
    if ((light + 0.05) / (dark + 0.05) < least) {
      found.push(`${element.tagName} "${texts.currentNode.data.trim()}": ${colour} on ${behind(element)}`);
    }
  }
  return found;
}
