// Complete life cycles: orders placed, released, picked, packed, shipped, posted, billed, delivered and closed by the shipped
// process, with the answers of all other systems put in as messages. What is sent to them is written as deliveries and left there.
// The ratio is against the same rows written by COPY with no logic, in the same run. `--quick` takes a smaller world.
import { mkdtempSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startNode } from '../src/runtime/node.ts';
import type { CrossdockNode } from '../src/runtime/node.ts';
import { verifyLedger } from '../src/runtime/verify.ts';
import { startServer } from './database.ts';
import { activate, live, messagesPerLife } from './lives.ts';
import { processorMs } from './processes.ts';
import type { ProcessorMs } from './processes.ts';
import { best, sameRowsRates } from './same-rows.ts';
import { removeHome, seedHome } from './seed.ts';
import type { World } from './world.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    home: { type: 'string' },
    seconds: { type: 'string' },
  },
});
const world: World = values.quick ? { items: 2_000, sites: 10 } : { items: 100_000, sites: 10 };
const measureMs = Number(values.seconds ?? (values.quick ? 5 : 20)) * 1_000;
const warmUpMs = 3_000;
const underWay = 2_048;
let answered = 0;
const home = values.home ?? mkdtempSync(join(tmpdir(), 'crossdock-lives-'));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

try {
  await seedHome({ home, world, storedOrders: 1_000, key: 'xd_bench_0123456789abcdef0123456789abcdef' }, say);
  const server = await startServer(home);
  try {
    const node = await startNode({
      connectionString: server.address('crossdock'),
      schema: 'crossdock',
      worker: false,
      onError: (error, what) => {
        throw new Error(`${what} failed`, { cause: error });
      },
    });
    const measured = await measure(node).finally(() => node.stop());
    const bulk = best(
      await sameRowsRates(server, {
        database: 'crossdock',
        orders: `channel = 'bench' and status = 'closed'`,
        connections: [1, 2, 4],
        warmUpMs,
        measureMs,
      }),
    );
    report({
      ...measured,
      bulkPerSecond: Math.round(bulk.perSecond),
      bulkConnections: bulk.connections,
      bulkSeconds: Number(bulk.seconds.toFixed(1)),
      ofBulk: Number((measured.livesPerSecond / bulk.perSecond).toFixed(2)),
    });
  } finally {
    await server.stop();
  }
} finally {
  if (values.home === undefined) await removeHome(home);
}

function report(result: Readonly<Record<string, unknown>>): void {
  if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else
    for (const [name, value] of Object.entries(result)) process.stdout.write(`${name.padEnd(24)} ${String(value)}\n`);
}

async function measure(
  node: CrossdockNode,
): Promise<{ readonly livesPerSecond: number } & Readonly<Record<string, unknown>>> {
  await activate(node);
  // Every run is as far from a checkpoint as the others: after one, each page is logged whole when it is first written.
  await node.pool.query('checkpoint');
  let stopping = false;
  /** Begun one after the other, so that at any time some orders are at each step. */
  const worker = async (_: unknown, index: number): Promise<void> => {
    await sleep((index * warmUpMs) / underWay);
    while (!stopping) await live(node.engine, { world, channel: 'bench', onAnswer: () => void (answered += 1) });
  };
  const working = Promise.all(Array.from({ length: underWay }, worker));
  await Promise.race([working, sleep(warmUpMs)]);
  const before = await counters(node);
  await Promise.race([working, sleep(measureMs)]);
  const after = await counters(node);
  stopping = true;
  await working;
  // By messages: lives end in waves.
  const lived = (after.messages - before.messages) / messagesPerLife;
  const each = (what: keyof typeof before): number => (after[what] - before[what]) / lived;
  const perSecond = (lived * 1_000) / (after.at - before.at);
  const { rows } = await node.pool.query<{ entries: number; closed: number }>(
    `select (select count(*)::int from journal where type like 'crossdock.%') as entries,
       (select count(*)::int from orders where status = 'closed') as closed`,
  );
  const verified = await verifyLedger(node.pool);
  return {
    machine: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`,
    livesPerSecond: Math.round(perSecond),
    messagesPerLife,
    closed: rows[0]?.closed,
    messagesPerTurn: Math.round(messagesPerLife / each('turns')),
    nodeProcessorUsPerLife: Math.round(each('node') * 1_000),
    postgresProcessorUsPerLife: Math.round(each('postgres') * 1_000),
    ofItConnectionsUsPerLife: Math.round(each('sessions') * 1_000),
    logBytesPerLife: Math.round(each('logBytes')),
    logRecordsPerLife: Number(each('logRecords').toFixed(1)),
    pagesLoggedWholePerLife: Number(each('logPages').toFixed(2)),
    residentMiB: Math.round(process.memoryUsage().rss / 2 ** 20),
    violations: verified.violations.length,
  };
}

async function counters(
  node: CrossdockNode,
): Promise<Record<'messages' | 'at' | 'turns' | 'logBytes' | 'logRecords' | 'logPages' | keyof ProcessorMs, number>> {
  const { rows } = await node.pool.query<{ turns: number; bytes: string; records: string; pages: string }>(
    `select (select position from journal_head)::int as turns, wal_bytes::text as bytes, wal_records::text as records, wal_fpi::text as pages
     from pg_stat_wal`,
  );
  return {
    messages: answered,
    at: performance.now(),
    ...processorMs(process.pid),
    turns: Number(rows[0]?.turns),
    logBytes: Number(rows[0]?.bytes),
    logRecords: Number(rows[0]?.records),
    logPages: Number(rows[0]?.pages),
  };
}
