// How many order lines a second are mapped in the process of mappings, beside bare JSONata in this one, in turns. Both on one core:
// `taskset -c 0 node bench/mapping.ts`
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import jsonata from 'jsonata';
import { SandboxPool } from '../src/connections/mapping/batches.ts';
import { functionsOf } from '../src/connections/mapping/mapping-functions.ts';
import { loadMapping, mappingsFolder } from '../src/connections/mapping/mapping-files.ts';
import { documentsOf, programOf } from '../src/connections/mapping/mapper.ts';
import type { Identifiers } from '../src/connections/mapping/mapping.ts';
import { machine, machineSentence } from './machine.ts';
import { repeated } from './statistics.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '4000' },
    rounds: { type: 'string', default: '5' },
    processes: { type: 'string', default: '1' },
  },
});
const [count, rounds, mapProcesses] = [values.orders, values.rounds, values.processes].map(Number);
assert(count !== undefined && rounds !== undefined && mapProcesses !== undefined);

const { mapping } = loadMapping(`${mappingsFolder}/shop-orders`);
assert(mapping !== null);
const program = programOf(mapping);

/** 3 to 10 lines each, as a shop sends them. */
const orders = Array.from({ length: count }, (_, order) => ({
  order_number: 100_000 + order,
  currency: 'EUR',
  shipping_method: order % 5 === 0 ? 'express' : 'standard',
  customer: { id: 4_000 + (order % 300), company: 'Lampen Sommer' },
  line_items: Array.from({ length: 3 + (order % 8) }, (_line, line) => ({
    position: line + 1,
    sku: `SKU-${(order * 7 + line) % 1_000}`,
    title: 'Lamp with a long name',
    barcode: '4006381333931',
    quantity: 1 + (line % 4),
    line_total: '37.50',
    vendor: 'somebody',
    grams: 1_250,
  })),
  shipping_address: {
    name: 'Kim Sommer',
    street: 'Am Sandtorkai 1',
    city: 'Hamburg',
    zip: '20457',
    country_code: 'DE',
  },
}));
const lines = orders.reduce((sum, { line_items }) => sum + line_items.length, 0);

const identifiers: Identifiers = {
  epoch: () => Promise.resolve(1),
  resolve: (_system, kind, ids) => Promise.resolve(ids.map((id) => `${kind}-${id}`)),
  name: (_system, kind, codes) => Promise.resolve(codes.map((code) => `${kind}-${code}`)),
};

const bare = jsonata(program.expression);
bare.assign('values', program.values);
const pictures = { toMillis: jsonata('$toMillis(text, picture)'), fromMillis: jsonata('$fromMillis(at, picture)') };
for (const [name, implementation] of Object.entries(functionsOf(program, pictures)))
  bare.registerFunction(name, implementation);
bare.registerFunction('code', (kind: string, id?: string | number) => (id === undefined ? undefined : `${kind}-${id}`));

await using pool = new SandboxPool({ mapProcesses });
/** As the inbound runner gives them. */
const atOnce = 500;

async function sandboxed(): Promise<unknown> {
  let last: unknown;
  // The next call is made ready while one is under way, as by a node with several streams.
  let ahead: Promise<unknown>[] = [];
  for (let from = 0; from < orders.length; from += atOnce) {
    const inputs = orders.slice(from, from + atOnce).map((document) => ({ document, about: { file: 'orders.json' } }));
    ahead.push(pool.map(program, documentsOf(inputs), { identifiers, system: 'shop' }));
    if (ahead.length > 2) last = await ahead.shift();
  }
  for (const one of ahead) last = await one;
  ahead = [];
  const [mapped] = (last as { ok: boolean; value?: unknown }[]).slice(-1);
  assert(mapped?.ok);
  return mapped.value;
}

async function bareOnes(): Promise<unknown> {
  let last: unknown;
  for (const order of orders) last = await bare.evaluate(order, { about: { file: 'orders.json' } });
  return JSON.parse(JSON.stringify(last)) as unknown;
}

const ways = { 'bare JSONata, in the own process': bareOnes, 'in the process of mappings': sandboxed };
assert.deepEqual(await bareOnes(), await sandboxed());
/** Processor time of this process, and of those it began, in µs. Theirs is read where Linux tells it, in steps of 10 ms. */
function processorTimes(): readonly [own: number, theirs: number] {
  const { user, system } = process.cpuUsage();
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  const ticks = children.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return Number(fields[11]) + Number(fields[12]);
  });
  return [user + system, ticks.reduce((sum, one) => sum + one, 0) * 10_000];
}

const measured = Object.keys(ways).map((name) => ({
  name,
  rates: [] as number[],
  own: [] as number[],
  theirs: [] as number[],
}));
for (let round = 0; round < rounds; round += 1)
  for (const [index, run] of Object.values(ways).entries()) {
    const before = processorTimes();
    const from = performance.now();
    await run();
    const took = performance.now() - from;
    const after = processorTimes();
    measured[index]?.rates.push((lines * 1_000) / took);
    measured[index]?.own.push((after[0] - before[0]) / lines);
    measured[index]?.theirs.push((after[1] - before[1]) / lines);
  }
const say = (line: string): void => void process.stdout.write(`${line}\n`);
say(machineSentence(machine()));
say(
  `${count} orders of 3 to 10 lines, ${lines} lines; ${rounds} rounds in turns; ${mapProcesses} process; ${availableParallelism()} cores`,
);
const processor = measured.map(({ name, rates, own, theirs }) => {
  const rate = repeated(rates);
  const [here, there] = [own, theirs].map((times) => repeated(times, 'low').median);
  const each = (here ?? 0) + (there ?? 0);
  say(`${name}`);
  say(
    `${number(1_000_000 / each)} lines a second of processor time: ${here?.toFixed(1)} µs a line here, ${there?.toFixed(1)} there`,
  );
  say(`${number(rate.median)} lines a second by the clock (spread ${Math.round(rate.spread * 100)} %)`);
  return each;
});
say(`${((processor[0] ?? 0) / (processor[1] ?? 1)).toFixed(2)} of bare JSONata, by processor time`);

function number(value: number): string {
  return Math.round(value).toLocaleString('en').padStart(10);
}
