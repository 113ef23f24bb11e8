import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { limits } from '#kernel/limits.ts';
import { checkDigitOf, checkPairOf, set82 } from '../check-digit.ts';
import { gs1Faults, told } from '../faults.ts';
import { companionFaults, elementFaults } from './element.ts';
import { printBracketed, printSeparated, readElementString, separator } from './element-string.ts';
import { applicationIdentifiers, dictionaryRelease, entryOf, isMeant } from './entry.ts';
import { meaningOf } from './meaning.ts';
import { partChecks } from './part-checks.ts';

const codesOf = (text: string, isWhole = false): string[] =>
  readElementString(text, { isWhole }).faults.map(({ code, position }) => `${code} ${position}`);

test('the dictionary has every identifier once, and none begins with another', () => {
  assert.match(dictionaryRelease, /^\d{4}-\d\d-\d\d$/);
  assert.equal(new Set(applicationIdentifiers).size, applicationIdentifiers.length);
  assert.deepEqual(
    applicationIdentifiers.filter((ai) => applicationIdentifiers.some((other) => other !== ai && other.startsWith(ai))),
    [],
  );
  assert.equal(entryOf('3103')?.title, 'NET WEIGHT (kg)');
});

test('every check that the dictionary names is there', () => {
  const named = new Set(
    applicationIdentifiers.flatMap((ai) => entryOf(ai)?.parts.flatMap(({ checks }) => checks) ?? []),
  );
  assert.deepEqual(
    [...named].filter((name) => partChecks[name] === undefined),
    [],
  );
});

const strings: readonly (readonly [string, readonly string[]])[] = [
  ['(01)09506000134352(17)261231(10)ABC\\(1)', []],
  [`010950600013435210ABC${separator}21x(01)`, []],
  [']C1010950600013435210ABC␝21x', []],
  ['(01)09506000134353', ['check_digit_wrong 17']],
  ['(01)0950600013435', ['length_wrong 4']],
  ['(01)095060001343520', ['length_wrong 18']],
  ['(01)0950600013435A', ['character_wrong 17']],
  ['(10)Ä', ['character_wrong 4']],
  ['(10)\\(1\\(Ä', ['character_wrong 9']],
  ['(10)', ['value_missing 4']],
  ['(05)1', ['application_identifier_unknown 4']],
  ['05123', ['application_identifier_unknown 0']],
  [`0512${separator}10A`, ['application_identifier_unknown 0']],
  ['', ['not_gs1 0']],
  [separator, ['not_gs1 0']],
  ['(01)09506000134352x(y', ['length_wrong 18']],
  ['(x', ['brackets_wrong 0']],
  ['(17)261331', ['date_wrong 6']],
  ['(17)260231', ['date_wrong 8']],
  ['(17)240229', []],
  ['(17)250229', ['date_wrong 8']],
  ['(17)261200', []],
  ['(7006)261200', ['date_wrong 10']],
  ['(7003)2612312460', ['time_wrong 12']],
  ['(7003)2612312360', ['time_wrong 14']],
  ['(8008)261231235960', ['time_wrong 16']],
  ['(8008)2612312359', []],
  ['(7250)19000229', ['date_wrong 12']],
  ['(7250)20000229', []],
  ['(422)276', []],
  ['(422)000', ['country_unknown 5']],
  ['(7030)999ABC', []],
  ['(7030)998ABC', ['country_unknown 6']],
  ['(4307)DE', []],
  ['(4307)ZZ', ['country_unknown 6']],
  ['(423)276250', []],
  ['(423)27625', ['length_wrong 8']],
  ['(3910)97812', []],
  ['(3910)00012', ['currency_unknown 6']],
  ['(8013)1987654Ad4X4bL5ttr2310c2K', []],
  ['(8013)1987654Ad4X4bL5ttr2310c2X', ['check_pair_wrong 29']],
  ['(8014)1987654Ad4X4bL5ttr2310c2K', []],
  ['(8014)22', ['company_prefix_wrong 6', 'value_wrong 6']],
  ['(8013)2', ['check_pair_wrong 6', 'company_prefix_wrong 6']],
  ['(8004)12A', ['company_prefix_wrong 8']],
  ['(8006)095060001343520102', []],
  ['(8006)095060001343520201', ['value_wrong 20']],
  ['(8003)19506000134352', ['value_wrong 6']],
  ['(8001)00010000100121', ['value_wrong 18']],
  ['(8001)00000000000111', ['value_wrong 6', 'value_wrong 10']],
  ['(8011)01', ['value_wrong 6']],
  ['(8011)0', []],
  ['(4321)2', ['value_wrong 6']],
  ['(7252)3', ['value_wrong 6']],
  ['(4330)002500-', []],
  ['(4330)002500+', ['value_wrong 12']],
  ['(4309)18000000003600000000', []],
  ['(4309)18000000013600000001', ['value_wrong 6', 'value_wrong 16']],
  ['(7241)11', ['value_wrong 6']],
  ['(7241)80', []],
  ['(7258)1/2', []],
  ['(7258)3/2', ['value_wrong 6']],
  ['(7258)1-2', ['value_wrong 6']],
  ['(7040)1ABC', []],
  ['(7040)1AB+', ['value_wrong 9']],
  ['(4300)A%20B', []],
  ['(4300)A%2', ['value_wrong 7']],
  ['(8007)DE89370400440532013000', []],
  ['(8007)DE88370400440532013000', ['value_wrong 6']],
  ['(7041)PX', []],
  ['(8110)106141416543213500110000310123196000', []],
  ['(8110)A', ['value_wrong 6']],
  ['(8112)001234561234560123456', []],
  ['(8112)201234561234560123456', ['value_wrong 6']],
  ['(8112)00123456123456012345', ['value_wrong 6']],
  ['(8010)4012345a', ['character_wrong 13']],
  ['(8030)a+b', ['character_wrong 7']],
  ['(21)A(21)A', []],
  ['(21)A(21)B', ['repeated_differently 9']],
  ['(01)09506000134352(37)2', ['companions_exclude 4']],
];

for (const [text, expected] of strings) {
  test(`${JSON.stringify(text)}: ${expected.join(', ') || 'right'}`, () => {
    assert.deepEqual(codesOf(text), expected);
  });
}

test('what an element needs beside itself is asked for where nothing else stands on the item', () => {
  assert.deepEqual(codesOf('(10)A', true), ['companion_missing 4']);
  assert.deepEqual(codesOf('(01)09506000134352(10)A', true), []);
  assert.deepEqual(codesOf('(01)09506000134352(7004)1', true), ['companion_missing 24']);
  assert.deepEqual(codesOf('(01)09506000134352(10)A(7004)1', true), []);
  assert.deepEqual(companionFaults([{ ai: '05', value: '1', position: 0 }]), []);
  assert.ok(isMeant('31nn', '3103') && !isMeant('31nn', '310') && !isMeant('01', '02'));
});

test('a text that is too long is not read', () => {
  assert.deepEqual(codesOf('1'.repeat(limits.gs1TextCharactersMax + 1)), ['too_long_to_read 0']);
});

test('a fault is told with its rule and what to do', () => {
  const [fault] = readElementString('(10)').faults;
  assert.ok(fault !== undefined);
  assert.deepEqual(told(fault), { ...fault, ...gs1Faults.value_missing });
});

const meanings: readonly (readonly [string, string, string | null])[] = [
  ['17', '261231', '2026-12-31'],
  ['17', '261200', '2026-12'],
  ['11', '770101', '1977-01-01'],
  ['11', '760101', '2076-01-01'],
  ['7003', '2612312359', '2026-12-31 23:59'],
  ['3103', '001750', '1.750'],
  ['3100', '001750', '1750'],
  ['3922', '5', '0.05'],
  ['3932', '9781234', '12.34 in 978'],
  ['10', '261231', null],
];

test('values are told as people write them', () => {
  for (const [ai, value, said] of meanings) assert.equal(meaningOf({ ai, value }, 2026), said, `(${ai})${value}`);
  assert.equal(meaningOf({ ai: '11', value: '010101' }, 2098), '2101-01-01');
});

const digitsOf = (length: number): fc.Arbitrary<string> =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((digits) => digits.join(''));

test('one wrong digit is always found', () => {
  fc.assert(
    fc.property(digitsOf(17), fc.nat(17), fc.integer({ min: 1, max: 9 }), (digits, at, by) => {
      const key = `${digits}${checkDigitOf(digits)}`;
      assert.equal(partChecks['csum']?.(key), null);
      const wrong = `${key.slice(0, at)}${(Number(key[at]) + by) % 10}${key.slice(at + 1)}`;
      assert.notEqual(partChecks['csum']?.(wrong), null);
    }),
  );
});

test('one wrong character of a key with a pair is always found', () => {
  const sign = fc.constantFrom(...set82.split(''));
  fc.assert(
    fc.property(fc.array(sign, { minLength: 1, maxLength: 23 }), fc.nat(22), sign, (signs, place, other) => {
      const at = place % signs.length;
      fc.pre(signs[at] !== other);
      assert.notEqual(checkPairOf(signs.join('')), checkPairOf(signs.with(at, other).join('')));
    }),
  );
  assert.equal(checkPairOf('1'.repeat(30)), null);
  assert.equal(checkPairOf('ä'), null);
});

/** A value in the format of its identifier; checks of meaning may find something. */
function valueOf(ai: string): fc.Arbitrary<string> {
  const signs = { N: '0123456789', X: set82, Y: '#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', Z: '-0123456789=ABCabc_' };
  const parts = (entryOf(ai)?.parts ?? []).map(({ set, min, max }) =>
    fc.array(fc.constantFrom(...signs[set].split('')), { minLength: min, maxLength: max }).map((text) => text.join('')),
  );
  return fc.tuple(...parts).map((texts) => texts.join(''));
}

const elementsOf = fc
  .array(
    fc.constantFrom(...applicationIdentifiers).chain((ai) => valueOf(ai).map((value) => ({ ai, value }))),
    { minLength: 1, maxLength: 6 },
  )
  .filter((elements) =>
    elements.every((it) => elementFaults({ ...it, position: 0 }).every(({ code }) => code !== 'length_wrong')),
  );

test('what is printed with separators is read as it was', () => {
  fc.assert(
    fc.property(elementsOf, (elements) => {
      const read = readElementString(printSeparated(elements)).elements;
      assert.deepEqual(
        read.map(({ ai, value }) => ({ ai, value })),
        elements,
      );
    }),
  );
});

test('what is printed in brackets is read as it was', () => {
  fc.assert(
    fc.property(elementsOf, (elements) => {
      const read = readElementString(printBracketed(elements)).elements;
      assert.deepEqual(
        read.map(({ ai, value }) => ({ ai, value })),
        elements,
      );
    }),
  );
});

test('any text is read with elements or faults, and never breaks', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const { elements, faults } = readElementString(text);
      assert.ok(elements.length + faults.length > 0);
    }),
  );
});
