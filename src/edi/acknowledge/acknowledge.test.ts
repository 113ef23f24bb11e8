// What we answer, and what we understand of answers: written, read again, and told.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../edi.testsuite.ts';
import type { Mode } from '../faults.ts';
import type { Separators } from '../syntax/separators.ts';
import { writeEdifact, writeX12 } from '../write/interchange.ts';
import type { EnvelopeOut } from '../write/interchange.ts';
import { contrl } from './contrl.ts';
import { readAcknowledgement, readTa1 } from './read.ts';
import { Verdicts } from './verdicts.ts';
import type { InterchangeVerdict } from './verdicts.ts';
import { functionalAcknowledgement, ta1 } from './x12.ts';

const isa =
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *210301*1200*U*00401*000000007*0*T*:~';
const order = (control: string, count = '3'): string =>
  `ST*850*${control}~BEG*00*NE*PO-1**20260101~SE*${count}*${control}~`;
const group = (control: string, ...sets: readonly string[]): string =>
  `GS*PO*SENDER*RECEIVER*20260101*1200*${control}*X*004010~${sets.join('')}GE*${sets.length}*${control}~`;
const x12Separators: Separators = {
  standard: 'x12',
  segment: '~',
  element: '*',
  component: ':',
  repetition: null,
  release: null,
  decimal: '.',
};
const back: EnvelopeOut = {
  sender: { qualifier: 'ZZ', id: 'RECEIVER' },
  receiver: { qualifier: 'ZZ', id: 'SENDER' },
  version: '00401',
  control: '41',
  prepared: { date: '20260302', time: '0810' },
  isTest: true,
  wantsAcknowledgement: false,
  separators: x12Separators,
};

function given<Value>(value: Value | null): Value {
  assert(value !== null);
  return value;
}

function verdictOf(text: string, mode: Mode = 'strict', keep: 'all' | 'faulty' = 'all'): InterchangeVerdict {
  const verdicts = new Verdicts({ mode, keep });
  const [first] = readText(text).flatMap((item) => verdicts.take(item) ?? []);
  assert(first !== undefined);
  return first;
}

/** The answers to an interchange, as the other side reads them. */
function answered(text: string, mode?: Mode, type: '997' | '999' = '997'): ReturnType<typeof readAll> {
  const verdict = verdictOf(text, mode);
  const messages = verdict.groups.map((one, n) =>
    given(functionalAcknowledgement(one, { type, control: `000${n + 1}` })),
  );
  const written = writeX12(
    back,
    [{ kind: 'FA', sender: 'RECEIVER', receiver: 'SENDER', control: '41', version: '004010', messages }],
    [given(ta1(verdict))],
  );
  return readAll(written);
}

function readAll(text: string): { faults: string[]; said: unknown[] } {
  const items = readText(text);
  return {
    faults: items
      .flatMap((item) => ('faults' in item ? item.faults : item.kind === 'message' ? item.message.faults : []))
      .map(({ code }) => code),
    said: items.flatMap((item) => {
      const read =
        item.kind === 'acknowledgement'
          ? readTa1(item.segment)
          : item.kind === 'message'
            ? readAcknowledgement(item.message)
            : null;
      if (read === null) return [];
      const { of, control, said, notes, messages } = read;
      return [
        [
          of,
          control,
          said,
          notes.map(({ code }) => code),
          ...messages.map((one) => [one.control, one.said, ...one.notes.map(({ code }) => code)]),
        ],
      ];
    }),
  };
}

test('what is without fault is accepted', () => {
  const text = `${isa}${group('1', order('0001'), order('0002'))}${group('2', order('0003'))}IEA*2*000000007~`;
  assert.deepEqual(answered(text), {
    faults: [],
    said: [
      ['interchange', '000000007', 'accepted', []],
      ['group', '1', 'accepted', [], ['0001', 'accepted'], ['0002', 'accepted']],
      ['group', '2', 'accepted', [], ['0003', 'accepted']],
    ],
  });
});

test('of sets that are refused and others the group is accepted in part, and in lenient mode faults are noted', () => {
  const text = `${isa}${group('1', order('0001', '9'), order('0002'))}IEA*1*000000007~`;
  assert.deepEqual(answered(text).said, [
    ['interchange', '000000007', 'accepted', []],
    ['group', '1', 'partly', [], ['0001', 'refused', '4'], ['0002', 'accepted']],
  ]);
  assert.deepEqual(answered(text, 'lenient').said, [
    ['interchange', '000000007', 'accepted', []],
    ['group', '1', 'noted', [], ['0001', 'noted', '4'], ['0002', 'accepted']],
  ]);
});

test('a group that is refused takes its sets with it, and an interchange says why', () => {
  const text = `${isa}${group('1', order('0001')).replace('GE*1*1', 'GE*2*3')}IEA*1*000000008~`;
  assert.deepEqual(answered(text).said, [
    ['interchange', '000000007', 'refused', ['001']],
    ['group', '1', 'refused', ['5', '4'], ['0001', 'accepted']],
  ]);
  const [first] = verdictOf(text).groups;
  assert.deepEqual([first?.declared, first?.received, first?.accepted], [2, 1, 0]);
});

test('a segment that is wrong is told at its place, whatever stands there', () => {
  const text = `${isa}${group('1', 'ST*850*0001~BEG*00*NE*1**20260101~{"a"*1~SE*4*0001~')}IEA*1*000000007~`;
  for (const type of ['997', '999'] as const)
    assert.deepEqual(answered(text, 'strict', type).said.at(-1), [
      'group',
      '1',
      'refused',
      [],
      ['0001', 'refused', '1', '5'],
    ]);
  const verdict = verdictOf(text);
  const [first] = verdict.groups;
  assert(first !== undefined);
  const { rows } = given(functionalAcknowledgement(first, { type: '997', control: '1' }));
  assert.deepEqual(rows[2], ['AK3', 'ZZZ', '3', '', '1'], 'no segment has a name of one letter');
});

test('messages without a fault may be left out of the answer, and are counted', () => {
  const text = `${isa}${group('1', order('0001'), order('0002', '9'))}IEA*1*000000007~`;
  const [first] = verdictOf(text, 'strict', 'faulty').groups;
  assert(first !== undefined);
  assert.deepEqual(given(functionalAcknowledgement(first, { type: '997', control: '1' })).rows, [
    ['AK1', 'PO', '1'],
    ['AK2', '850', '0002'],
    ['AK5', 'R', '4'],
    ['AK9', 'P', '2', '2', '1'],
  ]);
});

const unb = "UNB+UNOC:3+4000001000005:14+4000004000002:14+260101:1200+REF1'";
const message = (control: string, count = '3'): string =>
  `UNH+${control}+ORDERS:D:96A:UN:EAN008'BGM+220+PO1+9'UNT+${count}+${control}'`;
const edifactSeparators: Separators = {
  standard: 'edifact',
  segment: "'",
  element: '+',
  component: ':',
  repetition: null,
  release: '?',
  decimal: '.',
};

function contrlOf(text: string, mode?: Mode): ReturnType<typeof readAll> {
  const envelope: EnvelopeOut = {
    ...back,
    sender: { qualifier: '14', id: '4000004000002' },
    receiver: { qualifier: '14', id: '4000001000005' },
    version: 'UNOC:3',
    separators: edifactSeparators,
  };
  return readAll(writeEdifact(envelope, [given(contrl(verdictOf(text, mode), { control: '1' }))]));
}

test('EDIFACT is answered by CONTRL: accepted, refused in part, refused', () => {
  assert.deepEqual(contrlOf(`${unb}${message('1')}UNZ+1+REF1'`), {
    faults: [],
    said: [['interchange', 'REF1', 'accepted', [], ['1', 'accepted']]],
  });
  assert.deepEqual(contrlOf(`${unb}${message('1')}${message('2', '7')}UNZ+2+REF1'`).said, [
    ['interchange', 'REF1', 'partly', [], ['1', 'accepted'], ['2', 'refused', '29']],
  ]);
  assert.deepEqual(contrlOf(`${unb}${message('1')}UNZ+1+REF2'`).said, [
    ['interchange', 'REF1', 'refused', ['28'], ['1', 'accepted']],
  ]);
  assert.deepEqual(contrlOf(`${unb}${message('1')}UNZ+1+REF2'`, 'lenient').said, [
    ['interchange', 'REF1', 'accepted', [], ['1', 'accepted']],
  ]);
});

test('what partners say is understood with the place, the value and the reason in words', () => {
  const text = `${isa}${'GS*FA*A*B*20260101*1200*9*X*004010~ST*997*0001~AK1*PO*17~AK2*850*0005~AK3*PO1*4**8~AK4*2:1*330*6*1O~AK4*4**1~AK5*R*5~AK9*R*1*1*0*5~SE*9*0001~GE*1*9~'}IEA*1*000000007~`;
  const [read] = readText(text).flatMap((item) =>
    item.kind === 'message' ? (readAcknowledgement(item.message) ?? []) : [],
  );
  assert.deepEqual(read?.messages[0]?.notes, [
    { code: '8', text: 'its elements have errors', segment: { id: 'PO1', position: 4 }, element: null, value: null },
    { code: '6', text: 'a character is invalid', segment: { id: 'PO1', position: 4 }, element: '2:1', value: '1O' },
    {
      code: '1',
      text: 'a mandatory element is missing',
      segment: { id: 'PO1', position: 4 },
      element: '4',
      value: null,
    },
    { code: '5', text: 'segments have errors', segment: null, element: null, value: null },
  ]);
  assert.deepEqual(
    [read?.kind, read?.control, read?.said, read?.notes.map((one) => one.text)],
    ['PO', '17', 'refused', ['the number of sets is wrong']],
  );
});

test('what is no acknowledgement is none', () => {
  const found = readText(`${isa}${group('1', order('0001'))}IEA*1*000000007~`).flatMap((item) =>
    item.kind === 'message' ? [readAcknowledgement(item.message)] : [],
  );
  assert.deepEqual(found, [null]);
});
