// The keyboard alone, on one page of each kind: Tab reaches everything in the order that one sees, and one sees where.

import { after, describe, it } from 'node:test';
import { KINDS, expectNone, open } from './site.mjs';

const site = await open();
after(() => site.close());

describe('by keyboard', { concurrency: 2 }, () => {
  for (const [kind, page] of Object.entries(KINDS)) {
    for (const width of [390, 1280]) {
      it(`${kind}, ${width} px`, async () => {
        const tab = await site.browser.newPage();
        await tab.emulateFocusedPage(true);
        await tab.setViewport({ width, height: 800 });
        await tab.goto(site.url(page));
        const count = await tab.evaluate(findStops);
        const problems = [];
        const visited = [];
        // Behind the last stop comes the browser's own, then the first again.
        for (let press = 0; press < count + 2; press += 1) {
          await tab.keyboard.press('Tab');
          const stop = await tab.evaluate(look, visited.at(-1));
          problems.push(...stop.problems);
          if (stop.at === undefined || visited.includes(stop.at)) break;
          visited.push(stop.at);
        }
        problems.push(...(await tab.evaluate(missed, visited)));
        await tab.close();
        expectNone(problems);
      });
    }
  }
});

/** In the page: notes everything that a key must reach, with how it looks without focus. */
function findStops() {
  const isScroller = (element) => {
    const { overflowX, overflowY } = getComputedStyle(element);
    const scrolls = (overflow) => overflow === 'auto' || overflow === 'scroll';
    return (
      (scrolls(overflowX) && element.scrollWidth > element.clientWidth) ||
      (scrolls(overflowY) && element.scrollHeight > element.clientHeight)
    );
  };
  const isControl = (element) =>
    element.matches('a[href], button, input, select, textarea, summary, [tabindex]') && element.tabIndex >= 0;
  const isStop = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.disabled && isControl(element);
  const all = [...document.body.querySelectorAll('*')];
  const stops = all.filter(isStop);
  // A region that scrolls is reached by itself or through what it holds.
  const isReached = (element) => stops.some((stop) => element.contains(stop));
  stops.push(...all.filter((element) => element.checkVisibility() && isScroller(element) && !isReached(element)));
  window.stops = stops;
  window.shadows = stops.map((element) => getComputedStyle(element).boxShadow);
  return stops.length;
}

/** In the page: which stop has the focus, and what is wrong with it. `before` is the stop before it. */
function look(before) {
  const element = document.activeElement;
  if (element === document.body) return { problems: [] };
  const problems = [];
  const at = window.stops.indexOf(element);
  const name = element.outerHTML.slice(0, 100);
  if (at < 0) return { at: name, problems: [`has the focus and should not: ${name}`] };

  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
  const hasRing = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  if (!hasRing && boxShadow === window.shadows[at]) problems.push(`shows no focus: ${name}`);

  // Of a link over several lines the first is looked at; of a region its upper edge.
  const box = element.getClientRects()[0];
  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 12)];
  const top = document.elementFromPoint(x, y);
  if (!top) problems.push(`has the focus outside of the window: ${name}`);
  else if (!element.contains(top) && !top.contains(element)) {
    problems.push(`has the focus below ${top.outerHTML.slice(0, 60)}: ${name}`);
  }

  const previous = window.stops[before];
  const part = (of) => of.closest('header, nav, main, aside, footer, form, dialog');
  if (previous && part(previous) === part(element)) {
    const from = previous.getClientRects()[0];
    // What stands in columns is read column by column.
    const isAbove = box.bottom <= from.top && box.left < from.right && from.left < box.right;
    const isBefore = box.right <= from.left && box.top < from.bottom && from.top < box.bottom;
    if (from && (isAbove || isBefore)) problems.push(`comes after what stands behind it: ${name}`);
  }
  return { at, problems };
}

/** In the page: the stops that were not visited. */
function missed(visited) {
  // Of radio buttons one is reached; arrows do the rest.
  const isVisited = (stop, at) =>
    visited.includes(at) ||
    (stop.type === 'radio' && visited.some((other) => window.stops[other]?.name === stop.name));
  return window.stops
    .filter((stop, at) => !isVisited(stop, at))
    .map((stop) => `is not reached: ${stop.outerHTML.slice(0, 100)}`);
}
