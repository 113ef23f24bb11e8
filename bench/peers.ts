// Crossdock beside others, in one run on one machine: the rows alone, one transaction per order, DBOS, Restate; the same three-line
// order, durable before it is answered. Rounds are interleaved, and each begins with
// another one, so that a machine that slows down slows all. `--help` says more.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { copyDatabase, startServer } from './database.ts';
import type { Server } from './database.ts';
import { machine, machineSentence } from './machine.ts';
import { activateProcess, crossdock } from './peers/crossdock.ts';
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
import { sameRowsRates } from './same-rows.ts';
import { removeHome, seedHome } from './seed.ts';
import { world as fullWorld } from './world.ts';

const help = `npm run bench:peers -- [options]

Measures Crossdock beside the same rows by COPY, one transaction per order, DBOS and Restate.
Takes all of the machine; with the defaults, about an hour. The peers are installed from npm when they are first needed.

  --nodes 1,2,4    how many nodes of each are run
  --rounds N       every measure is repeated so often, interleaved (3)
  --seconds N      length of one measure, after a third of it to warm up (10)
  --orders N       orders stored before the first measure (10000)
  --items N        items at 10 sites each (100000)
  --only NAME      crossdock, crossdock-batch, crossdock-worker, crossdock-process, bulk, plain, dbos, restate, or the
                   beginning of a name; can be repeated
  --pool N         connections of a node of plain, DBOS (for its system database and for the store) and Restate's service (16)
  --partitions N   of Restate (24, its default)
  --sweep          instead: the peers with other numbers of connections and partitions, to find their best settings;
                   takes the 1st of --nodes
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
    sweep: { type: 'boolean', default: false },
    home: { type: 'string' },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const sweptPools = [8, 16, 32, 64];
const sweptPartitions = [4, 24, 64];

if (values.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  const nodeCounts = values.nodes
    .split(',')
    .map((text) => wholeNumber('--nodes', text))
    .slice(0, values.sweep ? 1 : undefined);
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
  const needsBulk = wanted('bulk') && !values.sweep;
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
      const bulk = [1, 2, 4].map((connections): Bulk & { ratesPerSecond: number[] } => ({
        connections,
        ratesPerSecond: [],
      }));
      for (let round = 1; round <= rounds; round += 1) {
        // Each round begins with another one: what runs after what is not always the same.
        const turned = subjects.map((_, place) => subjects[(place + round - 1) % subjects.length]);
        for (const subject of turned.filter((one) => one !== undefined))
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
    const ours: Readonly<Record<string, () => Promise<Subject>>> = {
      crossdock: async () => crossdock(server, { key, way: 'http' }),
      'crossdock-batch': async () => crossdock(server, { key, way: 'batch' }),
      'crossdock-worker': async () => {
        const database = 'crossdock_worker';
        await copyDatabase(server, 'crossdock', database);
        return crossdock(server, { key, way: 'http', database, roles: 'api,worker' });
      },
      'crossdock-process': async () => {
        const database = 'crossdock_process';
        await activateProcess(server, 'crossdock', database);
        return crossdock(server, { key, way: 'http', database, process: true });
      },
    };
    const peers: Readonly<Record<string, () => readonly Subject[]>> = {
      plain: () => pools().map((size) => plain(server, size)),
      'dbos-step': () => pools().map((size) => dbos(server, 'step', size)),
      'dbos-transaction': () => pools().map((size) => dbos(server, 'transaction', size)),
      'dbos-transactions': () => pools().map((size) => dbos(server, 'transactions', size)),
      'restate-objects': () =>
        partitionCounts().map((count) => restate(server, 'objects', { poolSize, partitions: count })),
      'restate-service': () =>
        partitionCounts().flatMap((count) =>
          pools().map((size) => restate(server, 'service', { poolSize: size, partitions: count })),
        ),
    };
    const subjects: Subject[] = [];
    const stores = new Set<string>();
    for (const [name, make] of Object.entries(peers).filter(([one]) => wanted(one)))
      for (const subject of make()) {
        const title = [subject.title, subject.tuned].join(', ');
        subjects.push(values.sweep ? { ...subject, title, name: [subject.name, subject.tuned].join(': ') } : subject);
        if (subject.database === undefined || stores.has(subject.database)) continue;
        stores.add(subject.database);
        say(`making the store of ${name}`);
        await createStore(server, subject.database, world, orders);
      }
    for (const [name, make] of Object.entries(ours)) if (wanted(name) && !values.sweep) subjects.push(await make());
    if (subjects.length === 0)
      throw new Error(
        `--only ${values.only.join(', ')} names nothing${values.sweep ? ' that can be swept' : ''}: ${[...Object.keys(peers), ...(values.sweep ? [] : [...Object.keys(ours), 'bulk'])].join(', ')}`,
      );
    return subjects;
  }

  function pools(): readonly number[] {
    return values.sweep ? sweptPools : [poolSize];
  }

  function partitionCounts(): readonly number[] {
    return values.sweep ? sweptPartitions : [partitions];
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
    const found = await sameRowsRates(server, {
      database: 'crossdock',
      orders: `channel = 'web'`,
      connections: bulk.map(({ connections }) => connections),
      warmUpMs: measureMs / 3,
      measureMs,
    });
    for (const { connections, perSecond, seconds } of found) {
      bulk.find((one) => one.connections === connections)?.ratesPerSecond.push(perSecond);
      say(
        `the same rows by COPY, ${connections} connections: ${perSecond.toFixed(0)} orders/s in ${seconds.toFixed(1)} s`,
      );
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
