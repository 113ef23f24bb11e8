// The whole program with and without a collector: the one of the guide, which prints what it gets.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { testDatabase } from '#postgres/test-database.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));
const printer = fileURLToPath(new URL('../../examples/traces/print.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'crossdock-traces-'));
const adminKey = 'administrator-of-the-test';

/** Writes down which modules of OpenTelemetry the process had loaded at its end. */
const spy = `data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module';
  import { writeFileSync } from 'node:fs';
  const { cache } = createRequire(process.cwd() + '/spy.js');
  process.on('exit', () => {
    const loaded = Object.keys(cache).flatMap((path) => /@opentelemetry.([^/]+)/.exec(path)?.[1] ?? []);
    writeFileSync(process.env.CROSSDOCK_TEST_LOADED, JSON.stringify([...new Set(loaded)].sort()));
  });
`)}`;

interface Started extends AsyncDisposable {
  readonly url: string;
  readonly output: () => string;
}

/** Until it says its address. */
async function started(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Started> {
  const child: ChildProcess = spawn(process.execPath, args, { env: { PATH: process.env['PATH'], PORT: '0', ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  for (;;) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
    if (url !== undefined) return { url, output: () => output, [Symbol.asyncDispose]: stop };
    if (child.exitCode !== null) throw new Error(`it ended: ${output}`);
    await wait(20);
  }
}

async function ask({ url }: Started, method: string, path: string, body: object): Promise<void> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${adminKey}`,
      'content-type': 'application/json',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 201, await answer.text());
}

async function loadedBy(name: string, env: NodeJS.ProcessEnv): Promise<{ loaded: string[]; output: string }> {
  await using database = await testDatabase();
  const list = join(folder, `${name}.json`);
  const url = new URL(database.connectionString);
  const node = await started(['--import', spy, program, 'start'], {
    DATABASE_URL: url.href,
    CROSSDOCK_NETWORK: database.schema,
    CROSSDOCK_HOME: join(folder, name),
    CROSSDOCK_ADMIN_KEY: adminKey,
    CROSSDOCK_SECRET_KEY: 'k'.repeat(32),
    CROSSDOCK_TEST_LOADED: list,
    ...env,
  });
  await using stack = new AsyncDisposableStack();
  stack.use(node);
  await ask(node, 'PUT', '/v1/sites/S1', { name: 'One', company: 'C', zone: 'UTC' });
  await stack.disposeAsync();
  return { loaded: JSON.parse(readFileSync(list, 'utf8')) as string[], output: node.output() };
}

after(() => rmSync(folder, { recursive: true, force: true }));

test('without a collector nothing of it is loaded', { timeout: 120_000 }, async () => {
  const { loaded } = await loadedBy('off', {});
  assert.deepEqual(
    loaded.filter((name) => name !== 'api'), // prom-client brings it, and it does nothing by itself.
    [],
  );
});

test('the collector of the guide prints what a node did', { timeout: 120_000 }, async () => {
  await using collector = await started([printer], {});
  const { loaded, output } = await loadedBy('on', { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  assert.ok(loaded.includes('sdk-trace') && loaded.includes('exporter-trace-otlp-http'), String(loaded));
  assert.doesNotMatch(output, /Traces:/, 'all were sent before it ended');
  assert.match(
    collector.output(),
    /^trace 4bf92f3577b34da6a3ce929d0e0e4736\n {2}PUT \/v1\/sites\/:site \d+\.\d ms .*http\.response\.status_code=201\n {4}decide site\.put /m,
  );
  assert.match(collector.output(), /^ {2}turn \d+\.\d ms .*crossdock\.turn\.position=\d+/m);
});

test('a collector that is away is told of once, and the node works', { timeout: 120_000 }, async () => {
  const { output } = await loadedBy('away', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  assert.equal(output.match(/Traces: the collector 127\.0\.0\.1:9 did not get \d+ spans/g)?.length, 1, output);
});
