import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IdentifierKind } from '../mapping/mapping.ts';
import type { Reason, Suggestion } from './model.ts';
import { gtinOf, likeness, searchesOf, spellingOf } from './spelling.ts';
import { isClear, suggest } from './suggest.ts';
import type { Candidate } from './suggest.ts';
import { isSameUnit } from './units.ts';

function candidate(code: string, more: Partial<Candidate> = {}): Candidate {
  return { code, name: null, numbers: [], otherSystems: [], takenBy: null, ...more };
}

function suggested(
  id: string,
  candidates: readonly Candidate[],
  more: { kind?: IdentifierKind; name?: string; numbers?: readonly string[] } = {},
): Suggestion[] {
  return suggest({ kind: more.kind ?? 'item', id, name: more.name ?? null, numbers: more.numbers ?? [] }, candidates);
}

const table: readonly (readonly [
  what: string,
  found: readonly Suggestion[],
  from: number,
  to: number,
  reasons: readonly Reason[],
])[] = [
  ['the same code', suggested('LAMP', [candidate('LAMP')]), 0.8, 0.8, ['same_code']],
  ['leading zeros', suggested('0000104711', [candidate('104711')]), 0.7, 0.7, ['spelling']],
  ['hyphens and case', suggested('lmp 01/a', [candidate('LMP-01A')]), 0.7, 0.7, ['spelling']],
  [
    'a GTIN in another length',
    suggested('4711', [candidate('LAMP', { numbers: ['00036000291452'] })], { numbers: ['036000291452'] }),
    0.95,
    0.95,
    ['number'],
  ],
  [
    'an id of a partner',
    suggested('DE1', [candidate('P1', { numbers: ['DE1'] })], { kind: 'partner' }),
    0.95,
    0.95,
    ['number'],
  ],
  ['a unit of UN/ECE', suggested('H87', [candidate('each')], { kind: 'unit' }), 0.9, 0.9, ['same_unit']],
  ['a unit with another name', suggested('Stück', [candidate('each')], { kind: 'unit' }), 0.9, 0.9, ['same_unit']],
  [
    'the same name',
    suggested('X', [candidate('LAMP', { name: 'Desk lamp, black' })], { name: 'LAMP DESK BLACK' }),
    0.8,
    0.8,
    ['name'],
  ],
  [
    'a similar name',
    suggested('X', [candidate('LAMP', { name: 'Desk lamp black' })], { name: 'Desk lamp blck' }),
    0.6,
    0.75,
    ['name'],
  ],
  [
    'a code and a name that agree',
    suggested('1000', [candidate('1000', { name: 'Desk lamp' })], { name: 'Desk lamp' }),
    0.95,
    0.97,
    ['same_code', 'name'],
  ],
  [
    'a code that agrees and a name that does not',
    suggested('1000', [candidate('1000', { name: 'Cable 1.5 m' })], { name: 'Desk lamp' }),
    0.4,
    0.5,
    ['same_code', 'other_name'],
  ],
  [
    'the meaning of the same id elsewhere',
    suggested('X', [candidate('LAMP', { otherSystems: ['erp-south'] })]),
    0.7,
    0.7,
    ['other_system'],
  ],
  [
    'what another id means already',
    suggested('LAMP', [candidate('LAMP', { takenBy: '4711' })]),
    0.55,
    0.57,
    ['same_code', 'taken'],
  ],
  ['nothing in common', suggested('X', [candidate('LAMP')]), 0, 0, []],
];

for (const [what, found, from, to, reasons] of table) {
  test(`an unknown id is held against ours: ${what}`, () => {
    const [best] = found;
    if (reasons.length === 0) return assert.equal(best, undefined);
    assert.deepEqual(best?.reasons, reasons);
    assert.ok(best.score >= from && best.score <= to, String(best.score));
    assert.ok(best.because.length > 10);
  });
}

test('the best comes first, and only what has something for it', () => {
  const found = suggested('lamp-1', [candidate('CABLE'), candidate('LAMP1'), candidate('lamp-1'), candidate('Lamp 1')]);
  assert.deepEqual(
    found.map(({ value }) => value),
    ['lamp-1', 'LAMP1', 'Lamp 1'],
  );
});

test('only what is clear is taken without a look', () => {
  const wanted = { score: 0.8, margin: 0.1 };
  assert.ok('clear' in isClear(suggested('LAMP', [candidate('LAMP')]), wanted));
  for (const unclear of [
    [],
    suggested('lamp', [candidate('LAMP')]),
    suggested('lamp', [candidate('LAMP', { numbers: ['lamp'] }), candidate('L-AMP', { numbers: ['lamp'] })]),
    suggested('lamp', [candidate('LAMP', { numbers: ['lamp'], otherSystems: ['erp'], takenBy: 'L1' })]),
  ])
    assert.ok('unclear' in isClear(unclear, { score: 0.69, margin: 0.1 }) || 'unclear' in isClear(unclear, wanted));
});

test('ids are compared without case, separators and leading zeros', () => {
  for (const [one, other] of [
    ['LMP-01', 'lmp01'],
    ['000123', '123'],
    ['A.B/C\\D:E#F', 'abcdef'],
  ] as const)
    assert.equal(spellingOf(one), spellingOf(other));
  assert.notEqual(spellingOf('Ä1'), spellingOf('ä1'), 'as the index does');
});

test('a GTIN is known by its check digit', () => {
  assert.equal(gtinOf('036000291452'), '00036000291452');
  assert.equal(gtinOf('96385074'), '00000096385074');
  for (const none of ['036000291453', '12345', 'abcdefgh', '']) assert.equal(gtinOf(none), null);
});

test('names are alike by their trigrams, whatever the order of words and the accents', () => {
  assert.equal(likeness('Café table', 'TABLE CAFE'), 1);
  assert.ok(likeness('Halogen lamp 35W', 'Halogen lamp 50W') > 0.6);
  assert.ok(likeness('Halogen lamp', 'Paper towels') < 0.1);
  assert.equal(likeness('', 'x'), 0);
});

test('names are looked for by all their words, and by those that are rare', () => {
  assert.deepEqual(searchesOf("Desk-Lamp 'X9' Ständer", new Set(['desk', 'lamp'])), [
    "'desk' & 'lamp' & 'x9' & 'ständer'",
    "'x9'",
    "'ständ':*",
  ]);
  assert.deepEqual(searchesOf('Black desk lamp', new Set(['desk', 'lamp', 'black'])), [
    "'black' & 'desk' & 'lamp'",
    "'desk' & 'lamp'",
    "'black' & 'lamp'",
    "'black' & 'desk'",
  ]);
  assert.deepEqual(searchesOf('', new Set()), []);
});

test('names of units that nobody knows are the same as none', () => {
  assert.ok(isSameUnit('KGM', 'kg'));
  assert.ok(!isSameUnit('kg', 'g'));
  assert.ok(!isSameUnit('xyz', 'xyz'));
});
