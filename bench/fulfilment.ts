// Complete life cycles: orders placed, released, picked, packed, shipped, posted, billed, delivered and closed by the shipped
// process, with the answers of all other systems put in as messages. What is sent to them is written as deliveries and left there.
// The ratio is against the same rows written by bulk insert with no logic, in the same run. `--quick` takes a smaller world.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
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
import { seedHome } from './seed.ts';
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
const underWay = 1_024;
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
  if (values.home === undefined) rmSync(home, { recursive: true, force: true });
}

async function measure(node: CrossdockNode): Promise<void> {
  await activate(node);
  const ends = Date.now() + measureMs + 3_000;
  const from = Date.now() + 3_000;
  let lives = 0;
  let all = 0;
  const worker = async (): Promise<void> => {
    while (Date.now() < ends) {
      await live(node.engine, newId('ord'));
      all += 1;
      if (Date.now() >= from && Date.now() < ends) lives += 1;
    }
  };
  const before = processorMs(process.pid);
  const wal = await walBytes(node);
  await Promise.all(Array.from({ length: underWay }, worker));
  const after = processorMs(process.pid);
  const walUsed = (await walBytes(node)) - wal;
  const perSecond = (lives * 1_000) / measureMs;
  const { rows } = await node.pool.query<{ entries: number; closed: number }>(
    `select (select count(*)::int from journal where type like 'crossdock.%') as entries,
       (select count(*)::int from orders where status = 'closed') as closed`,
  );
  const bulk = await bulkRate(node.pool, values.quick ? 2_000 : 10_000);
  const verified = await verifyLedger(node.pool);
  const result = {
    machine: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`,
    livesPerSecond: Math.round(perSecond),
    messagesPerLife: 9,
    closed: rows[0]?.closed,
    nodeProcessorUsPerLife: Math.round(((after.node - before.node) * 1_000) / all),
    postgresProcessorUsPerLife: Math.round(((after.postgres - before.postgres) * 1_000) / all),
    walBytesPerLife: Math.round(walUsed / all),
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

async function walBytes(node: CrossdockNode): Promise<number> {
  const { rows } = await node.pool.query<{ bytes: string }>(
    `select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text as bytes`,
  );
  return Number(rows[0]?.bytes);
}
