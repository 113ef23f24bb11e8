// How fast a file of orders (850) is read, read and checked, and read by node-x12, in turns on one core:
// `npm install --prefix /tmp/node-x12 node-x12@1.7.1 && taskset -c 0 node bench/edi.ts --node-x12 /tmp/node-x12/node_modules/node-x12`
// Processor time of this process is what counts, so that others on the machine disturb less.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MessageChecks } from '../src/edi/checks/check.ts';
import { dictionaryOf } from '../src/edi/dictionaries/load.ts';
import { EdiReader } from '../src/edi/reader.ts';
import { fileOf } from './edi-file.ts';
import { machine, machineSentence } from './machine.ts';
import { repeated } from './statistics.ts';

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '4000' },
    rounds: { type: 'string', default: '5' },
    'node-x12': { type: 'string' },
  },
});
const [orders, rounds] = [values.orders, values.rounds].map(Number);
assert(orders !== undefined && rounds !== undefined);

const text = fileOf(orders);
const bytes = Buffer.from(text);
const megabytes = bytes.length / 1e6;

interface Parser {
  parse(edi: string): { readonly functionalGroups?: readonly { readonly transactions: readonly unknown[] }[] };
}

const ways: Record<string, () => number> = { read: () => read(false), 'read and checked': () => read(true) };
const folder = values['node-x12'];
if (folder !== undefined) {
  const { X12Parser } = createRequire(import.meta.url)(join(resolve(folder), 'index.js')) as {
    X12Parser: new (strict: boolean) => Parser;
  };
  ways['node-x12, which does not check content'] = () => {
    const { functionalGroups = [] } = new X12Parser(true).parse(text);
    return functionalGroups.reduce((sum, { transactions }) => sum + transactions.length, 0);
  };
}

const rates = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
for (let round = 0; round < rounds; round++)
  for (const [name, way] of Object.entries(ways)) {
    const before = process.cpuUsage();
    assert.equal(way(), orders, `${name} finds every order`);
    const { user, system } = process.cpuUsage(before);
    rates.get(name)?.push(megabytes / ((user + system) / 1e6));
  }

console.log(machineSentence(machine()));
console.log(`${orders} orders, ${megabytes.toFixed(1)} MB, ${rounds} rounds in turns`);
const own = repeated(rates.get('read and checked') ?? []);
for (const [name, measured] of rates) {
  const { median, best, spread } = repeated(measured);
  const ratio = `read and checked is ${(own.median / median).toFixed(2)} times as fast`;
  console.log(
    `${name}: ${median.toFixed(1)} MB/s, best ${best.toFixed(1)}, spread ${(spread * 100).toFixed(0)} %; ${ratio}`,
  );
}

/** Orders without a fault. */
function read(isChecked: boolean): number {
  const reader = new EdiReader();
  const checks = new MessageChecks(dictionaryOf);
  let clean = 0;
  for (let at = 0; at < bytes.length; at += 65_536)
    for (const item of reader.push(bytes.subarray(at, at + 65_536))) {
      const checked = isChecked ? checks.checked(item) : item;
      if (checked.kind === 'message' && checked.message.faults.length === 0) clean += 1;
    }
  assert.deepEqual(
    reader.end().filter(({ kind }) => kind === 'refused'),
    [],
  );
  return clean;
}
