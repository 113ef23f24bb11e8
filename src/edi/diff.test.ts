// What differs between two files, and what only looks so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences } from './diff.ts';
import type { MessageDifference } from './diff.ts';
import { readText } from './edi.testsuite.ts';
import type { EdiMessage } from './envelope/model.ts';

const isa = (component = ':', end = '~', element = '*'): string =>
  `ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *210301*1200*U*00401*000000007*0*T*${component}${end}`.replaceAll(
    '*',
    element,
  );

function messages(...sets: readonly (readonly string[])[]): EdiMessage[] {
  return readText(`${isa()}${sets.map((rows) => `${rows.join('~')}~`).join('')}IEA*0*000000007~`).flatMap((item) =>
    item.kind === 'message' ? [item.message] : [],
  );
}

const order = ['ST*850*0001', 'BEG*00*NE*PO-1**20260101', 'PO1*1*10*EA', 'PID*F****LAMP', 'PO1*2*5*EA', 'SE*6*0001'];

function told(found: readonly MessageDifference[]): unknown[] {
  return found.map((one) =>
    one.kind === 'both'
      ? one.segments.map((segment) =>
          segment.kind === 'changed'
            ? `${segment.before.id} ${segment.elements.map(({ element, before, after }) => `${element}: ${before} → ${after}`).join(', ')}`
            : `${segment.kind} ${segment.segment.elements.join('*')}`,
        )
      : `${one.kind} ${one.message.type}`,
  );
}

test('elements that changed, and segments that only one has, are told', () => {
  const after = ['ST*850*0009', 'BEG*00*NE*PO-1**20260102', 'PO1*1*12*EA', 'PO1*2*5*EA', 'N1*ST*HOME', 'SE*6*0009'];
  assert.deepEqual(told(differences(messages(order), messages(after))), [
    ['BEG 5: 20260101 → 20260102', 'PO1 2: 10 → 12', 'removed PID*F****LAMP', 'added N1*ST*HOME'],
  ]);
});

test('headers and trailers count when they are wanted', () => {
  const after = order.map((row) => row.replace('0001', '0002'));
  assert.deepEqual(told(differences(messages(order), messages(after))), [[]]);
  assert.deepEqual(told(differences(messages(order), messages(after), { withControls: true })), [
    ['ST 2: 0001 → 0002', 'SE 2: 0001 → 0002'],
  ]);
});

test('other separators, blanks and line breaks are no difference', () => {
  const one = readText(`${isa()}ST*850*1~SLN*1:2* A~SE*3*1~`);
  const other = readText(`${isa('>', '\n', '|')}ST|850|1\nSLN|1>2|A|\nSE|3|1\n`);
  const of = (items: typeof one): EdiMessage[] =>
    items.flatMap((item) => (item.kind === 'message' ? [item.message] : []));
  assert.deepEqual(told(differences(of(one), of(other))), [[]]);
});

test('messages that only one file has are told, and the others paired by their order', () => {
  const invoice = ['ST*810*0002', 'BIG*20260101*1', 'SE*3*0002'];
  assert.deepEqual(told(differences(messages(order, invoice), messages(invoice, order))), [
    'removed 850',
    [],
    'added 850',
  ]);
});
