// Opens `fieldguide serve` in a browser and writes on the guide meanwhile: the page must change in place.
// node tests/browser/serve.mjs path/to/fieldguide   (puppeteer-core; CHROMIUM names another browser)
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import puppeteer from 'puppeteer-core';

const binary = resolve(process.argv[2] ?? 'target/debug/fieldguide');
const guide = mkdtempSync(join(tmpdir(), 'fieldguide-serve-'));
execFileSync(binary, ['init', guide], { stdio: 'ignore' });

const PAGE = 'content/how-to/make-a-permanent-token.md';
const URL_OF_PAGE = 'how-to/make-a-permanent-token.html';
const edit = (path, change) => writeFileSync(join(guide, path), change(readFileSync(join(guide, path), 'utf8')));
const add = text => edit(PAGE, page => `${page}\n${text}\n`);

let server;
function start(port) {
  server = spawn(binary, ['serve', '--base', '/help/', '--port', port], { cwd: guide, stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise((found, failed) => {
    let said = '';
    server.on('exit', () => failed(new Error(`the server ended: ${said}`)));
    server.stderr.on('data', text => {
      said += text;
      const url = said.match(/http:\/\/\S+/);
      if (url) found(url[0]);
    });
  });
}
const stop = () => new Promise(done => { server.removeAllListeners('exit').on('exit', done).kill('SIGINT'); });

const url = await start('0');
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run'],
});

try {
  const page = await browser.newPage();
  const complaints = [];
  page.on('pageerror', error => complaints.push(error.message));
  page.on('console', message => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  let loads = 0;
  page.on('load', () => { loads += 1; });
  await page.setViewport({ width: 1280, height: 500 });

  const until = (test, ...values) => page.waitForFunction(test, { timeout: 30000 }, ...values);
  const untilSaid = text => until(text => document.querySelector('main').textContent.includes(text), text);
  const untilOverlay = () => until(() => document.querySelector('fieldguide-overlay')?.shadowRoot.querySelector('dialog[open]'));
  const untilNoOverlay = () => until(() => !document.querySelector('fieldguide-overlay'));

  // An edit changes the page in place; what the reader has done to it stays.
  add('- [ ] Tell a colleague\n\n'
    + Array.from({ length: 60 }, (_, at) => `Line ${at}.\n`).join('\n'));
  await page.goto(url + URL_OF_PAGE);
  await untilSaid('Line 59.');
  await page.evaluate(() => {
    window.mark = 'the same document';
    window.updates = 0;
    document.addEventListener('fieldguide:update', () => { window.updates += 1; });
    window.header = document.querySelector('header');
    window.title = document.querySelector('.sidebar [aria-current="page"]');
    // Themes load scripts of their own when they are needed.
    document.head.append(Object.assign(document.createElement('script'), { src: 'late.js' }));
    document.querySelector('main details').open = true;
    document.querySelector('main input[type="checkbox"]').checked = true;
    [...document.querySelectorAll('main a')].at(-1).focus();
    window.focused = document.activeElement.textContent;
    scrollTo(0, 400);
  });
  edit(PAGE, page => page.replace('Line 3.', 'Line three.'));
  await untilSaid('Line three.');
  assert.deepEqual(await page.evaluate(() => ({
    mark: window.mark,
    updates: window.updates,
    header: window.header === document.querySelector('header'),
    open: document.querySelector('main details').open,
    checked: document.querySelector('main input[type="checkbox"]').checked,
    focused: document.activeElement.textContent === window.focused,
    scroll: scrollY,
  })), { mark: 'the same document', updates: 1, header: true, open: true, checked: true, focused: true, scroll: 400 });

  // A heading more: the table of contents, which stands beside <main>, has it, too.
  add('## A heading that is new\n\nWords.');
  await until(() => document.querySelector('aside.toc')?.textContent.includes('A heading that is new'));
  edit(PAGE, page => page.replace(/^title: .*/m, 'title: Another title'));
  await until(() => document.title.startsWith('Another title'));
  await until(() => document.querySelector('.sidebar').textContent.includes('Another title'));

  assert.deepEqual(await page.evaluate(() => [
    window.header === document.querySelector('header'),
    window.title === document.querySelector('.sidebar [aria-current="page"]'),
  ]), [true, false], 'only what differs is replaced');

  // A style sheet that changes has another address.
  edit('themes/help/static/style.css', css => `${css}\n@layer print { .lead { letter-spacing: 3px; } }\n`);
  await until(() => getComputedStyle(document.querySelector('.lead')).letterSpacing === '3px');
  assert.equal(await page.evaluate(() => window.mark), 'the same document');
  assert.equal(await page.evaluate(() => scrollY), 400);

  // A mistake lies over the page, which stays, until it is mended.
  add('[Dead](nowhere.md) and EAAexample0example0example0 <b>');
  await untilOverlay();
  const read = () => page.$$eval('fieldguide-overlay >>> section', blocks => blocks.map(block => ({
    place: block.querySelector('h2').textContent,
    frame: block.querySelector('pre').textContent,
  })));
  const mistakes = await read();
  const dead = mistakes.find(({ frame }) => frame.includes('nowhere.md'));
  assert.match(dead.place, /^content\/how-to\/make-a-permanent-token\.md:\d+:1$/);
  assert.match(dead.frame, /error\[dead-link\]/);
  assert.match(dead.frame, /<b>/);
  assert.ok(mistakes.every(({ frame }) => !frame.includes('EAAexample')), 'a secret is shown');
  assert.equal(await page.$eval('main', main => main.textContent.includes('EAAexample')), false);
  const look = await page.$eval('fieldguide-overlay >>> dialog', dialog => ({
    role: dialog.role, name: dialog.getRootNode().getElementById(dialog.getAttribute('aria-labelledby')).textContent,
    border: getComputedStyle(dialog).borderRadius,
  }));
  assert.equal(look.role, 'alertdialog');
  assert.match(look.name, /^\d mistakes? in the guide$/);
  assert.notEqual(look.border, '0px');
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  edit(PAGE, page => page.replace('[Dead](nowhere.md) and EAAexample0example0example0 <b>', 'Mended.'));
  await untilNoOverlay();
  await untilSaid('Mended.');

  // Escape and the button close it.
  add('[Dead](nowhere.md)');
  await untilOverlay();
  await page.keyboard.press('Escape');
  await untilNoOverlay();
  add('[Dead](nowhere-too.md)');
  await untilOverlay();
  await (await page.$('fieldguide-overlay >>> button')).click();
  await untilNoOverlay();
  edit(PAGE, page => page.replace('[Dead](nowhere.md)', '').replace('[Dead](nowhere-too.md)', 'Mended again.'));
  await untilSaid('Mended again.');
  assert.equal(await page.$('fieldguide-overlay'), null);
  assert.equal(loads, 1, 'nothing so far needed a reload');

  // A script that is new has to be run, so the page is loaded again, and looks as before.
  writeFileSync(join(guide, 'themes/help/static/extra.js'), 'window.extra = 1;');
  edit('themes/help/templates/base.html', html => html
    .replace('</head>', '<script src="{{ root }}{{ assets["extra.js"] }}" defer></script>\n</head>'));
  await until(() => window.extra === 1 && scrollY === 400);
  assert.deepEqual(await page.evaluate(() => [window.mark === undefined, document.querySelector('main details').open]), [true, true]);

  // A page that goes, and comes back.
  const LONE = 'content/how-to/lone.md';
  writeFileSync(join(guide, LONE), '---\ntitle: Find a page\ndescription: Nobody links to it.\n---\nWords.\n');
  await until(() => document.querySelector('.sidebar').textContent.includes('Find a page'));
  await page.goto(`${url}how-to/lone.html`);
  renameSync(join(guide, LONE), join(guide, 'content/how-to/renamed.md'));
  await until(() => document.querySelector('h1')?.textContent === 'There is no such page');
  renameSync(join(guide, 'content/how-to/renamed.md'), join(guide, LONE));
  await until(() => document.querySelector('h1')?.textContent === 'Find a page');
  await page.goto(url + URL_OF_PAGE);

  // A server that ends and starts again, with something new in between.
  await stop();
  add('Written while nobody served.');
  assert.equal(await start(new URL(url).port), url);
  await untilSaid('Written while nobody served.');

  assert.deepEqual(complaints, []);
  console.log('serve in a browser: all as it should be');
} finally {
  await browser.close();
  if (server.exitCode === null) await stop();
  rmSync(guide, { recursive: true });
}
