// What a routing costs a turn: microseconds an entry, and that as a share of what the whole turn takes for an entry in memory, where
// nothing is written to a database, so of a real turn it is less. `node bench/routing.ts`
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Catalog, DefinitionVersion } from '../src/catalog/model.ts';
import { emptyState } from '../src/processes/draft.ts';
import type { Entry, SealedEntry } from '../src/processes/entry.ts';
import { routesOf } from '../src/processes/routing.ts';
import { place } from '../src/runtime/commands.testsuite.ts';
import { FulfilmentSpec } from '../src/runtime/fulfilment.testsuite.ts';

const turns = 40;
const ordersATurn = 128;
const rounds = 300;
const example = readFileSync(new URL('../examples/routing/routing/v2.json', import.meta.url), 'utf8');

const spec = await new FulfilmentSpec().begin();
await spec.receive('LAMP', 'HAM', turns * ordersATurn);
const { entries, microsecondsAnEntry } = await playedOrders();
const state = emptyState();
for (const [id, order] of spec.store.tables.orders) state.orders.set(id, order);
const tables: readonly (readonly [name: string, catalog: Catalog])[] = [
  ['no routing in force', over(undefined)],
  ['the shipped table, which sends nothing', over(shipped())],
  ['six rules, of which an order meets some (examples/routing)', over(example)],
  ['six rules, three of them whatever the type', over(held())],
];
process.stdout.write(
  `${entries.length.toLocaleString('en')} entries of ${turns} turns with ${ordersATurn} orders each; ` +
    `a turn in memory takes ${microsecondsAnEntry.toFixed(1)} µs an entry\n`,
);
const [, bare] = tables[0] ?? [];
assert.ok(bare !== undefined);
const base = measured(bare);
for (const [name, catalog] of tables) {
  const cost = measured(catalog);
  const more = Math.max(0, cost.microseconds - base.microseconds);
  process.stdout.write(
    `${cost.microseconds.toFixed(3).padStart(8)} µs an entry, ${((100 * more) / microsecondsAnEntry).toFixed(2).padStart(5)} % of its turn, ` +
      `${cost.sent.toLocaleString('en').padStart(7)} sent: ${name}\n`,
  );
}

async function playedOrders(): Promise<{ readonly entries: Entry[]; readonly microsecondsAnEntry: number }> {
  const before = spec.store.turns.length;
  let spent = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    const orders = Array.from({ length: ordersATurn }, (_, index) =>
      spec.message(place(`${turn}-${index}`, [['LAMP', 1]], { customer: 'C1' })),
    );
    const from = performance.now();
    await spec.decide(...orders);
    spent += performance.now() - from;
  }
  const made = spec.store.turns.slice(before).flatMap(({ sealed }) => sealed.map(entryOf));
  return { entries: made, microsecondsAnEntry: (spent * 1_000) / made.length };
}

function entryOf(text: string): Entry {
  const { recordedAt: _, occurredAt, ...entry } = JSON.parse(text) as SealedEntry; // Sealed just now.
  return { ...entry, occurredAt: Date.parse(occurredAt) };
}

function over(content: string | undefined): Catalog {
  const definition: DefinitionVersion | undefined =
    content === undefined
      ? undefined
      : { kind: 'policy', name: 'routing', version: 2, hash: '', owner: '', active: true, content };
  const { catalog } = spec.store;
  return {
    ...catalog,
    activeDefinition: (kind, name) => (name === 'routing' ? definition : catalog.activeDefinition(kind, name)),
  };
}

function shipped(): string {
  return readFileSync(new URL('../definitions/policies/routing/v1.json', import.meta.url), 'utf8');
}

/** Nothing about the type narrows it down: site and customer are looked at for every entry. */
function held(): string {
  return example
    .replaceAll('"\\"crossdock.release.requested.v1\\""', '""')
    .replaceAll('"\\"crossdock.shipment.shipped.v1\\""', '""');
}

/** Of three rounds the fastest: others use the machine too. */
function measured(catalog: Catalog): { readonly microseconds: number; readonly sent: number } {
  const once = (): number => routesOf(entries, state, catalog).length;
  for (let round = 0; round < rounds / 10; round += 1) once();
  const times = [1, 2, 3].map(() => {
    const from = performance.now();
    for (let round = 0; round < rounds; round += 1) once();
    return performance.now() - from;
  });
  return { microseconds: (Math.min(...times) * 1_000) / (rounds * entries.length), sent: once() };
}
