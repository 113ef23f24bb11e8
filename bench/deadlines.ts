// A million open deadlines, and among them those that come due while it is measured: how late each fires, and that none fires
// twice. Reservations that expire are used, because each leaves exactly one entry with its time. `--rate N` deadlines a second.
import { mkdtempSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { v7 } from 'uuid';
import { everything } from '../src/kernel/scope.ts';
import { startEmbedded } from '../src/postgres/embedded.ts';
import { startNode } from '../src/runtime/node.ts';
import { percentile } from './load.ts';
import { removeHome, seedHome } from './seed.ts';
import { itemCode } from './world.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    home: { type: 'string' },
    open: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '20' },
  },
});
const open = Number(values.open);
const rate = Number(values.rate);
const seconds = Number(values.seconds);
const world = { items: 2_000, sites: 10 };
const home = values.home ?? mkdtempSync(join(tmpdir(), 'crossdock-deadlines-'));
const leadSeconds = 30;
/** Not all at once: a node takes ten thousand messages. */
let free = 2_000;
const queue: (() => void)[] = [];

try {
  await seedHome({ home, world, storedOrders: 1_000, key: 'xd_bench_0123456789abcdef0123456789abcdef' }, (line) =>
    process.stderr.write(`${line}\n`),
  );
  const embedded = await startEmbedded({ home, log: () => undefined });
  try {
    await measure(embedded.connectionString);
  } finally {
    await embedded.stop();
  }
} finally {
  if (values.home === undefined) await removeHome(home);
}

async function measure(connectionString: string): Promise<void> {
  const node = await startNode({
    connectionString,
    schema: 'crossdock',
    worker: true,
    onError: (error, what) => process.stderr.write(`${what}: ${String(error)}\n`),
  });
  try {
    await node.pool.query(
      `insert into deadlines (id, due_at, command)
       select 'order.wake:bench ' || n, clock_timestamp() + interval '1 day' + n * interval '1 second', '{"type":"order.wake","id":"none","dueAt":0}'
       from generate_series(1, $1::int) n
       on conflict do nothing`,
      [open],
    );
    await node.pool.query('vacuum analyze deadlines');
    const begin = Date.now();
    const made = await Promise.all(
      Array.from({ length: rate * seconds }, async (_, index) => {
        const id = `res_${v7()}`;
        const due = begin + leadSeconds * 1_000 + (index * 1_000) / rate;
        const { answer } = await waitForRoom(() =>
          node.engine.submit('bulk', {
            message: {
              id: `msg_${v7()}`,
              claim: null,
              digest: id,
              actor: 'system',
              scope: everything,
              occurredAt: Date.now(),
              correlationId: 'bench',
              causationId: null,
              command: {
                type: 'reservation.make',
                id,
                document: {
                  item: itemCode(2 + 20 * (index % 90)),
                  quantity: 1,
                  site: 'S01',
                  expiresInSeconds: Math.max(1, Math.round((due - Date.now()) / 1_000)),
                },
              },
            },
          }),
        );
        if (answer.status === 'refused') throw new Error(answer.rejection.detail);
        return id;
      }),
    );
    const madeIn = (Date.now() - begin) / 1_000;
    if (madeIn > leadSeconds)
      process.stderr.write(`making them took ${madeIn.toFixed(1)} s: the first were due before\n`);
    while (Date.now() < begin + (leadSeconds + seconds + 5) * 1_000) await new Promise((done) => setTimeout(done, 500));
    const { rows } = await node.pool.query<{ subject: string; late: number }>(
      `select j.subject, extract(epoch from t.at - r.expires_at) * 1000 as late
       from journal j
       join turns t on t.id = j.turn_id
       join reservations r on r.id = j.subject
       where j.type = 'crossdock.reservation.expired.v1' and j.subject = any ($1::text[])`,
      [made],
    );
    const late = rows.map((row) => Number(row.late)).toSorted((one, other) => one - other);
    const twice = rows.length - new Set(rows.map(({ subject }) => subject)).size;
    const { rows: left } = await node.pool.query<{ open: number }>('select count(*)::int as open from deadlines');
    const result = {
      machine: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`,
      openDeadlines: left[0]?.open,
      duePerSecond: rate,
      fired: rows.length,
      expected: made.length,
      firedTwice: twice,
      lateP50Ms: Math.round(percentile(late, 0.5)),
      lateP99Ms: Math.round(percentile(late, 0.99)),
      lateMaxMs: Math.round(percentile(late, 1)),
    };
    if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    else
      for (const [name, value] of Object.entries(result)) process.stdout.write(`${name.padEnd(16)} ${String(value)}\n`);
  } finally {
    await node.stop();
  }
}

async function waitForRoom<Result>(run: () => Promise<Result>): Promise<Result> {
  if (free === 0) await new Promise<void>((resume) => queue.push(resume));
  else free -= 1;
  try {
    return await run();
  } finally {
    const next = queue.shift();
    if (next === undefined) free += 1;
    else next();
  }
}
