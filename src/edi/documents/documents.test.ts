// Laws of all correspondences: what is read is written as it was, nothing is dropped in silence, and documents keep their contract.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createExplainer } from '#contracts/ajv.ts';
import { loadContracts } from '#contracts/load.ts';
import { contractId, contracts } from '#contracts/registry.ts';
import type { RegisteredName } from '#contracts/registry.ts';
import { chanceOf } from '../checks/made.testsuite.ts';
import type { EdiMessage } from '../envelope/model.ts';
import { componentsOf } from '../syntax/values.ts';
import { correspondenceOf, messagesOf, wordTables } from './load.ts';
import type { Correspondence, MessageOf } from './load.ts';
import { messageOfRows, randomMessage } from './made.testsuite.ts';

const rounds = 60;
const ajv = createExplainer(loadContracts());

function named(message: MessageOf): Correspondence {
  const found = correspondenceOf(message);
  assert(found !== null);
  return found;
}

/** Values as they stand, and how often; dates and numbers as each standard writes them. */
function valuesIn({ segments }: EdiMessage): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id, elements, separators } of segments.slice(1, -1)) {
    if (workedOut.has(id)) continue;
    // Further numbers of an item are all written by PIA 5.
    for (const element of elements.slice(id === 'PIA' ? 2 : 1))
      for (const part of componentsOf(element, separators))
        if (part !== '') counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  return counts;
}

/** Segments with counts and numbers of rows. */
const workedOut: ReadonlySet<string> = new Set(['UNS', 'CTT', 'CNT', 'HL', 'CPS']);

for (const message of messagesOf()) {
  const { standard, type, version } = message;
  test(`${standard} ${type} ${version}: what was read is written so that it is read again`, () => {
    const { document: contract, read, write } = named(message);
    const check = ajv.getSchema(contractId(contract as RegisteredName));
    for (let seed = 1; seed <= rounds; seed++) {
      const first = read(randomMessage(message, chanceOf(seed)));
      const written = write(first.document);
      const again = read(messageOfRows(message, written.rows));
      const told = `seed ${seed}`;
      assert.deepEqual(written.lost, [], told);
      // What was lost for its form cannot be said again.
      const faults = written.faults.filter(
        ({ place }) => !first.lost.some((one) => one.place.includes(place.slice(0, 5))),
      );
      assert.deepEqual(faults, [], told);
      assert.deepEqual(ordered(again.document), ordered(first.document), told);
      assert(check?.(withRequired(first.document, contract)) === true, `${told}: ${JSON.stringify(check?.errors)}`);
    }
  });

  test(`${standard} ${type} ${version}: every value is in the document or told as lost`, () => {
    const { read, write } = named(message);
    for (let seed = 1; seed <= rounds; seed++) {
      const before = randomMessage(message, chanceOf(seed));
      const { document, lost, lostMore } = read(before);
      assert.equal(lostMore, 0);
      const left = valuesIn(before);
      const spend = (value: string, count: number): void => {
        left.set(value, (left.get(value) ?? 0) - count);
      };
      for (const { place, value } of lost) if (!/(?:CTT|CNT|HL|CPS)\d\d[.\d]*$/.test(place)) spend(value, 1);
      for (const [value, count] of valuesIn(messageOfRows(message, write(document).rows))) spend(value, count);
      const dropped = [...left].filter(([, count]) => count > 0);
      assert.deepEqual(dropped, [], `seed ${seed}`);
    }
  });
}

/** Numbers of items are written where they belong: a GTIN goes before others. */
function ordered(document: object): unknown {
  return JSON.parse(JSON.stringify(document), (name, value: unknown) =>
    name === 'identifiers' ? (value as object[]).map((one) => JSON.stringify(one)).sort() : value,
  );
}

/** What a contract wants and a message at random may leave out. */
function withRequired(document: Readonly<Record<string, unknown>>, contract: string): object {
  const { required = [] } = loadContracts().find(({ name }) => name === contract)?.schema ?? {};
  return { ...Object.fromEntries(required.map((name) => [name, 'X'])), ...document };
}

test('what is invoiced is not written as ordered, and what is told as ordered stays beside it', () => {
  const invoice = { standard: 'edifact', type: 'INVOIC', version: 'D.01B' } as const;
  const { read, write } = named(invoice);
  const quantitiesOf = (...kinds: readonly string[]): unknown => {
    const rows = kinds.map((kind) => ['QTY', [kind, '40']] as const);
    const { document } = read(messageOfRows(invoice, [['LIN', '1'], ...rows]));
    const written = write(document).rows.filter(([id]) => id === 'QTY');
    assert.deepEqual(written, rows);
    return document['lines'];
  };
  assert.deepEqual(quantitiesOf('47'), [{ line: '1', quantity: { value: '40' } }]);
  assert.deepEqual(quantitiesOf('47', '21'), [
    { line: '1', quantity: { value: '40' }, quantities: [{ kind: 'ordered', value: '40' }] },
  ]);
});

test('every word of a table is one of its contract', () => {
  const schema = loadContracts().find(({ name }) => name === 'document-value')?.schema;
  for (const table of wordTables().keys()) {
    const name = table
      .replace(/^line_item_scheme$/, 'item_scheme')
      .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const words = new Set(schema?.$defs?.[name]?.anyOf?.flatMap((one) => (one['enum'] as string[] | undefined) ?? []));
    const { x12, edifact } = wordTables().get(table) ?? assert.fail();
    const unknown = [...x12.codeOf.keys(), ...edifact.codeOf.keys()].filter((word) => !words.has(word));
    assert.deepEqual(unknown, [], table);
  }
});

test('correspondences name contracts of documents', () => {
  for (const message of messagesOf())
    assert.equal(contracts[named(message).document as RegisteredName].kind, 'content');
});

test('what a mandatory segment had to say and could not is named', () => {
  const { write } = named({ standard: 'x12', type: '940', version: '004010' });
  const [fault] = write({ externalId: 'x'.repeat(40) }).faults;
  assert.deepEqual(
    [fault?.place, fault?.detail],
    [
      'W05',
      'Shipping Order Identification is mandatory, and externalId does not fit into it: it is too long, or no such value.',
    ],
  );
});
