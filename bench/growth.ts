// Whether Crossdock stays as fast when more is stored: rates, processor time, memory and recovery with a thousand, ten thousand, … orders; and
// whether its memory grows over time. `--help` says more.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startServer } from './database.ts';
import type { Server } from './database.ts';
import { levelDatabase, makeLevels, samples } from './growth/levels.ts';
import { measureMemory, memoryGrowthMaxPercent } from './growth/memory.ts';
import { measureLevel } from './growth/rates.ts';
import type { LevelSample } from './growth/rates.ts';
import { measureRecovery } from './growth/recovery.ts';
import type { Recovery } from './growth/recovery.ts';
import { figures, growthTable, memorySentence, pictures } from './growth/report.ts';
import type { Level } from './growth/report.ts';
import type { MemoryResult } from './growth/memory.ts';
import { machine, machineSentence } from './machine.ts';
import type { Roles } from './peers/crossdock.ts';
import { removeHome, seedHome } from './seed.ts';
import { world as fullWorld } from './world.ts';

const help = `npm run bench:growth -- [options]

Measures Crossdock with more and more orders stored, four in five lived to their end, the others open, and its process in force.
Levels of up to 100000 orders are verified when they are made; behind these, the texts of journal entries, turns and answers are empty. Takes all of the machine, an hour or more with the defaults, and 40 GB of disk: every measure has a copy of its level.

  --levels N,N,…   orders stored: ${samples} first, then more (1000,10000,100000,1000000)
  --lean           orders filled in with their documents and sites alone: for 10000000, 30 GB
  --rounds N       every measure is repeated so often, interleaved (3)
  --seconds N      length of one measure, after a third of it to warm up (15)
  --items N        items at 10 sites each (100000)
  --hours N        instead: an even load for so long, with the memory of the node; fails when it grows by more than 5 %
  --role ROLES     of that node: api,worker or api (api,worker)
  --rate N         orders a second of that load (250)
  --home DIR       keeps the seeded databases between runs
  --pictures DIR   where the pictures go (bench/out)
  --json           prints for programs
  --markdown       prints a section for bench/RESULTS.md
`;

const { values } = parseArgs({
  options: {
    levels: { type: 'string', default: '1000,10000,100000,1000000' },
    lean: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '15' },
    items: { type: 'string', default: String(fullWorld.items) },
    hours: { type: 'string' },
    role: { type: 'string', default: 'api,worker' },
    rate: { type: 'string', default: '250' },
    home: { type: 'string' },
    pictures: { type: 'string', default: fileURLToPath(new URL('out', import.meta.url)) },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const key = 'xd_bench_0123456789abcdef0123456789abcdef';
const memoryLevel = 10_000;

if (values.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  const hours = values.hours === undefined ? undefined : Number(values.hours);
  if (hours !== undefined && !(hours > 0)) throw new Error(`--hours ${values.hours}: give a number above 0`);
  const levels =
    hours === undefined
      ? values.levels.split(',').map((text) => wholeNumber('--levels', text))
      : [samples, memoryLevel];
  if (
    levels[0] !== samples ||
    levels.some((level, index) => level % samples !== 0 || level <= (levels[index - 1] ?? 0))
  )
    throw new Error(`--levels ${values.levels}: begin with ${samples}, go up, in whole thousands`);
  const rounds = wholeNumber('--rounds', values.rounds);
  const measureMs = wholeNumber('--seconds', values.seconds) * 1_000;
  const world = { items: wholeNumber('--items', values.items), sites: fullWorld.sites };
  const home = values.home ?? mkdtempSync(join(tmpdir(), 'crossdock-growth-'));
  let server: Server | undefined;
  try {
    await seedHome({ home, world, storedOrders: 0, key }, say);
    server = await startServer(home);
    await makeLevels(server, levels, { world, lean: values.lean, say });
    if (hours !== undefined) {
      const memory = await measureMemory(server, levelDatabase(memoryLevel, values.lean), {
        key,
        world,
        measureMs: hours * 3_600_000,
        roles: roles(values.role),
        ratePerSecond: wholeNumber('--rate', values.rate),
        say,
      });
      report(server, [], memory);
      if (memory.grownPercent > memoryGrowthMaxPercent) process.exitCode = 1;
      return;
    }
    const taken = new Map(levels.map((orders): [number, LevelSample[]] => [orders, []]));
    for (let round = 1; round <= rounds; round += 1)
      for (const [orders, found] of taken) {
        const sample = await measureLevel(server, levelDatabase(orders, values.lean), { key, world, measureMs });
        found.push(sample);
        say(
          `round ${round}  ${String(orders).padStart(8)} stored: HTTP ${sample.http.perSecond.toFixed(0)}/s at ${sample.http.processorUs.toFixed(0)} µs, batches ${sample.batch.perSecond.toFixed(0)}/s at ${sample.batch.processorUs.toFixed(0)} µs`,
        );
      }
    const done: Level[] = [];
    for (const [orders, found] of taken) {
      const recover = async (killed: 'node' | 'node and database'): Promise<Recovery> => {
        if (server === undefined) throw new Error('there is no database to measure on');
        const level = levelDatabase(orders, values.lean);
        const { server: after, recovery } = await measureRecovery(server, level, { home, key, world, killed });
        server = after;
        say(
          `${String(orders).padStart(8)} stored, ${killed} killed: ready after ${recovery.readyMs.toFixed(0)} ms, an order answered after ${recovery.firstOrderMs.toFixed(0)} ms`,
        );
        return recovery;
      };
      const nodeKilled = await recover('node');
      const bothKilled = await recover('node and database');
      done.push({ orders, samples: found, nodeKilled, bothKilled });
    }
    report(server, done, undefined);
  } finally {
    await server?.stop();
    if (values.home === undefined) await removeHome(home);
  }

  function report(on: Server, done: readonly Level[], memory: MemoryResult | undefined): void {
    mkdirSync(values.pictures, { recursive: true });
    const drawn = pictures(done, memory);
    for (const [name, svg] of drawn) writeFileSync(join(values.pictures, name), svg);
    say(`pictures in ${values.pictures}: ${[...drawn.keys()].join(', ')}`);
    if (values.json) {
      const result = {
        machine: machine(),
        postgres: on.version,
        world,
        rounds,
        measureMs,
        levels: figures(done),
        memory,
      };
      process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      return;
    }
    const table = memory === undefined ? growthTable(done) : memorySentence(memory);
    if (!values.markdown) {
      process.stdout.write(`${table}\n`);
      return;
    }
    const about = `${machineSentence(machine())}, embedded PostgreSQL ${on.version} with its settings as shipped. ${world.items.toLocaleString('en')} items × ${world.sites} sites.`;
    const images = [...drawn.keys()].map((name) => `![${name}](pictures/${name})`).join('\n');
    const section =
      memory === undefined
        ? `## Growth\n\n\`npm run bench:growth\`, ${about} Medians of ${rounds} interleaved rounds of ${measureMs / 1_000} s; every measure begins on a copy of the database that holds so many orders, ${values.lean ? 'filled in with their documents and sites alone' : 'with all their rows: journal, turns, movements, parts, deadlines, deliveries, inbox'}, four in five lived to their end, the others open at every step; the process is in force. Levels of up to 100,000 are verified; behind these, the texts of journal entries, turns and answers are left empty. The server holds a database for each column: after a kill it syncs the files of all of them.\n`
        : `## Memory over time\n\n\`npm run bench:growth -- --hours ${values.hours}\`, ${about} ${values.rate} orders a second over HTTP, a node with --role ${values.role} and the process in force.\n`;
    process.stdout.write(`${section}\n${table}\n\n${images}\n`);
  }
}

function roles(text: string): Roles {
  if (text === 'api' || text === 'api,worker') return text;
  throw new Error(`--role ${text}: give api or api,worker`);
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} ${text}: give whole numbers from 1`);
  return value;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
