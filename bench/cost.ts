// What an order costs: processor time of the node and of PostgreSQL, write-ahead log, memory; from the processes' own clocks, so
// that a busy machine does not disturb it as it does a rate. `--home DIR` keeps the seeded world, `--only http|batch` runs one,
// `--seconds N` sets the length, `--node-option …` is handed to Node (--cpu-prof), `--quick` takes a smaller world.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { runningEmbedded } from '../src/postgres/embedded.ts';
import { generateLoad } from './load.ts';
import { order, post } from './requests.ts';
import { removeHome, seedHome } from './seed.ts';
import { startServer } from './server.ts';
import type { RunningServer } from './server.ts';
import { processorMs } from './processes.ts';
import type { ProcessorMs } from './processes.ts';
import { world as fullWorld } from './world.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    home: { type: 'string' },
    only: { type: 'string' },
    seconds: { type: 'string', default: '15' },
    'node-option': { type: 'string', multiple: true, default: [] },
  },
});
const key = 'xd_bench_0123456789abcdef0123456789abcdef';
const port = 18_765;
const batchSize = 256;
const world = values.quick ? { items: 2_000, sites: 10 } : fullWorld;
const home = values.home ?? mkdtempSync(join(tmpdir(), 'crossdock-cost-'));

try {
  await seedHome({ home, world, storedOrders: values.quick ? 20_000 : 100_000, key }, (line) =>
    process.stderr.write(`${line}\n`),
  );
  const server = await startServer(home, port, key, values['node-option']);
  try {
    if (values.only !== 'http')
      await measure(server, 'batch', 4, batchSize, () =>
        post(
          '/v1/orders:batch',
          key,
          `{"orders":[${Array.from({ length: batchSize }, () => order({ key, world })).join(',')}]}`,
        ),
      );
    if (values.only !== 'batch')
      await measure(server, 'http', 64, 1, () => post('/v1/orders', key, order({ key, world })));
  } finally {
    await server.stop();
  }
} finally {
  if (values.home === undefined) await removeHome(home);
}

async function measure(
  server: RunningServer,
  name: string,
  callers: number,
  ordersPerRequest: number,
  next: () => string,
): Promise<void> {
  const address = runningEmbedded(home);
  if (address === undefined) throw new Error(`no database runs on ${home}`);
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    let requests = 0;
    const counted = (): string => {
      requests += 1;
      return next();
    };
    const load = (measureMs: number): ReturnType<typeof generateLoad> =>
      generateLoad({ port, callers, warmUpMs: 0, measureMs, next: counted, unitsPerRequest: ordersPerRequest });
    // Every run starts as far from a checkpoint as the others: afterwards each page is logged whole once.
    await client.query('checkpoint');
    await load(8_000);
    requests = 0;
    const before = await clocks(server, client);
    const { perSecond, p99Ms, refused } = await load(Number(values.seconds) * 1000);
    const after = await clocks(server, client);
    const orders = requests * ordersPerRequest;
    const each = (what: keyof typeof before, scale = 1): string =>
      (((after[what] - before[what]) * scale) / orders).toFixed(0);
    const used = after.node + after.postgres + after.callers - before.node - before.postgres - before.callers;
    process.stdout.write(
      `${name.padEnd(5)} Node ${each('node', 1000)} µs, PostgreSQL ${each('postgres', 1000)} µs (connections ${each('sessions', 1000)}), callers ${each('callers', 1000)} µs, ` +
        `log ${each('logBytes')} B in ${((after.logRecords - before.logRecords) / orders).toFixed(1)} records, ` +
        `pages logged whole ${((after.logPages - before.logPages) / orders).toFixed(2)}; ${orders} orders, ${perSecond.toFixed(0)}/s, ` +
        `p99 ${p99Ms.toFixed(0)} ms, ${(used / (after.at - before.at)).toFixed(2)} cores, RSS ${server.rssMiB().toFixed(0)} MiB` +
        `${Object.keys(refused).length === 0 ? '' : `, refused ${JSON.stringify(refused)}`}\n`,
    );
  } finally {
    await client.end();
  }
}

async function clocks(
  server: RunningServer,
  client: pg.Client,
): Promise<Record<'at' | 'callers' | keyof ProcessorMs | 'logBytes' | 'logRecords' | 'logPages', number>> {
  const { rows } = await client.query<{ bytes: string; records: string; pages: string }>(
    'select wal_bytes as bytes, wal_records as records, wal_fpi as pages from pg_stat_wal',
  );
  const { user, system } = process.cpuUsage();
  return {
    at: performance.now(),
    ...processorMs(server.pid),
    callers: (user + system) / 1000,
    logBytes: Number(rows[0]?.bytes),
    logRecords: Number(rows[0]?.records),
    logPages: Number(rows[0]?.pages),
  };
}
