// Line, branch and function coverage of the pure code; anything below 100 % fails and is named. `node tools/coverage.ts`
import { run } from 'node:test';
import type { TestEvent } from 'node:test/reporters';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const pure =
  '{kernel,contracts,policies,statecharts,mappings,gs1,ubl,catalog,stock,orders,governance,processes,traceability,intelligence,demo}';
const systems = '{system,erp,wms,shop,carrier,finance}';
const files = globSync([`src/${pure}/**/*.test.ts`, 'src/runtime/**/*.test.ts', 'counterparties/**/*.test.ts']).filter(
  (path) => !/\.(db|e2e|browser)\.test\.ts$/.test(path),
);

type Covered = Extract<TestEvent, { type: 'test:coverage' }>['data']['summary']['files'][number];

const stream = run({
  files,
  isolation: 'process',
  coverage: true,
  coverageIncludeGlobs: [`src/${pure}/**/*.ts`, `counterparties/${systems}/**/*.ts`],
  // Reads of the database are tested on one, and tests and their helpers are not what is to be covered.
  coverageExcludeGlobs: ['**/*.test.ts', '**/*.testsuite.ts', '**/testing/**', '**/store.ts'],
});
let failed = false;
let covered: readonly Covered[] = [];
for await (const event of stream as AsyncIterable<TestEvent>) {
  if (event.type === 'test:fail') {
    failed = true;
    process.stdout.write(`failed: ${event.data.name}\n`);
  }
  if (event.type === 'test:coverage') covered = event.data.summary.files;
}
const root = `${process.cwd()}/`;
for (const file of covered) {
  const lines = file.lines.filter(({ count }) => count === 0).map(({ line }) => line);
  const branches = file.branches.filter(({ count }) => count === 0).map(({ line }) => line);
  const functions = file.functions.filter(({ count }) => count === 0).map(({ name }) => name || 'anonymous');
  if (lines.length + branches.length + functions.length === 0) continue;
  failed = true;
  process.stdout.write(
    `${file.path.replace(root, '')}: lines ${lines.join(' ') || '-'}; branches at ${branches.join(' ') || '-'}; functions ${functions.join(' ') || '-'}\n`,
  );
}
process.stdout.write(
  failed || covered.length === 0 ? 'The pure code is not covered.\n' : `All of ${covered.length} files are covered.\n`,
);
process.exitCode = failed || covered.length === 0 ? 1 : 0;
