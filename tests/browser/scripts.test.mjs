// The two long stories, each a script of its own that can be run by hand: a reader who searches, an author who writes.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PROGRAM, ROOT } from './site.mjs';

const run = promisify(execFile);
const script = (name) => fileURLToPath(new URL(name, import.meta.url));

test('search finds what readers ask', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'fieldguide-search-'));
  await run(PROGRAM, ['build', '--out', directory], { cwd: ROOT });
  await run(process.execPath, [script('search.mjs'), directory]);
  await rm(directory, { recursive: true });
});

test('a page changes in place while its guide is written', async () => {
  await run(process.execPath, [script('serve.mjs'), PROGRAM]);
});
