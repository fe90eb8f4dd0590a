// Search as readers meet it, in a browser: `node search.mjs <directory of the built site> [words of a check]`.
// The site is read twice: from disk, and from a server under the policy that it is published with.
import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {readdir, readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {extname, join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {gzipSync} from 'node:zlib';
import puppeteer from 'puppeteer-core';

const site = resolve(process.argv[2] ?? 'public');
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";
const TYPES = {'.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml'};

const server = createServer(async (request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname.replace(/\/$/, '/index.html');
  const read = (name) => readFile(join(site, name));
  const headers = {'Content-Type': `${TYPES[extname(path)] ?? 'text/html'}; charset=utf-8`, 'Content-Security-Policy': POLICY};
  try {
    const body = await read(path);
    response.writeHead(200, headers).end(body);
  } catch {
    response.writeHead(404, {...headers, 'Content-Type': 'text/html; charset=utf-8'}).end(await read('404.html'));
  }
});
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const served = `http://127.0.0.1:${server.address().port}/`;
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});

// What readers type, and the pages that answer it: one of them comes first.
const QUESTIONS = [
  ['difference between WABA ID and access token', 'guide/waba-id-or-access-token'],
  ['where do I find my access token', 'how-to/find-the-access-token', 'credentials/access-token'],
  ['which number goes in Number ID', 'guide/what-to-enter-in-the-crm', 'credentials/phone-number-id'],
  ['do I enter the WhatsApp Business Account ID in the CRM', 'credentials/waba-id', 'guide/why-the-crm-needs-no-waba-id'],
  ['is the API key the access token', 'credentials/access-token', 'credentials/api-key', 'guide/what-it-is-called'],
  ['token expired after 24 hours', 'troubleshooting/graph-190-463', 'guide/temporary-or-permanent-token'],
  ['permanent token system user', 'how-to/make-a-permanent-token'],
  ['Unsupported post request. Object with ID does not exist', 'troubleshooting/graph-100-33'],
  ['error 190', 'troubleshooting/graph-190'],
  ['error 190 expired token', 'troubleshooting/graph-190', 'troubleshooting/graph-190-463'],
  ['131030 recipient not in allowed list', 'troubleshooting/131030'],
  ['is the app secret required', 'credentials/app-secret'],
  ['webhook verify token', 'credentials/webhook-verify-token'],
  ['360dialog API key', 'credentials/api-key'],
  ['Twilio WhatsApp sender', 'credentials/twilio-sender'],
  ['pre-commit hook', 'how-to/lint-before-each-commit'],
  ['phone number or phone number id', 'guide/which-id-is-which', 'credentials/phone-number-id'],
  ['rotate a token', 'how-to/rotate-a-token'],
  ['silence a false alarm', 'how-to/silence-a-false-alarm'],
  ['133010', 'troubleshooting/133010'],
  ['100/33', 'troubleshooting/graph-100-33'],
  ['where is the App ID', 'credentials/app-id', 'how-to/find-the-app-id'],
  ['where do i find the phone number id', 'how-to/find-the-phone-number-id', 'credentials/phone-number-id'],
  ['phone-number-id', 'credentials/phone-number-id'],
  ['phoneNumberId', 'credentials/phone-number-id'],
  ['WHATSAPP_PHONE_NUMBER_ID', 'credentials/phone-number-id'],
  ['verfy tokn', 'credentials/webhook-verify-token'],
  ['waba', 'credentials/waba-id'],
  ['committed-secret', 'rules/committed-secret'],
  ['--staged', 'how-to/lint-before-each-commit', 'reference/command-line'],
  ['--max-file-size', 'reference/command-line'],
  ["(#100) Unsupported get request. Object with ID '729800096354148' does not exist, cannot be loaded due to missing permissions, or does not "
    + 'support this operation. Please read the Graph API documentation', 'troubleshooting/graph-100-33'],
  ['{"error":{"message":"Error validating access token: Session has expired on Saturday","type":"OAuthException","code":190,"error_subcode":463}}',
    'troubleshooting/graph-190-463'],
];

let failed = 0;
const check = async (what, run) => {
  if (!what.includes(process.argv[3] ?? '')) return;
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  try {
    await run(page, context);
    assert.deepEqual(said.filter((text) => !text.includes('404 (Not Found)')), [], 'the console stays empty');
    console.log(`ok      ${what}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${what}\n${error.stack}\n${said.join('\n')}`);
  }
  await context.close();
};

const open = async (page, at = served) => {
  await page.goto(at);
  await page.click('[data-search]');
  await page.waitForSelector('.search[open]');
};
const settled = (page) => page.waitForFunction(() => document.querySelector('.search input').placeholder);
const ask = async (page, question) => {
  await page.$eval('.search input', (input) => input.select());
  await page.keyboard.type(question);
  await settled(page);
};
const results = (page) => page.$$eval('.search [role=option]', (options) => options.map((option) => ({
  href: option.href, text: option.textContent, active: option.getAttribute('aria-selected') === 'true', at: option.parentElement.querySelector('a') === option,
})));
const status = (page) => page.$eval('.search [role=status]', (element) => element.textContent);
const focused = (page) => page.evaluate(() => document.activeElement.hasAttribute('data-search'));

await check('it is not fetched before it is needed', async (page) => {
  await page.goto(served);
  const scripts = () => page.$$eval('script', (all) => all.map((script) => script.src).filter((src) => src.includes('search')));
  assert.deepEqual(await scripts(), []);
  await page.hover('[data-search]');
  await page.waitForFunction(() => window.fieldguideSearch);
  assert.equal((await scripts()).length, 2, 'and the index');
});

await check('search is small', async () => {
  const names = await readdir(join(site, 'assets'));
  const size = async (pattern) => gzipSync(await readFile(join(site, 'assets', names.find((name) => pattern.test(name)))), {level: 9}).length;
  const pages = (await readdir(site, {recursive: true})).filter((name) => name.endsWith('.html') && !name.startsWith('embed')).length;
  assert.ok(await size(/^search\.[0-9a-f]{16}\.js$/) <= 4096);
  assert.ok(await size(/^search\.[a-zA-Z-]+\.[0-9a-f]{16}\.js$/) <= 14 * 1024 * pages / 60);
  assert.ok(await size(/^search\.[0-9a-f]{16}\.css$/) <= 1.25 * 1024);
});

await check('a right page comes first', async (page) => {
  await open(page);
  for (const [question, ...pages] of QUESTIONS) {
    await page.$eval('.search input', (input, question) => {
      input.value = question;
      input.dispatchEvent(new InputEvent('input'));
    }, question);
    await settled(page);
    const first = (await results(page))[0]?.href ?? 'nothing';
    assert.ok(pages.some((name) => first.endsWith(`/${name}.html`)), `${question}: ${first}`);
  }
});

await check('words are those of the index, in every script', async (page) => {
  await open(page);
  await settled(page);
  const table = (await readFile(new URL('../../src/site/search/words.tsv', import.meta.url), 'utf8')).split('\n').filter(Boolean);
  const rows = table.map((row) => row.split('\t'));
  const read = await page.evaluate((rows) => rows.map(([text]) => [text, fieldguideSearch.engine.tokens(text).join(' ')]), rows);
  assert.deepEqual(read, rows);
});

await check('keys open it and close it, and focus goes back', async (page) => {
  await page.goto(served);
  for (const keys of [['/'], ['Control', 'k']]) {
    for (const key of keys) await page.keyboard.down(key);
    for (const key of keys) await page.keyboard.up(key);
    await page.waitForSelector('.search[open]');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('.search').open);
    assert.ok(await focused(page));
  }
  await page.focus('[data-search]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.search[open]');
  await page.click('.search button');
  assert.ok(await focused(page));
});

await check('without a question it shows what is often looked for', async (page) => {
  await open(page);
  await settled(page);
  const all = await results(page);
  assert.ok(all.length > 4, `${all.length} results`);
  assert.ok(all[0].href.includes('/credentials/'));
});

await check('arrows, Home, End and Enter', async (page) => {
  await open(page);
  await ask(page, 'access token');
  const active = async () => (await results(page)).findIndex((option) => option.active);
  const {length} = await results(page);
  assert.ok(length > 5);
  assert.equal(await active(), 0);
  const steps = [['ArrowDown', 1], ['ArrowDown', 2], ['End', length - 1], ['ArrowDown', 0], ['ArrowUp', length - 1], ['Home', 0], ['ArrowDown', 1]];
  for (const [key, at] of steps) {
    await page.keyboard.press(key);
    assert.equal(await active(), at, key);
    const id = await page.$eval('.search input', (input) => input.getAttribute('aria-activedescendant'));
    assert.equal(await page.$eval(`#${id}`, (option) => option.getAttribute('aria-selected')), 'true');
  }
  const {href} = (await results(page))[1];
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.equal(page.url(), href);
});

await check('every result leads to a page and an anchor that are there', async (page) => {
  await open(page);
  const hrefs = new Set();
  for (const question of ['token', 'error', 'phone number id', 'twilio', 'how to fix it', 'webhook']) {
    await ask(page, question);
    for (const {href} of await results(page)) hrefs.add(href);
  }
  assert.ok(hrefs.size > 20);
  for (const href of hrefs) {
    const {pathname, hash} = new URL(href);
    const html = await readFile(join(site, pathname), 'utf8');
    if (hash) assert.ok(html.includes(`id="${decodeURIComponent(hash.slice(1))}"`), href);
  }
});

await check('a click with Ctrl opens a tab and leaves the dialog open', async (page, context) => {
  await open(page);
  await ask(page, 'access token');
  const {href} = (await results(page))[0];
  for (const openTab of [() => page.click('.search [role=option]'), () => page.keyboard.press('Enter')]) {
    const tab = new Promise((done) => context.once('targetcreated', done));
    await page.keyboard.down('Control');
    await openTab();
    await page.keyboard.up('Control');
    assert.equal((await (await tab).page()).url().replace('about:blank', href), href);
    assert.ok(await page.$('.search[open]'));
  }
});

await check('the last question is kept', async (page) => {
  await open(page);
  await ask(page, 'error 190');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await page.click('[data-search]');
  await page.waitForSelector('.search[open]');
  assert.equal(await page.$eval('.search input', (input) => input.value), 'error 190');
});

await check('typing goes on while the index is fetched', async (page) => {
  await page.setRequestInterception(true);
  let go;
  const gate = new Promise((done) => go = done);
  page.on('request', async (request) => {
    if (/search\.[a-zA-Z-]+\.[0-9a-f]+\.js/.test(request.url())) await gate;
    request.continue();
  });
  await open(page);
  await page.keyboard.type('131030');
  assert.equal(await status(page), '…');
  go();
  await settled(page);
  assert.ok((await results(page))[0].href.includes('131030'));
});

await check('nothing found: a guess, and ways on', async (page) => {
  await open(page);
  await ask(page, 'tokknn');
  assert.deepEqual(await results(page), []);
  assert.equal(await page.$eval('.search input', (input) => input.getAttribute('aria-expanded')), 'false');
  assert.ok((await page.$$('.search > div:last-child a')).length > 0);
  await page.click('.search > div:last-child button');
  assert.ok((await results(page)).length > 0);
  await ask(page, '<img src=x onerror=alert(1)> zzqqxx');
  assert.equal(await page.$('.search img'), null);
});

await check('letters that are being composed are left alone', async (page) => {
  await open(page);
  await ask(page, 'token');
  const before = await results(page);
  await page.$eval('.search input', (input) => {
    input.value = '131030';
    input.dispatchEvent(new InputEvent('input', {isComposing: true}));
    input.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, cancelable: true}));
  });
  assert.deepEqual(await results(page), before);
  await page.$eval('.search input', (input) => input.dispatchEvent(new CompositionEvent('compositionend')));
  assert.notDeepEqual(await results(page), before);
});

await check('from disk', async (page) => {
  await open(page, pathToFileURL(join(site, 'credentials/index.html')).href);
  await ask(page, 'phone number id');
  const [{href}] = await results(page);
  assert.ok(href.startsWith('file:') && href.endsWith('/credentials/phone-number-id.html'), href);
});

await check('the list of everything takes a question in its address', async (page) => {
  await page.goto(`${served}search.html?q=131030`);
  await page.waitForSelector('.search[open]');
  await settled(page);
  assert.ok((await results(page))[0].href.includes('131030'));
});

await check('an address that leads nowhere names pages near it', async (page) => {
  await page.goto(`${served}old/place/acess-token`);
  await page.waitForSelector('[data-nearest]:not([hidden])');
  const near = await page.$$eval('[data-nearest] a', (all) => all.map((link) => new URL(link.href).pathname));
  assert.equal(near[0], '/credentials/access-token.html');
  assert.ok(near.length <= 5);
});

await check('without script the link leads to the list', async (page) => {
  await page.setJavaScriptEnabled(false);
  await page.goto(`${served}credentials/index.html`);
  await Promise.all([page.waitForNavigation(), page.click('[data-search]')]);
  assert.equal(page.url(), `${served}search.html`);
});

for (const scheme of ['light', 'dark']) {
  for (const width of [390, 1280]) {
    for (const question of ['access token', 'tokknn']) {
      await check(`axe: ${scheme}, ${width}, ${question}`, async (page) => {
        await page.setBypassCSP(true);
        await page.setViewport({width, height: 844});
        await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: scheme}]);
        await open(page);
        await ask(page, question);
        await page.evaluate(axe);
        const {violations} = await page.evaluate(() => window.axe.run());
        assert.deepEqual(violations.map(({id, nodes}) => [id, nodes[0].html]), []);
        const {over, box} = await page.$eval('.search', (dialog) => ({
          over: dialog.scrollWidth > dialog.clientWidth || document.documentElement.scrollWidth > innerWidth, box: dialog.getBoundingClientRect().toJSON(),
        }));
        assert.ok(!over, 'nothing is wider than the window');
        if (width < 640) assert.deepEqual([box.width, box.height], [width, 844]);
      });
    }
  }
}

await browser.close();
server.close();
process.exitCode = failed ? 1 : 0;
