// `npm test`: the checks, then every test of the repository, in one run of node:test with one summary at its end.
// Arguments choose files by part of their path: `npm test -- stock`.
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { migratedTemplate, startTestServer } from '../src/postgres/test-database.ts';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const wanted = process.argv.slice(2);
const files = globSync(['{src,counterparties,story,sim,bench,tools,examples}/**/*.test.ts'], {
  exclude: ['**/node_modules'],
})
  .filter((path) => wanted.length === 0 || wanted.some((part) => path.includes(part)))
  .toSorted();

/** Files that need a process of their own: a database, a server, a browser, other programs. */
const ownProcess = /\.(db|e2e|browser)\.test\.ts$|^tools\/checks\.test\.ts$|^sim\//;
const needsDatabase = /\.(db|e2e|browser)\.test\.ts$|^sim\//;
const pure = files.filter((path) => !ownProcess.test(path));
const separate = files.filter((path) => ownProcess.test(path) && !path.endsWith('.browser.test.ts'));
const browser = files.filter((path) => path.endsWith('.browser.test.ts'));

if (files.length === 0) {
  process.stderr.write(`No test file has ${wanted.join(' or ')} in its path.\n`);
  process.exit(2);
}
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
if (browser.length > 0 && chromium === undefined) {
  process.stdout.write(
    `Not run: ${browser.length} browser test files, because Chromium is not installed (apt-get install chromium).\n`,
  );
} else {
  separate.push(...browser);
}

const given = process.env['CROSSDOCK_TEST_SERVER'];
const server =
  given === undefined && separate.some((path) => needsDatabase.test(path)) ? await startTestServer() : undefined;
const address = given ?? server?.connectionString;
let code: number | null;
try {
  if (address !== undefined) await migratedTemplate(address);
  code = await runTests(address);
} finally {
  await server?.stop();
}
process.exitCode = code ?? 1;

function runTests(databaseServer: string | undefined): Promise<number | null> {
  const child = spawn(
    process.execPath,
    ['--test', `--test-concurrency=${Math.max(2, availableParallelism())}`, '--test-reporter=./tools/test-reporter.ts']
      .concat(pure.length > 0 ? ['tools/pure-tests.ts'] : [])
      .concat(separate),
    {
      stdio: 'inherit',
      env: {
        ...process.env,
        CROSSDOCK_PURE_TESTS: JSON.stringify(pure.map((path) => `${process.cwd()}/${path}`)),
        ...(databaseServer === undefined ? {} : { CROSSDOCK_TEST_SERVER: databaseServer }),
      },
    },
  );
  // Ctrl-C ends the runner; this process stays until the database has stopped too.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
}
