// Heads as partners send them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findStart } from './separators.ts';
import type { Separators } from './separators.ts';

const isa = (end: string, version = '00401', eleventh = 'U', pad = 15): string =>
  `ISA*00*          *00*          *ZZ*${'SENDER'.padEnd(pad)}*ZZ*${'RECEIVER'.padEnd(pad)}*210301*1200*${eleventh}*${version}*000000001*0*T*${end}`;

const found: readonly (readonly [what: string, text: string, parts: Partial<Separators>, faults: readonly string[]])[] =
  [
    ['a usual ISA', isa(':~GS*PO'), { element: '*', component: ':', segment: '~', repetition: null }, []],
    ['terminators that are line breaks', isa('>\nGS*PO*A\n'), { component: '>', segment: '\n' }, []],
    ['line breaks of Windows', isa('>\r\nGS*PO*A\r\n'), { component: '>', segment: '\n' }, []],
    ['a terminator and a line break', isa(':~\r\nGS*PO*A~\r\n'), { component: ':', segment: '~' }, []],
    ['repetitions since 00402', isa(':~GS', '00501', '^'), { repetition: '^' }, []],
    ['no repetitions before', isa(':~GS', '00401', '^'), { repetition: null }, []],
    ['a control character', isa(':\u001cGS*PO'), { segment: '\u001c' }, []],
    ['an ISA that is not filled up', isa(':~GS', '00401', 'U', 9), { component: ':', segment: '~' }, ['isa_length']],
    ['no ISA16', isa('~GS*PO'), { segment: '~', component: ':' }, ['isa_component_missing', 'isa_length']],
    ['no ISA16 and line breaks', isa('~\nGS*PO*A~\n'), { segment: '~' }, ['isa_component_missing', 'isa_length']],
    ['a group alone', 'GS*PO*A*B*20260101*1200*1*X*004010~ST*850*1~', { segment: '~' }, ['envelope_stripped']],
    [
      'a group alone, line by line',
      'GS|PO|A|B|20260101|1200|1|X|004010\nST|850|1\n',
      { element: '|', segment: '\n' },
      ['envelope_stripped'],
    ],
    ['a set alone', 'ST*850*0001~BEG*00*NE*1**20260101~', { element: '*', segment: '~' }, ['envelope_stripped']],
    ['UNA', "UNA:+.? 'UNB+UNOA:3", { component: ':', element: '+', release: '?', segment: "'", repetition: null }, []],
    [
      'UNA with other characters',
      'UNA*|,! ~UNB|UNOA*3',
      { component: '*', element: '|', release: '!', segment: '~', decimal: ',' },
      [],
    ],
    ['no UNA', "UNB+UNOC:3+A+B'", { release: '?', repetition: null }, []],
    ['no UNA, version 4', "UNB+UNOC:4+A+B'", { repetition: '*' }, []],
    ['no UNA, lines', 'UNB+UNOA:1+A+B\nUNH+1\n', { segment: '\n' }, ['separators_guessed']],
    ['a message alone', "UNH+1+ORDERS:D:96A:UN'", {}, ['envelope_stripped']],
  ];

for (const [what, text, parts, faults] of found) {
  test(`separators are found of ${what}`, () => {
    const start = findStart(text, true);
    assert(start.kind === 'found', JSON.stringify(start));
    const said = Object.fromEntries(Object.keys(parts).map((key) => [key, start.separators[key as keyof Separators]]));
    assert.deepEqual(said, parts);
    assert.deepEqual(
      start.faults.map(({ code }) => code),
      faults,
    );
  });
}

const refused: readonly (readonly [text: string, code: string, seems: RegExp])[] = [
  ['<?xml version="1.0"?>', 'not_edi', /XML/],
  ['{"order": 1}', 'not_edi', /JSON/],
  ['%PDF-1.7', 'not_edi', /PDF/],
  ['PK\u0003\u0004', 'not_edi', /archive/],
  ['\u0000\u0001', 'not_edi', /binary/],
  ['Dear Sir', 'not_edi', /Dear Sir/],
  ['ISA', 'not_edi', /separator/],
  ['ISA*00*1', 'not_edi', /2 instead of 16/],
  ['STX=ANA:1+5000000000000', 'tradacoms', /TRADACOMS/],
  ["UIB+UNOA:4+1'", 'edifact_interactive', /UIB/],
];

for (const [text, code, seems] of refused) {
  test(`what begins with ${JSON.stringify(text.slice(0, 12))} is refused as ${code}`, () => {
    const start = findStart(text, true);
    assert(start.kind === 'refused');
    assert.equal(start.code, code);
    assert.match(start.seems, seems);
  });
}

test('a head is waited for until there is enough of it', () => {
  assert.equal(findStart('ISA*00*', false).kind, 'more');
});
