// Crossdock beside others, in one run on one machine: the rows alone, one transaction per order, DBOS, Restate; the same three-line
// order, durable before it is answered. Rounds are interleaved, so that a machine that slows down slows all. `--help` says more.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPool } from '../src/postgres/pool.ts';
import { startServer } from './database.ts';
import type { Server } from './database.ts';
import { machine, machineSentence } from './machine.ts';
import { batchSize, crossdock } from './peers/crossdock.ts';
import { createStore } from './peers/stores.ts';
import { dbos } from './peers/dbos.ts';
import { install } from './peers/install.ts';
import { checkRepetition, measure } from './peers/measure.ts';
import type { Sample } from './peers/measure.ts';
import { plain } from './peers/plain.ts';
import { lines, rateTable, ratios, ratioTable } from './peers/report.ts';
import type { Bulk, Figures, Measured } from './peers/report.ts';
import { restate } from './peers/restate.ts';
import type { Subject } from './peers/subject.ts';
import { sameRowsRate } from './same-rows.ts';
import { removeHome, seedHome } from './seed.ts';
import { world as fullWorld } from './world.ts';

const help = `npm run bench:peers -- [options]

Measures Crossdock beside the same rows by bulk insert, one transaction per order, DBOS and Restate.
Takes all of the machine; with the defaults, about an hour. The peers are installed from npm when they are first needed.

  --nodes 1,2,4    how many nodes of each are run
  --rounds N       every measure is repeated so often, interleaved (3)
  --seconds N      length of one measure, after a third of it to warm up (10)
  --orders N       orders stored before the first measure (10000)
  --items N        items at 10 sites each (100000)
  --only NAME      crossdock, crossdock-batch, bulk, plain, dbos, restate, or the beginning of a name; can be repeated
  --pool N         connections of a node of plain, DBOS (for its system database and for the store) and Restate's service (16)
  --partitions N   of Restate (24, its default)
  --home DIR       keeps the seeded world between runs
  --json           prints for programs
  --markdown       prints a section for bench/RESULTS.md
`;

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1,2,4' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '10' },
    orders: { type: 'string', default: '10000' },
    items: { type: 'string', default: String(fullWorld.items) },
    only: { type: 'string', multiple: true, default: [] },
    pool: { type: 'string', default: '16' },
    partitions: { type: 'string', default: '24' },
    home: { type: 'string' },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  const nodeCounts = values.nodes.split(',').map((text) => wholeNumber('--nodes', text));
  const rounds = wholeNumber('--rounds', values.rounds);
  const measureMs = wholeNumber('--seconds', values.seconds) * 1_000;
  const orders = wholeNumber('--orders', values.orders);
  const world = { items: wholeNumber('--items', values.items), sites: fullWorld.sites };
  const poolSize = wholeNumber('--pool', values.pool);
  const partitions = wholeNumber('--partitions', values.partitions);
  const key = 'xd_bench_0123456789abcdef0123456789abcdef';
  const home = values.home ?? mkdtempSync(join(tmpdir(), 'crossdock-peers-'));
  const wanted = (name: string): boolean =>
    values.only.length === 0 || values.only.some((only) => name === only || name.startsWith(`${only}-`));
  const needsBulk = wanted('bulk');
  if (needsBulk && !wanted('crossdock') && !wanted('crossdock-batch'))
    throw new Error('--only bulk writes the rows again that Crossdock left: add --only crossdock');
  try {
    for (const peer of ['dbos', 'restate'] as const)
      if (values.only.length === 0 || values.only.some((only) => only.startsWith(peer))) install(peer, say);
    await seedHome({ home, world, storedOrders: orders, key }, say);
    const server = await startServer(home);
    try {
      const subjects = await prepare(server);
      const measured = new Map<string, Measured & { samples: Sample[] }>();
      const bulk = [1, 2].map((connections): Bulk & { ratesPerSecond: number[] } => ({
        connections,
        ratesPerSecond: [],
      }));
      for (let round = 1; round <= rounds; round += 1) {
        for (const subject of subjects)
          for (const nodes of nodeCounts) await measureBoth(server, subject, nodes, round, measured);
        if (needsBulk) await measureBulk(server, bulk);
      }
      report({ measured: [...measured.values()], bulk: needsBulk ? bulk : [] }, subjects, server);
    } finally {
      await server.stop();
    }
  } finally {
    if (values.home === undefined) await removeHome(home);
  }

  async function prepare(server: Server): Promise<Subject[]> {
    const makers: Readonly<Record<string, () => Subject>> = {
      plain: () => plain(server, poolSize),
      'dbos-step': () => dbos(server, 'step', poolSize),
      'dbos-transaction': () => dbos(server, 'transaction', poolSize),
      'dbos-transactions': () => dbos(server, 'transactions', poolSize),
      'restate-objects': () => restate(server, 'objects', { poolSize, partitions }),
      'restate-service': () => restate(server, 'service', { poolSize, partitions }),
      crossdock: () => crossdock(server, key, 'http'),
      'crossdock-batch': () => crossdock(server, key, 'batch'),
    };
    const chosen = Object.entries(makers).filter(([name]) => wanted(name));
    if (chosen.length === 0)
      throw new Error(`--only ${values.only.join(', ')} names nothing: ${Object.keys(makers).join(', ')}, bulk`);
    const subjects: Subject[] = [];
    for (const [, make] of chosen) {
      const subject = make();
      if (subject.database !== undefined) await createStore(server, subject.database, world, orders);
      subjects.push(subject);
    }
    return subjects;
  }

  async function measureBoth(
    server: Server,
    subject: Subject,
    nodes: number,
    round: number,
    measured: Map<string, Measured & { samples: Sample[] }>,
  ): Promise<void> {
    const running = await subject.start(nodes);
    try {
      if (round === 1) await checkRepetition(subject, running, world);
      for (const load of ['uniform', 'hot'] as const) {
        // Every measure starts as far from a checkpoint as the others: afterwards each page is logged whole once.
        await server.query('postgres', 'checkpoint');
        const sample = await measure(subject, running, {
          world,
          hot: load === 'hot',
          warmUpMs: measureMs / 3,
          measureMs,
        });
        const { name, title, group, batch } = subject;
        const id = `${name} ${nodes} ${load}`;
        const entry = measured.get(id) ?? { name, title, group, batch, nodes, load, samples: [] };
        entry.samples.push(sample);
        measured.set(id, entry);
        say(
          `round ${round}  ${id.padEnd(28)} ${sample.perSecond.toFixed(0).padStart(6)} orders/s  p99 ${sample.p99Ms.toFixed(0).padStart(5)} ms  ${sample.processorUs.toFixed(0).padStart(6)} µs an order${sample.refused > 0 ? `  ${sample.refused} refused` : ''}`,
        );
      }
    } finally {
      await running.stop();
    }
  }

  async function measureBulk(server: Server, bulk: readonly (Bulk & { ratesPerSecond: number[] })[]): Promise<void> {
    const pool = createPool({
      connectionString: server.address('crossdock'),
      schema: 'crossdock',
      applicationName: 'bench',
      max: 4,
      onIdleError: (error) => say(`an idle connection broke: ${error.message}`),
    });
    try {
      for (const { connections, ratesPerSecond } of bulk) {
        await pool.query('checkpoint');
        const rate = await sameRowsRate(pool, { orders: batchSize * 60, connections });
        ratesPerSecond.push(rate);
        say(`bulk insert by ${connections}: ${rate.toFixed(0)} orders/s`);
      }
    } finally {
      await pool.end();
    }
  }

  function report(figures: Figures, subjects: readonly Subject[], server: Server): void {
    const on = machine();
    const settings = subjects.map(({ title, settings: text }) => ({ title, settings: text }));
    if (values.json) {
      const result = { machine: on, postgres: server.version, world, orders, rounds, measureMs };
      process.stdout.write(
        `${JSON.stringify({ ...result, settings, ratios: ratios(figures), measured: lines(figures), bulk: figures.bulk }, null, 2)}\n`,
      );
      return;
    }
    const about = `${machineSentence(on)}, embedded PostgreSQL ${server.version} with the settings that Crossdock ships for all who use it (synchronous commit, fsync, full page writes). The world: ${world.items.toLocaleString('en')} items × ${world.sites} sites, ${orders.toLocaleString('en')} orders stored. Median, best and spread of ${rounds} interleaved rounds of ${measureMs / 1_000} s.`;
    if (values.markdown)
      process.stdout.write(
        [
          '## Side by side\n',
          `\`npm run bench:peers\`, ${about} What each does, and why so, is in [peers/README.md](peers/README.md).\n`,
          `${ratioTable(figures)}\n`,
          `${rateTable(figures)}\n`,
          'Settings:\n',
          `${settings.map(({ title, settings: text }) => `- ${title}: ${text}.`).join('\n')}\n`,
        ].join('\n'),
      );
    else
      process.stdout.write(
        `${about}\n\n${rateTable(figures)}\n\n${ratioTable(figures)}\n\n${settings.map(({ title, settings: text }) => `${title}: ${text}`).join('\n')}\n`,
      );
  }
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} ${text}: give whole numbers from 1`);
  return value;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
