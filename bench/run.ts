// The benchmarks: the shipped command over a ledger with a million movements, everything on, callers on the same machine.
// Prints what was measured, against targets and against the same rows written with no logic. `--quick` takes a smaller world,
// `--json` prints for programs, `--home DIR` keeps the seeded world between runs, `--only NAME` runs one measure: http, batch, availability,
// lists, contention, import, verifier, bulk. `--file CSV`, given as often as wanted, is imported instead of the sample, by its mapping.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { verifyLedger } from '../src/runtime/verify.ts';
import { generateLoad, percentile } from './load.ts';
import type { LoadResult } from './load.ts';
import { importFiles, lastUnits } from './contention.ts';
import { get, order, post } from './requests.ts';
import { startServer as startDatabase } from './database.ts';
import type { Server as Database } from './database.ts';
import { best, sameRowsRates } from './same-rows.ts';
import { removeHome, seedHome } from './seed.ts';
import { startServer, withPool } from './server.ts';
import type { RunningServer } from './server.ts';
import { verifierCost } from './verifier-cost.ts';
import { isKit, itemCode, world as fullWorld } from './world.ts';
import type { World } from './world.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    home: { type: 'string' },
    only: { type: 'string' },
    file: { type: 'string', multiple: true, default: [] },
  },
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const key = 'xd_bench_0123456789abcdef0123456789abcdef';
const port = 18_765;
const barePort = 18_766;
const world: World = values.quick ? { items: 2_000, sites: 10 } : fullWorld;
const storedOrders = values.quick ? 20_000 : 1_000_000;
const measureMs = values.quick ? 3_000 : 15_000;
const warmUpMs = values.quick ? 1_000 : 5_000;

interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target: string;
  readonly reached: boolean;
  readonly more: string;
}

const home = values.home ?? mkdtempSync(join(tmpdir(), 'crossdock-bench-'));
const measures: Measure[] = [];

try {
  await seedHome({ home, world, storedOrders, key }, say);
  const server = await startServer(home, port, key);
  try {
    await measureAll(server);
  } finally {
    await server.stop();
  }
  if (wanted('bulk') || wanted('verifier')) {
    const database = await startDatabase(home);
    try {
      if (wanted('verifier')) await measureVerifier(database);
      if (wanted('bulk')) await measureSameRows(database);
    } finally {
      await database.stop();
    }
  }
  await withPool(home, async (pool) => {
    const verified = await verifyLedger(pool);
    note(
      'verify after the load',
      verified.violations.length,
      'violations',
      '= 0',
      verified.ok,
      `${verified.position} turns, ${JSON.stringify(verified.checked)}`,
    );
  });
  report();
} finally {
  if (values.home === undefined) await removeHome(home);
}

async function measureVerifier(database: Database): Promise<void> {
  const { on, off, lostPercent, rowsLookedAt } = await verifierCost(database, {
    key,
    warmUpMs,
    measureMs,
    next: () => post('/v1/orders', key, order({ key, world })),
  });
  const side = (one: typeof on): string =>
    `${one.perSecond.toFixed(0)}/s (spread ${one.spreadPercent.toFixed(0)} %), p99 ${one.p99Ms.toFixed(1)} ms, ${one.processorUs.toFixed(0)} µs an order`;
  note(
    'orders/s that the verifier costs',
    lostPercent,
    '%',
    '≤ 2',
    lostPercent <= 2,
    `api and worker; on: ${side(on)}; off: ${side(off)}; it looked at ${rowsLookedAt} rows`,
  );
}

/** What was measured before left the rows. */
async function measureSameRows(database: Database): Promise<void> {
  const rates = await sameRowsRates(database, {
    database: 'crossdock',
    orders: `channel = 'web'`,
    connections: [1, 2, 4],
    warmUpMs,
    measureMs,
  });
  const { perSecond } = best(rates);
  const batch = measures.find(({ name }) => name === 'orders in batches');
  note(
    'the same rows by COPY, no logic',
    perSecond,
    'orders/s',
    '',
    true,
    [
      ...rates.map((one) => `${one.perSecond.toFixed(0)}/s by ${one.connections} in ${one.seconds.toFixed(1)} s`),
      ...(batch === undefined ? [] : [`batches reach ${((batch.value / perSecond) * 100).toFixed(0)} % of it`]),
    ].join(', '),
  );
}

function wanted(name: string): boolean {
  return values.only === undefined || values.only === name;
}

async function measureAll(server: RunningServer): Promise<void> {
  const load = (callers: number, next: () => string, unitsPerRequest = 1, at = port): Promise<LoadResult> =>
    generateLoad({ port: at, callers, warmUpMs, measureMs, next, unitsPerRequest });
  const orders = { key, world };
  const bare = wanted('http')
    ? await bareServer(() => load(64, () => post('/', key, order(orders)), 1, barePort))
    : undefined;
  if (bare !== undefined)
    note('a bare Node server that parses and answers', bare.perSecond, 'requests/s', '', true, describe(bare));
  const hot = { ...orders, hotItem: itemCode(7) };
  if (wanted('http')) {
    const uniform = await load(64, () => post('/v1/orders', key, order(orders)));
    const ofBare =
      bare === undefined ? '' : `, ${((uniform.perSecond / bare.perSecond) * 100).toFixed(0)} % of the bare server`;
    note(
      'orders over HTTP',
      uniform.perSecond,
      'orders/s',
      '≥ 5000',
      uniform.perSecond >= 5000,
      `${describe(uniform)}${ofBare}`,
    );
    note(
      'p99 of an order over HTTP',
      uniform.p99Ms,
      'ms',
      '≤ 40',
      uniform.p99Ms <= 40,
      '64 callers, answered after commit',
    );
    const contended = await load(64, () => post('/v1/orders', key, order(hot)));
    const ratio = (contended.perSecond / uniform.perSecond) * 100;
    note('one hot item, of uniform', ratio, '%', '≥ 80', ratio >= 80, describe(contended));
  }
  if (wanted('batch')) {
    const size = 256;
    const batch = await load(
      4,
      () =>
        post('/v1/orders:batch', key, `{"orders":[${Array.from({ length: size }, () => order(orders)).join(',')}]}`),
      size,
    );
    note(
      'orders in batches',
      batch.perSecond,
      'orders/s',
      '≥ 10000',
      batch.perSecond >= 10_000,
      `4 callers, ${size} a request, ${describe(batch)}`,
    );
  }
  note(
    'memory of the Node process',
    server.rssMiB(),
    'MiB',
    '≤ 400',
    server.rssMiB() <= 400,
    'resident, after the load',
  );
  if (wanted('availability')) {
    const any = (): string => {
      let number = 1 + Math.floor(Math.random() * world.items);
      if (isKit(number)) number += 1;
      return itemCode(number);
    };
    const answers = await load(4, () => get(`/v1/availability?item=${any()}&quantity=3`, key));
    note(
      'p99 of availability',
      answers.p99Ms,
      'ms',
      '≤ 5',
      answers.p99Ms <= 5,
      `${world.items} items × ${world.sites} sites, 4 callers, ${describe(answers)}`,
    );
  }
  if (wanted('lists')) await measureLists();
  const node = { url: `http://127.0.0.1:${port}`, key };
  if (wanted('contention')) {
    const rounds = values.quick ? 3 : 20;
    const { units, sold, wrong } = await lastUnits(node, rounds);
    note(
      'wrongly sold or kept of the last units',
      wrong,
      'units',
      '= 0',
      wrong === 0,
      `64 callers at once for 10 units at two sites, ${rounds} times: ${sold} of ${units} sold`,
    );
  }
  if (wanted('import')) {
    const { lines, linesPerSecond } = await importFiles(node, home, values.file);
    note(
      'import of a file by its mapping',
      linesPerSecond,
      'lines/s',
      '',
      true,
      `${lines} lines; the ledger equals the files`,
    );
  }
}

async function bareServer(measure: () => Promise<LoadResult>): Promise<LoadResult> {
  const child = fork(fileURLToPath(new URL('bare-server.ts', import.meta.url)), [String(barePort)]);
  try {
    await once(child, 'message');
    return await measure();
  } finally {
    child.kill();
  }
}

/** Each list on its own, the slowest answer of twenty counts. */
async function measureLists(): Promise<void> {
  const lists = [
    '?limit=50',
    '?status=promised&limit=50',
    '?status=expired&limit=50',
    '?channel=history&limit=50',
    '?customer=C7&limit=50',
    '?site=S03&limit=50',
    '?site=S03&status=cancelled&limit=50',
    '?externalId=777&channel=history',
  ];
  let slowest = 0;
  let which = '';
  for (const query of lists) {
    const times: number[] = [];
    for (let repeat = 0; repeat < 20; repeat++) {
      const started = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}/v1/orders${query}`, {
        headers: { authorization: `Bearer ${key}` },
      });
      if (!answer.ok) throw new Error(`${query}: ${answer.status} ${await answer.text()}`);
      await answer.arrayBuffer();
      times.push(performance.now() - started);
    }
    const worst = percentile(
      times.toSorted((one, other) => one - other),
      1,
    );
    say(`  /v1/orders${query}: ${worst.toFixed(1)} ms`);
    if (worst > slowest) [slowest, which] = [worst, query];
  }
  note(
    'slowest list of orders',
    slowest,
    'ms',
    '≤ 50',
    slowest <= 50,
    `over ${storedOrders} stored orders and those of this run; it was ${which}`,
  );
}

function describe(result: LoadResult): string {
  const refused = Object.entries(result.refused)
    .map(([status, count]) => `${count} × ${status}`)
    .join(', ');
  return `${result.perSecond.toFixed(0)}/s, p50 ${result.p50Ms.toFixed(1)} ms, p99 ${result.p99Ms.toFixed(1)} ms${refused === '' ? ', none refused' : `, refused: ${refused}`}`;
}

function note(name: string, value: number, unit: string, target: string, reached: boolean, more: string): void {
  measures.push({ name, value, unit, target, reached, more });
  say(`${reached ? 'ok  ' : 'MISS'}  ${name}: ${value.toFixed(value < 100 ? 1 : 0)} ${unit} ${target}  ${more}`);
}

function report(): void {
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    world: `${world.items} items × ${world.sites} sites, ${storedOrders} stored orders`,
    on: 'lots, kits, units, site choice, order expiry (deadlines), object references, journal seal, deliveries, staleness, idempotent names, audit by entry',
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, measures }, null, 2)}\n`);
  else {
    process.stdout.write(
      `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}\n${machine.world}\non: ${machine.on}\n\n`,
    );
    for (const { name, value, unit, target, reached, more } of measures) {
      process.stdout.write(
        `${reached ? 'ok  ' : 'MISS'} ${name.padEnd(42)} ${value.toFixed(value < 100 ? 1 : 0).padStart(8)} ${unit.padEnd(10)} ${target.padEnd(8)} ${more}\n`,
      );
    }
  }
}
