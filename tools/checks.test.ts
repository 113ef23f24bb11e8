// The checks that need no running program. `npm run check` runs this file alone.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Fails with what the command printed, which is what one needs to see. */
function passes(command: string, ...args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // A test runner that is started by a check is not part of this one.
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    execFile(command, args, { cwd: root, env, maxBuffer: 50_000_000 }, (error, stdout, stderr) => {
      if (error === null) resolve();
      else reject(new assert.AssertionError({ message: `${stdout}${stderr}`.trim() || error.message }));
    });
  });
}

const bin = (name: string): string => `node_modules/.bin/${name}`;

test('files are formatted (npm run format)', () => passes(bin('oxfmt'), '--check', '.'));
test('no lint errors', () => passes(bin('oxlint'), '--deny-warnings'));
test('types hold', () => passes(bin('tsc'), '--noEmit'));
test('nothing is unused', () => passes(bin('knip')));

test('the pure code is covered whole (npm run coverage)', () => passes(process.execPath, 'tools/coverage.ts'));

for (const [file, what] of [
  ['tools/generate-contract-types.ts', 'contract types (npm run generate)'],
  ['tools/dump-schema.ts', 'db/schema.sql (npm run db:schema)'],
  ['tools/generate-openapi.ts', 'openapi.json (npm run generate)'],
  ['tools/generate-processes.ts', 'docs/reference/stages.md and the drawing of the process (npm run generate)'],
] as const) {
  if (existsSync(`${root}/${file}`)) test(`up to date: ${what}`, () => passes(process.execPath, file, '--check'));
}
