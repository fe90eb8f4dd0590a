// The help site as the tests meet it: built, served as a host would serve it, and open in Chromium.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import puppeteer from 'puppeteer-core';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
export const PROGRAM = process.env.FIELDGUIDE ?? join(ROOT, 'target/debug/fieldguide');
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

// One page of each kind: what is too slow to be asked of every page is asked of these.
export const KINDS = {
  home: 'index.html',
  section: 'credentials/index.html',
  guide: 'guide/waba-id-or-access-token.html',
  'how-to': 'how-to/find-the-access-token.html',
  credential: 'credentials/access-token.html',
  rule: 'rules/waba-id-in-phone-number-id.html',
  troubleshooting: 'troubleshooting/131030.html',
  provider: 'providers/meta-cloud-api.html',
  glossary: 'glossary.html',
};

// The policy of a site that brings none of its own.
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.xml': 'application/xml',
};

/** The site and a browser: `pages` are paths from the site's top, `url(page)` is where a page is served. */
export async function open() {
  const directory = await mkdtemp(join(tmpdir(), 'fieldguide-browser-'));
  await promisify(execFile)(PROGRAM, ['build', '--out', directory], { cwd: ROOT });
  const files = (await readdir(directory, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'));
  const server = await serve(directory);
  const origin = `http://127.0.0.1:${server.address().port}`;
  const browser = await puppeteer.launch({
    executablePath: CHROMIUM,
    args: [
      '--disable-gpu',
      '--hide-scrollbars',
      // Chromium has no sandbox for root, as whom containers run.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  return {
    browser,
    directory,
    origin,
    pages: files.filter((file) => file.endsWith('.html')).sort(),
    url: (page) => `${origin}/${page}`,
    async close() {
      await browser.close();
      server.close();
      await rm(directory, { recursive: true });
    },
  };
}

async function serve(directory) {
  const rules = await headerRules(directory);
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    let file = join(directory, path.endsWith('/') ? `${path}index.html` : path);
    const isThere = file.startsWith(directory) && existsSync(file);
    if (!isThere) file = join(directory, '404.html');
    response.writeHead(isThere ? 200 : 404, {
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      'Content-Encoding': 'gzip',
      ...Object.assign({}, ...rules.filter((rule) => rule.pattern.test(path)).map((rule) => rule.headers)),
    });
    response.end(gzipSync(await readFile(file)));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

/** The site's `_headers`: a path with `*`, and below it, indented, the headers of what it fits. */
async function headerRules(directory) {
  const file = join(directory, '_headers');
  if (!existsSync(file)) return [{ pattern: /^/, headers: { 'Content-Security-Policy': POLICY } }];
  const rules = [];
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    if (!line.trim() || line.startsWith('#')) continue;
    if (/^\s/.test(line)) {
      const [, name, value] = line.match(/^\s+([^:]+):\s*(.*)$/);
      rules.at(-1).headers[name] = value;
    } else {
      const path = line.trim().replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
      rules.push({ pattern: new RegExp(`^${path}$`), headers: {} });
    }
  }
  return rules;
}

/** Adds to `problems` all that a tab complains of and every request that fails or leaves the site. */
export function listen(tab, problems, isOwn) {
  tab.on('console', (message) => problems.push(`the console says: ${message.text()}`));
  tab.on('pageerror', (error) => problems.push(`a script fails: ${error.message}`));
  tab.on('request', (request) => {
    const url = request.url();
    if (!isOwn(url) && !url.startsWith('data:')) problems.push(`asks another site: ${url}`);
  });
  tab.on('requestfailed', (request) =>
    problems.push(`cannot load ${request.url()}: ${request.failure()?.errorText}`),
  );
  tab.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} for ${response.url()}`);
  });
}

/** Fails with all that was found, one line each. */
export function expectNone(problems) {
  const lines = new Set(problems.map((problem) => problem.replace(/\s+/g, ' ')));
  if (lines.size > 0) throw new Error([...lines].join('\n'));
}
