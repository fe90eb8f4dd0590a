// Every page, narrow and wide, light and dark, from left to right and from right to left.

import { readFile } from 'node:fs/promises';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { expectNone, listen, open } from './site.mjs';

const TABS = 3;
const AXE = await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

const COMBINATIONS = [390, 1280].flatMap((width) =>
  ['light', 'dark'].flatMap((scheme) => ['ltr', 'rtl'].map((direction) => ({ width, scheme, direction }))),
);

// A page for a drawer says the same as the page itself, in another frame: every second combination tells enough.
const ofDrawer = ({ width, scheme, direction }) => (width === 390) !== ((scheme === 'light') !== (direction === 'ltr'));

const site = await open();
after(() => site.close());

describe('every page', { concurrency: TABS }, () => {
  for (const page of site.pages) {
    it(page, async () => {
      const tab = await site.browser.newPage();
      const problems = [];
      listen(tab, problems, (url) => url.startsWith(`${site.origin}/`));
      await tab.goto(site.url(page), { waitUntil: 'load' });
      await tab.evaluate(AXE);
      const isOfDrawer = page.startsWith('embed/');
      for (const combination of COMBINATIONS.filter((it) => !isOfDrawer || ofDrawer(it))) {
        const { width, scheme, direction } = combination;
        await tab.setViewport({ width, height: 900 });
        await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        const found = await tab.evaluate(inspect, direction);
        problems.push(...found.map((problem) => `${width} px, ${scheme}, ${direction}: ${problem}`));
      }
      await tab.close();
      expectNone(problems);
    });
  }
});

/** In the page: what is wrong with it as it stands. */
async function inspect(direction) {
  const problems = [];
  document.documentElement.dir = direction;
  // Colours that fade would be measured halfway.
  for (const animation of document.getAnimations()) animation.finish();
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth > clientWidth) {
    const isOut = (element) => {
      const { left, right } = element.getBoundingClientRect();
      return right > clientWidth + 1 || left < -1;
    };
    const widest = [...document.body.querySelectorAll('*')].find(isOut);
    problems.push(`scrolls sideways by ${scrollWidth - clientWidth} px: ${widest?.outerHTML.slice(0, 120)}`);
  }
  const { violations } = await axe.run({
    preload: false,
    resultTypes: ['violations'],
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  });
  for (const { id, help, nodes } of violations) {
    for (const node of nodes) problems.push(`${id} (${help}): ${node.target.join(' ')}`);
  }
  return problems;
}
