// Where the time of an order goes: in Node by part and function, from its sampled stacks (--cpu-prof); in PostgreSQL by statement,
// from pg_stat_statements, and by node of the plan, from auto_explain. All watch the same seconds of the same load. `--help` says more.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { runningEmbedded } from '../src/postgres/embedded.ts';
import { generateLoad } from './load.ts';
import { readPlans, timesOfNodes } from './plans.ts';
import type { NodeTime } from './plans.ts';
import { ownTime } from './profile-node.ts';
import type { Profile } from './profile-node.ts';
import { order, post } from './requests.ts';
import { seedHome } from './seed.ts';
import { startServer, withPool } from './server.ts';
import { world as fullWorld } from './world.ts';

const help = `npm run bench:profile -- [options]

Places orders and says where the time of each goes.

  --batch          orders in batches of 256 by 4 callers; otherwise one a request by 64 callers
  --seconds N      length of the measure (15)
  --quick          2,000 items and 20,000 stored orders instead of 100,000 of each
  --home DIR       keeps the seeded world between runs
  --keep FILE      keeps the profile of Node, to be opened in Chrome's developer tools
  --plans          also the plans of one statement in twenty, with the time of each node, by auto_explain; that costs time itself
  --json           prints for programs
`;

const { values } = parseArgs({
  options: {
    batch: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '15' },
    quick: { type: 'boolean', default: false },
    home: { type: 'string' },
    keep: { type: 'string' },
    plans: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const key = 'xd_bench_0123456789abcdef0123456789abcdef';
const port = 18_767;
const batchSize = 256;
const warmUpMs = 8_000;
/** One in twenty: reading clocks around every row costs more than most rows. */
const planSettings = {
  sample_rate: '0.05',
  log_min_duration: '0',
  log_analyze: 'on',
  log_format: 'json',
  log_parameter_max_length: '0',
};
const planHead = ['share', 'rows', 'thrown away', 'plans', 'node', 'statement'];

interface Statement {
  readonly statement: string;
  readonly microseconds: number;
  readonly planning: number;
  readonly rows: number;
  readonly logBytes: number;
  readonly logRecords: number;
}

if (values.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  const world = values.quick ? { items: 2_000, sites: 10 } : fullWorld;
  const home = values.home ?? mkdtempSync(join(tmpdir(), 'crossdock-profile-'));
  const profiles = mkdtempSync(join(tmpdir(), 'crossdock-profile-node-'));
  try {
    await seedHome({ home, world, storedOrders: values.quick ? 20_000 : 100_000, key }, say);
    await countStatements(home);
    const server = await startServer(home, port, key, ['--cpu-prof', `--cpu-prof-dir=${profiles}`]);
    let measured: Measured;
    try {
      measured = await measure(home, () =>
        values.batch
          ? post(
              '/v1/orders:batch',
              key,
              `{"orders":[${Array.from({ length: batchSize }, () => order({ key, world })).join(',')}]}`,
            )
          : post('/v1/orders', key, order({ key, world })),
      );
    } finally {
      await server.stop();
    }
    const stoppedAt = performance.now();
    const [file] = readdirSync(profiles);
    if (file === undefined) throw new Error(`Node left no profile in ${profiles}`);
    const text = readFileSync(join(profiles, file), 'utf8');
    if (values.keep !== undefined) writeFileSync(values.keep, text);
    // The profile ends with the process; the measured seconds are counted back from there.
    const node = ownTime(JSON.parse(text) as Profile, {
      fromMs: stoppedAt - measured.begunAt,
      toMs: stoppedAt - measured.endedAt,
    });
    report(measured, node);
  } finally {
    rmSync(profiles, { recursive: true, force: true });
    if (values.home === undefined) rmSync(home, { recursive: true, force: true });
  }
}

interface Measured {
  readonly orders: number;
  readonly perSecond: number;
  /** By the clock of this process, in milliseconds. */
  readonly begunAt: number;
  readonly endedAt: number;
  readonly statements: readonly Statement[];
  readonly plans: readonly NodeTime[];
}

/** The modules must be loaded when the server starts, so they are asked for before. A kept home may still have those of an earlier run. */
async function countStatements(home: string): Promise<void> {
  const modules = ['pg_stat_statements', ...(values.plans ? ['auto_explain'] : [])].join(', ');
  await withPool(home, (pool) => pool.query(`alter system set shared_preload_libraries = ${modules}`));
  await withPool(home, async (pool) => {
    await pool.query('create extension if not exists pg_stat_statements schema public');
    await pool.query('alter system set "pg_stat_statements.track_planning" = on');
    if (values.plans)
      for (const [name, value] of Object.entries(planSettings))
        await pool.query(`alter system set "auto_explain.${name}" = '${value}'`);
  });
}

async function measure(home: string, next: () => string): Promise<Measured> {
  const address = runningEmbedded(home);
  if (address === undefined) throw new Error(`no database runs on ${home}`);
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    const load = (measureMs: number): ReturnType<typeof generateLoad> =>
      generateLoad({ port, callers: values.batch ? 4 : 64, warmUpMs: 0, measureMs, next });
    await client.query('checkpoint');
    await load(warmUpMs);
    const { rows: places } = await client.query<{ data: string }>(`select current_setting('data_directory') as data`);
    const log = join(dirname(places[0]?.data ?? ''), 'server.log');
    const logged = statSync(log).size;
    await client.query('select public.pg_stat_statements_reset()');
    const begunAt = performance.now();
    const { requests, perSecond } = await load(Number(values.seconds) * 1_000);
    const endedAt = performance.now();
    const each = values.batch ? batchSize : 1;
    const orders = requests * each;
    const { rows } = await client.query<Statement>(
      `select regexp_replace(left(query, 400), '\\s+', ' ', 'g') as statement, total_exec_time * 1000 / $1 as microseconds,
         total_plan_time * 1000 / $1 as planning, rows / $1::float8 as rows, wal_bytes / $1 as "logBytes",
         wal_records / $1::float8 as "logRecords"
       from public.pg_stat_statements
       where query not like '%pg_stat_statements%'
       order by total_exec_time desc`,
      [orders],
    );
    return {
      orders,
      perSecond: perSecond * each,
      begunAt,
      endedAt,
      statements: rows.map(asNumbers),
      plans: timesOfNodes(readPlans(readFileSync(log).subarray(logged).toString())),
    };
  } finally {
    await client.end();
  }
}

/** Numerics come as text. */
function asNumbers(row: Statement): Statement {
  const { statement, ...figures } = row;
  const numbers = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, Number(value)]));
  return { statement, ...(numbers as Omit<Statement, 'statement'>) }; // The same names.
}

function report(
  { orders, perSecond, statements, plans }: Measured,
  { busy, parts, functions }: ReturnType<typeof ownTime>,
): void {
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ orders, perSecond, statements, plans, node: { busy, parts, functions } }, null, 2)}\n`,
    );
    return;
  }
  const of = (microseconds: number): string => (microseconds / orders).toFixed(1);
  const share = (microseconds: number): string => `${((microseconds / busy) * 100).toFixed(1)} %`;
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    [head, head.map((_, index) => (index === head.length - 1 ? '---' : '---:')), ...rows]
      .map((row) => `| ${row.join(' | ')} |`)
      .join('\n');
  process.stdout.write(
    [
      `${orders} orders, ${perSecond.toFixed(0)}/s while both are watched.`,
      `Node, ${of(busy)} µs an order:`,
      table(
        ['share', 'µs', 'part'],
        parts.slice(0, 16).map(([name, took]) => [share(took), of(took), name]),
      ),
      table(
        ['share', 'µs', 'function'],
        functions.slice(0, 24).map(([name, took]) => [share(took), of(took), name]),
      ),
      'PostgreSQL, by statement; the time of a statement includes that it waits, for locks or until the node reads its rows:',
      table(
        ['µs', 'planning', 'rows', 'log bytes', 'log records', 'statement'],
        statements
          .slice(0, 24)
          .map((row) => [
            row.microseconds.toFixed(1),
            row.planning.toFixed(1),
            row.rows.toFixed(2),
            row.logBytes.toFixed(0),
            row.logRecords.toFixed(1),
            row.statement.slice(0, 90).replaceAll('|', '\\|'),
          ]),
      ),
      ...(values.plans
        ? ['PostgreSQL, by node of the plan, of the statements that were looked at:', table(planHead, planRows(plans))]
        : []),
      '',
    ].join('\n\n'),
  );
}

function planRows(plans: readonly NodeTime[]): string[][] {
  const all = plans.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return plans
    .slice(0, 24)
    .map(({ milliseconds, rows, removed, plans: count, node, statement }) => [
      `${((milliseconds / all) * 100).toFixed(1)} %`,
      (rows / count).toFixed(1),
      (removed / count).toFixed(1),
      String(count),
      node,
      statement.slice(0, 70).replaceAll('|', '\\|'),
    ]);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
