// How many purchase orders (850) a second become orders: read, checked, made a document, mapped by the shipped example in the process
// of mappings, and held against the contract of orders. Beside it, how far the first steps alone come. `node bench/edi-orders.ts`
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { ediFormat } from '../src/connections/formats/edi.ts';
import type { FormatRecord } from '../src/connections/formats/format.ts';
import { SandboxPool } from '../src/connections/mapping/batches.ts';
import { loadMapping } from '../src/connections/mapping/mapping-files.ts';
import { documentsOf, programOf } from '../src/connections/mapping/mapper.ts';
import type { Identifiers, Mapped } from '../src/connections/mapping/mapping.ts';
import { loadContracts } from '../src/contracts/load.ts';
import { createValidator } from '../src/contracts/validate.ts';
import { limits } from '../src/kernel/limits.ts';
import { fileOf } from './edi-file.ts';
import { machine, machineSentence } from './machine.ts';
import { repeated } from './statistics.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '4000' },
    rounds: { type: 'string', default: '5' },
    processes: { type: 'string', default: '2' },
  },
});
const [count, rounds, mapProcesses] = [values.orders, values.rounds, values.processes].map(Number);
assert(count !== undefined && rounds !== undefined && mapProcesses !== undefined);

const { mapping } = loadMapping(new URL('../examples/edi-story/mappings/story-850', import.meta.url).pathname);
assert(mapping !== null);
const program = programOf(mapping);
const bytes = Buffer.from(fileOf(count).replaceAll('*VN*', '*VP*').replaceAll('*OH*44139', '*OH*44139*US'));
const format = ediFormat({ ...limits, formatBytesMax: bytes.length });
const identifiers: Identifiers = {
  epoch: () => Promise.resolve(1),
  resolve: (_system, kind, ids) => Promise.resolve(ids.map((id) => `${kind}-${id}`)),
  name: (_system, kind, codes) => Promise.resolve(codes.map((code) => `${kind}-${code}`)),
};
const validator = createValidator(loadContracts());
const pool = new SandboxPool({ mapProcesses });
/** As the inbound runner gives them. */
const atOnce = 500;

function records(documents: boolean): AsyncIterable<FormatRecord> {
  return format.read([bytes], { name: 'edi', mode: 'lenient', documents });
}

async function read(documents: boolean): Promise<number> {
  let found = 0;
  for await (const { problem } of records(documents)) {
    assert.equal(problem, undefined);
    found += 1;
  }
  return found;
}

async function mapped(): Promise<number> {
  let found = 0;
  let ahead: Promise<readonly Mapped[]>[] = [];
  let batch: FormatRecord[] = [];
  const take = async (answers: readonly Mapped[]): Promise<void> => {
    for (const answer of answers) {
      assert(answer.ok, JSON.stringify(answer));
      const checked = validator.validate('order', (answer.value as { readonly order: unknown }).order);
      assert(checked.ok, JSON.stringify(checked));
      found += 1;
    }
  };
  const send = (): void => {
    const inputs = batch.map(({ document }) => ({ document, about: {} }));
    ahead.push(
      pool.map(program, documentsOf(inputs), { identifiers, system: 'corner-stores' }) as Promise<readonly Mapped[]>,
    );
    batch = [];
  };
  for await (const record of records(true)) {
    if (batch.push(record) === atOnce) send();
    const [first] = ahead;
    if (ahead.length > 2 && first !== undefined) {
      ahead = ahead.slice(1);
      await take(await first);
    }
  }
  send();
  for (const one of ahead) await take(await one);
  return found;
}

const ways: Readonly<Record<string, () => Promise<number>>> = {
  'read and checked, rows and loops': () => read(false),
  'read, checked, made documents': () => read(true),
  'mapped to orders that keep their contract': mapped,
};
const rates = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
for (let round = 0; round <= rounds; round++)
  for (const [name, way] of Object.entries(ways)) {
    const begun = performance.now();
    assert.equal(await way(), count, name);
    if (round > 0) rates.get(name)?.push(count / ((performance.now() - begun) / 1_000)); // The first round warms up.
  }

console.log(machineSentence(machine()));
console.log(
  `${count} orders of 6 lines, ${(bytes.length / 1e6).toFixed(1)} MB, ${rounds} rounds in turns, ${mapProcesses} processes of mappings`,
);
for (const [name, measured] of rates) {
  const { median, best, spread } = repeated(measured);
  console.log(`${name}: ${median.toFixed(0)}/s, best ${best.toFixed(0)}, spread ${(spread * 100).toFixed(0)} %`);
}
await pool[Symbol.asyncDispose]();
