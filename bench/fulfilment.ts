// Complete life cycles: orders placed, released, picked, packed, shipped, posted, billed, delivered and closed by the shipped
// process, with the answers of all other systems put in as messages. What is sent to them is written as deliveries and left there.
// The ratio is against the same rows written by bulk insert with no logic, in the same run. `--quick` takes a smaller world.
import { mkdtempSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { everything } from '../src/kernel/scope.ts';
import { startEmbedded } from '../src/postgres/embedded.ts';
import { loadPolicies } from '../src/policies/load.ts';
import type { Command, OrderEvent } from '../src/processes/message.ts';
import type { Engine } from '../src/runtime/engine.ts';
import { startNode } from '../src/runtime/node.ts';
import type { CrossdockNode } from '../src/runtime/node.ts';
import { verifyLedger } from '../src/runtime/verify.ts';
import { bulkRate } from './bulk.ts';
import { processorMs } from './processes.ts';
import type { ProcessorMs } from './processes.ts';
import { removeHome, seedHome } from './seed.ts';
import { newId } from '../src/http/ids.ts';
import { isKit, itemCode } from './world.ts';
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
const messagesPerLife = 9;
let answered = 0;
const home = values.home ?? mkdtempSync(join(tmpdir(), 'crossdock-lives-'));
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const types = [
  'credit.requested',
  'release.requested',
  'transport.requested',
  'issue.requested',
  'invoice.requested',
  'order.closed',
].map((type) => `crossdock.${type}.v1`);

try {
  await seedHome({ home, world, storedOrders: 1_000, key: 'xd_bench_0123456789abcdef0123456789abcdef' }, say);
  const embedded = await startEmbedded({ home, log: () => undefined });
  try {
    const node = await startNode({
      connectionString: embedded.connectionString,
      schema: 'crossdock',
      worker: false,
      onError: (error, what) => {
        throw new Error(`${what} failed`, { cause: error });
      },
    });
    try {
      await measure(node);
    } finally {
      await node.stop();
    }
  } finally {
    await embedded.stop();
  }
} finally {
  if (values.home === undefined) await removeHome(home);
}

async function measure(node: CrossdockNode): Promise<void> {
  await activate(node);
  // Every run is as far from a checkpoint as the others: after one, each page is logged whole when it is first written.
  await node.pool.query('checkpoint');
  let stopping = false;
  /** Begun one after the other, so that at any time some orders are at each step. */
  const worker = async (_: unknown, index: number): Promise<void> => {
    await sleep((index * warmUpMs) / underWay);
    while (!stopping) await live(node.engine, newId('ord'));
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
  const bulk = await bulkRate(node.pool, values.quick ? 2_000 : 10_000);
  const verified = await verifyLedger(node.pool);
  const result = {
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
    bulkPerSecond: Math.round(bulk),
    ofBulk: Number((perSecond / bulk).toFixed(2)),
    violations: verified.violations.length,
  };
  if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else
    for (const [name, value] of Object.entries(result)) process.stdout.write(`${name.padEnd(24)} ${String(value)}\n`);
}

async function live(engine: Engine, order: string): Promise<void> {
  const id = order.slice(4);
  const items = [1, 2].map(() => stocked());
  const lines = items.map((item, index) => ({
    line: index + 1,
    item,
    quantity: 1,
    price: { amount: '12.50', currency: 'EUR' },
  }));
  await send(engine, {
    type: 'order.place',
    id: order,
    party: null,
    document: { externalId: id, channel: 'bench', customer: 'C1', site: 'S01', lines },
  });
  const sent = items.map((item, index) => ({ line: index + 1, item, quantity: 1 }));
  const release = { release: `${order}-R1`, site: 'S01' };
  const shipment = `S${id}`;
  const reports = [
    ['release.accepted', release],
    ['shipment.picked', { ...release, shipment, lines: sent }],
    ['shipment.packed', { ...release, shipment }],
    ['transport.booked', { shipment, carrier: 'DHL', tracking: id, expectedOn: '2099-01-01' }],
    ['shipment.shipped', { ...release, shipment, lines: sent, complete: true }],
    ['issue.posted', { shipment, document: `GI-${id}` }],
    ['invoice.issued', { shipment, invoice: `INV-${id}` }],
    ['shipment.delivered', { shipment }],
  ] as const;
  for (const [kind, data] of reports) {
    await send(engine, {
      type: 'order.event',
      kind,
      event: { source: 'bench', id: `${kind} ${id}`, type: `crossdock.${kind}.v1` },
      data: { order, ...data },
    } as unknown as OrderEvent); // The data of its kind, as the contracts have it.
  }
}

/** No lots, so that shipments need not name them, and no kits. */
function stocked(): string {
  for (;;) {
    const number = 1 + Math.floor(Math.random() * world.items);
    if (!isKit(number) && number % 20 !== 1) return itemCode(number);
  }
}

async function send(engine: Engine, command: Command): Promise<void> {
  const claim = command.type === 'order.event' ? { source: command.event.source, id: command.event.id } : null;
  const { answer } = await engine.submit('api', {
    message: {
      id: newId('msg'),
      claim,
      digest: claim?.id ?? '',
      actor: 'key:key_bench',
      scope: everything,
      occurredAt: Date.now(),
      correlationId: 'bench',
      causationId: null,
      command,
    },
  });
  answered += 1;
  if (answer.status === 'refused')
    throw new Error(`${command.type} was refused: ${answer.rejection.rejected}, ${answer.rejection.detail}`);
}

async function activate(node: CrossdockNode): Promise<void> {
  const of = { hash: '', owner: '', active: true } as const;
  for (const { name, versions } of loadPolicies())
    for (const { version, text } of versions.slice(-1))
      await send(node.engine, {
        type: 'definition.put',
        definition: { ...of, kind: 'policy', name, version, content: text },
      });
  const content = readFileSync(new URL('../definitions/processes/order-fulfilment/v1.json', import.meta.url), 'utf8');
  await send(node.engine, {
    type: 'definition.put',
    definition: { ...of, kind: 'process', name: 'order-fulfilment', version: 1, content },
  });
  await node.pool.query(`update connections set types = $1`, [types]);
  await node.pool.query('update catalog_epoch set epoch = epoch + 1');
  await node.catalog.refresh();
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
