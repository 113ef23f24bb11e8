// What is written is read again without a fault, and what cannot be written is told at its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readText } from '../edi.testsuite.ts';
import type { Separators } from '../syntax/separators.ts';
import { componentsOf, repetitionsOf, textOf } from '../syntax/values.ts';
import { EdiWriteProblem, writeEdifact, writeX12 } from './interchange.ts';
import type { EnvelopeOut, Row } from './interchange.ts';

const x12: Separators = {
  standard: 'x12',
  segment: '~',
  element: '*',
  component: ':',
  repetition: '^',
  release: null,
  decimal: '.',
};
const edifact: Separators = {
  standard: 'edifact',
  segment: "'",
  element: '+',
  component: ':',
  repetition: '*',
  release: '?',
  decimal: '.',
};

const envelope: EnvelopeOut = {
  sender: { qualifier: '14', id: '4000001000005' },
  receiver: { qualifier: 'ZZ', id: 'YOU' },
  version: '00501',
  control: '12',
  prepared: { date: '20260302', time: '0810' },
  isTest: false,
  wantsAcknowledgement: true,
  separators: x12,
};

function group(rows: readonly Row[]): Parameters<typeof writeX12>[1] {
  return [
    {
      kind: 'PO',
      sender: 'ME',
      receiver: 'YOU',
      control: '3',
      version: '005010',
      messages: [{ type: '850', control: '0001', rows }],
    },
  ];
}

test('an interchange of X12 has its fixed places, and is read again without a fault', () => {
  const text = writeX12(
    { ...envelope, lineBreak: '\n' },
    group([
      ['BEG', '00', 'NE', 'PO-1', '', '20260302'],
      ['PO1', '1', '10', 'EA'],
    ]),
  );
  assert.equal(text.split('\n')[0]?.length, 106);
  const items = readText(text);
  const [first] = items.flatMap((item) => (item.kind === 'interchange' ? [item.interchange] : []));
  assert.deepEqual(
    [first?.control, first?.sender, first?.receiver, first?.prepared, first?.isTest, first?.wantsAcknowledgement],
    ['000000012', envelope.sender, envelope.receiver, '260302 0810', false, true],
  );
  assert.deepEqual(
    items.flatMap((item) => ('faults' in item ? item.faults : [])),
    [],
  );
  assert.match(text, /\nSE\*4\*0001~\nGE\*1\*3~\nIEA\*1\*000000012~\n$/);
});

test('whatever values an EDIFACT message has, they are read as they were', () => {
  const value = fc.string({
    unit: fc.constantFrom('A', 'ä', '1', '+', ':', "'", '?', '*', '.'),
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(
      value,
      fc.array(value, { minLength: 1, maxLength: 3 }),
      fc.array(value, { minLength: 1, maxLength: 3 }),
      (one, components, repeated) => {
        const rows: Row[] = [['FTX', one, components, { repeated }]];
        const text = writeEdifact({ ...envelope, version: 'UNOY:4', separators: edifact }, [
          { type: 'ORDERS:D:96A:UN', control: '1', rows },
        ]);
        const items = readText(Buffer.from(text, 'latin1'));
        const [message] = items.flatMap((item) => (item.kind === 'message' ? [item.message] : []));
        const [, first = '', second = '', third = ''] = message?.segments[1]?.elements ?? [];
        const read = (element: string): string => textOf(element, edifact);
        assert.equal(read(first), one);
        assert.deepEqual(componentsOf(second, edifact).map(read), components);
        assert.deepEqual(repetitionsOf(third, edifact).map(read), repeated);
        assert.deepEqual([message?.faults, items.flatMap((item) => ('faults' in item ? item.faults : []))], [[], []]);
      },
    ),
  );
});

const wrong: readonly (readonly [what: string, row: Row, separators: Separators, place: string])[] = [
  ['a separator in a value of X12', ['N1', 'ST', 'A*B'], x12, 'N102'],
  ['a separator of components', ['N1', ['a', 'b:c']], x12, 'N101'],
  ['a line break', ['N1', 'ST', 'A\nB'], x12, 'N102'],
  ['repetitions that were not agreed on', ['N1', { repeated: ['a', 'b'] }], { ...x12, repetition: null }, 'N101'],
];

for (const [what, row, separators, place] of wrong) {
  test(`${what} cannot be written, and its place is told`, () => {
    assert.throws(
      () => writeX12({ ...envelope, separators }, group([row])),
      (error) => error instanceof EdiWriteProblem && error.place === place && error.fix !== '',
    );
  });
}

test('an address that does not fit into ISA is told', () => {
  assert.throws(() => writeX12({ ...envelope, sender: { qualifier: '14', id: 'X'.repeat(16) } }, []), /ISA06/);
});
