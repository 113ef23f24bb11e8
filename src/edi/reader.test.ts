// Files as partners send them: what is read of them, and what is wrong where.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '#kernel/limits.ts';
import { lines, readText, told } from './edi.testsuite.ts';
import { componentsOf, rawOf, repetitionsOf, textOf } from './syntax/values.ts';
import { printSegments, serviceString } from './syntax/print.ts';
import type { Separators } from './syntax/separators.ts';

const isa =
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *210301*1200*U*00401*000000007*0*T*:~';
const gs = 'GS*PO*SENDER*RECEIVER*20260101*1200*1*X*004010~';
const order = 'ST*850*0001~BEG*00*NE*PO-1**20260101~PO1*1*10*EA*25.00*BP*SKU-A~CTT*1~SE*5*0001~';
const whole = `${isa}${gs}${order}GE*1*1~IEA*1*000000007~`;

const unb = "UNB+UNOC:3+4000001000005:14+4000004000002:14+260101:1200+REF1'";
const orders = "UNH+1+ORDERS:D:96A:UN:EAN008'BGM+220+PO?+1+9'LIN+1++4012345000009:EN'UNT+4+1'";

test('an order of X12 is read with its envelopes', () => {
  assert.deepEqual(told(whole), [
    'interchange 000000007',
    'group PO 1',
    'message 850 004010 0001: 5 segments',
    'group end: 1',
    'interchange end: 1 group, 1 message, 9 segments',
  ]);
});

test('an order of EDIFACT is read with its envelopes', () => {
  assert.deepEqual(told(`${unb}${orders}UNZ+1+REF1'`), [
    'interchange REF1',
    'message ORDERS D.96A 1: 4 segments',
    'interchange end: 0 groups, 1 message, 6 segments',
  ]);
});

const broken: readonly (readonly [what: string, text: string, faults: readonly string[]])[] = [
  ['TA1 alone', `${isa}TA1*000000003*210301*1200*A*000~IEA*0*000000007~`, []],
  [
    'a cut file',
    `${isa}${gs}ST*850*0001~BEG*00*NE*PO-1**20260101~`,
    ['message_end_missing', 'group_end_missing', 'interchange_end_missing'],
  ],
  [
    'a file cut within a segment',
    `${isa}${gs}ST*850*0001~BEG*00`,
    ['terminator_missing', 'message_end_missing', 'group_end_missing', 'interchange_end_missing'],
  ],
  [
    'counts and numbers that differ',
    whole.replace('SE*5*0001', 'SE*4*0002').replace('GE*1*1', 'GE*2*2').replace('IEA*1*000000007', 'IEA*3*000000008'),
    [
      'message_count_wrong',
      'message_control_mismatch',
      'group_count_wrong',
      'group_control_mismatch',
      'interchange_count_wrong',
      'interchange_control_mismatch',
    ],
  ],
  [
    'a set without its end',
    `${isa}${gs}ST*850*0001~BEG*00~${order.replaceAll('0001', '0002')}GE*2*1~IEA*1*000000007~`,
    ['message_end_missing'],
  ],
  ['an interchange in another', `${isa}${gs}${order}${whole}`, ['group_end_missing', 'interchange_end_missing']],
  ['two sets of one number', `${isa}${gs}${order}${order}GE*2*1~IEA*1*000000007~`, ['message_control_repeated']],
  ['a set in the wrong group', whole.replace('GS*PO', 'GS*IN'), ['group_kind_wrong']],
  ['a segment outside of sets', whole.replace('GE*1', 'REF*AB*1~GE*1'), ['segment_outside_message']],
  ['an end without a beginning', whole.replace('GE*1*1~', 'SE*5*0001~GE*1*1~'), ['trailer_without_header']],
  ['a set without its group', `${isa}${order}IEA*0*000000007~`, ['envelope_stripped']],
  ['a set alone', order, ['envelope_stripped']],
  ['lines that are wrapped', whole.replace('BP*SKU', 'BP*S\nKU'), ['line_break_in_segment']],
  [
    'letters between interchanges',
    `${whole}\nhello\n${whole.replaceAll('000000007', '000000008')}`,
    ['between_interchanges'],
  ],
  ['letters at the end', `${whole}\nhello`, []],
  ['a head without a sender', whole.replace('*SENDER         *', '*               *'), ['header_incomplete']],
  ['a name of a segment in small letters', whole.replace('~CTT', '~ctt'), ['segment_id_wrong']],
  ['UNZ that counts wrong', `${unb}${orders}UNZ+2+REF1'`, ['interchange_count_wrong']],
  ['groups of EDIFACT', `${unb}UNG+ORDERS+A+B+260101:1200+7+UN+D:96A'${orders}UNE+1+7'UNZ+1+REF1'`, []],
  [
    'a group of EDIFACT that is another',
    `${unb}UNG+ORDERS+A+B+260101:1200+7+UN+D:96A'${orders}UNE+1+8'UNZ+1+REF1'`,
    ['group_control_mismatch'],
  ],
  ['a message of EDIFACT alone', orders, ['envelope_stripped']],
  ['both standards in one file', `${whole}${unb}${orders}UNZ+1+REF1'`, []],
];

for (const [what, text, faults] of broken) {
  test(`what is wrong with ${what} is named`, () => {
    assert.deepEqual(
      readText(text)
        .flatMap((item) => ('faults' in item ? item.faults : item.kind === 'message' ? item.message.faults : []))
        .map(({ code }) => code),
      faults,
    );
  });
}

test('places are those of the file: line, byte and segment', () => {
  const text = `${isa}\n${gs}\nST*850*0001~\nBEG*00*NE*PO-1**20260101~\nSE*9*0001~\nGE*1*1~\nIEA*1*000000007~\n`;
  const [fault] = readText(text).flatMap((item) => (item.kind === 'message' ? item.message.faults : []));
  assert.deepEqual(
    [fault?.code, fault?.segment, fault?.number, fault?.line, fault?.offset, fault?.element],
    ['message_count_wrong', 'SE', 5, 5, text.indexOf('SE*9'), 1],
  );
});

test('how bytes come in pieces makes no difference, whatever they are', () => {
  const part = fc.constantFrom(
    isa,
    gs,
    order,
    'GE*1*1~',
    'IEA*1*000000007~',
    unb,
    orders,
    "UNZ+1+REF1'",
    "UNA:+.? '",
    '\r\n',
    'x',
    "?'",
    '~',
    'ISA',
    'TA1*1~',
    'ä',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), fc.integer({ min: 1, max: 40 }), (parts, size) => {
      const text = parts.join('');
      assert.deepEqual(readText(text, size), readText(text));
    }),
  );
});

test('whatever stands in a file, it is read or refused, and every segment is counted once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...`${whole}${unb}${orders}`.split(/(?<=[~'])/), 'ST*', '~', "'", '?'), {
        maxLength: 30,
      }),
      (parts) => {
        const items = readText(isa + parts.join(''));
        const opened = items.filter(({ kind }) => kind === 'interchange').length;
        assert.equal(items.filter(({ kind }) => kind === 'interchange_end').length, opened);
      },
    ),
  );
});

const separators: Separators = {
  standard: 'edifact',
  segment: "'",
  element: '+',
  component: ':',
  repetition: '*',
  release: '?',
  decimal: '.',
};

test('what is printed is read again as it was', () => {
  const value = fc.string({ unit: fc.constantFrom('A', '1', '+', ':', "'", '?', '*', ' ', '.') });
  fc.assert(
    fc.property(fc.array(fc.array(value, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const elements = rows.map((components) => components.map((text) => rawOf(text, separators)).join(':'));
      const text = `${serviceString({ ...separators, segment: "'" })}${unb.replace(':3', ':4')}UNH+1+ORDERS:D:96A:UN'FTX+${elements.join('+')}'UNT+3+1'UNZ+1+REF1'`;
      const [message] = readText(text).flatMap((item) => (item.kind === 'message' ? [item.message] : []));
      const read = message?.segments[1];
      assert(read !== undefined);
      assert.deepEqual(read.elements.slice(1), elements);
      assert.deepEqual(
        read.elements.slice(1).map((one) => componentsOf(one, separators).map((part) => textOf(part, separators))),
        rows,
      );
      const kept = printSegments(message?.segments ?? []);
      assert.ok(text.includes(kept) || elements.at(-1) === '', kept);
    }),
  );
});

test('X12 prints as it stood', () => {
  assert.equal(printSegments(lines(whole)), whole);
});

test('repetitions and letters beyond ASCII are read by the repertoire', () => {
  assert.deepEqual(repetitionsOf('A*B', separators), ['A', 'B']);
  assert.deepEqual(repetitionsOf('A*B', { ...separators, repetition: null }), ['A*B']);
  assert.equal(textOf(Buffer.from('Köln').toString('latin1'), separators), 'Köln', 'UTF-8 where it is that');
  assert.equal(textOf('K\u00f6ln', separators), 'Köln', 'Latin-1 otherwise');
  assert.equal(textOf('\u00b1', separators, 'UNOD'), 'ą');
});

test('a segment that never ends is refused, and a message that never ends is cut', () => {
  const endless = readText(`${isa}${gs}ST*850*0001~BEG*${'x'.repeat(limits.ediSegmentBytesMax)}`, 65_536);
  assert.deepEqual(
    endless.flatMap((item) => (item.kind === 'refused' ? [item.fault.code] : [])),
    ['segment_too_long'],
  );
  const long = `${isa}${gs}ST*850*0001~${'N~N1*A~'.repeat(limits.ediDocumentSegmentsMax / 2)}SE*1*0001~GE*1*1~IEA*1*000000007~`;
  const [message] = readText(long, 65_536).flatMap((item) => (item.kind === 'message' ? [item.message] : []));
  assert.equal(message?.segments.length, limits.ediDocumentSegmentsMax);
  assert.equal(
    message?.faults.some(({ code }) => code === 'message_too_large'),
    true,
  );
  assert.deepEqual(
    message?.faults.slice(limits.ediFaultsMax).map(({ code }) => code),
    ['message_too_large', 'message_count_wrong'],
  );
  assert.ok((message?.faultsMore ?? 0) > 0);
});
