// `crossdock demo story` as it is called: what it prints for programs and for people, and what it refuses.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'crossdock-story-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

function story(...words: readonly string[]): Promise<Said> {
  return demo('story', ...words);
}

function demo(...words: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, 'demo', ...words], (error, out, said) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, error: said });
    });
  });
}

interface Document {
  readonly disconnected: Readonly<Record<string, number>>;
  readonly crossdock: Readonly<Record<string, number>>;
  readonly definitions: readonly { readonly key: string; readonly means: string }[];
}

test('one seed as JSON: two columns, a definition for each figure', async () => {
  const { code, out } = await story('--days', '1', '--seed', '2', '--json');
  assert.equal(code, 0);
  const { disconnected, crossdock, definitions } = JSON.parse(out) as Document;
  for (const column of [disconnected, crossdock])
    assert.deepEqual(
      Object.keys(column),
      definitions.map(({ key }) => key),
    );
});

test('several seeds: the spread as a table, and a picture of it', async () => {
  const svg = join(folder, 'story.svg');
  const { code, out, error } = await story('--days', '1', '--seeds', '2', '--svg', svg);
  assert.equal(code, 0);
  assert.match(out, /^1 day of orders on 2 seeds, each told twice/);
  assert.match(out, /orders mispromised +\d+ \(\d+ to \d+; \d+, \d+\)/);
  assert.match(out, /In no seed is Crossdock worse in any figure|Where Crossdock is worse:/);
  assert.deepEqual(error.trim().split('\n'), ['seed 1', 'seed 2']);
  assert.match(readFileSync(svg, 'utf8'), /^<svg [^]*<\/svg>\n$/);
});

test('without saying what to show, it says what there is, as other commands do', async () => {
  const { code, out, error } = await demo();
  assert.deepEqual([code, out], [2, '']);
  assert.match(error, /^Usage: crossdock demo [^]*crossdock demo story/);
});

test('a place for the picture that cannot be written is refused before anything is played', async () => {
  const { code, out, error } = await story('--svg', join(folder, 'nowhere', 'story.svg'));
  assert.notEqual(code, 0);
  assert.equal(out, '');
  assert.match(error, /cannot be written: choose another place with --svg\./);
});
