import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { readGs1 } from '../read.ts';
import { companyPrefixAt, useWithoutCompany } from './company-prefix.ts';
import { gtin14, kindsOfDigits, readKey, shortGtin } from './keys.ts';
import type { KeyKind } from './keys.ts';

const keys: readonly (readonly [KeyKind, string, string, readonly string[]])[] = [
  ['gtin', '9506000134352', '09506000134352', []],
  ['gtin', '0 36000 29145 2', '00036000291452', []],
  ['gtin', '9638-5074', '00000096385074', []],
  ['gtin', '19506000134359', '19506000134359', []],
  ['gtin', '9506000134353', '09506000134353', ['check_digit_wrong 12']],
  ['gtin', '12345', '12345', ['length_wrong 0']],
  ['gtin', '950600013435X', '950600013435X', ['character_wrong 12']],
  ['gln', '9506000134352', '9506000134352', []],
  ['sscc', '095060001234567896', '095060001234567896', ['check_digit_wrong 17']],
  ['sscc', '140123451122233341', '140123451122233341', []],
  ['grai', '4012345555554987', '04012345555554987', []],
  ['grai', '04012345555554987', '04012345555554987', []],
  ['giai', '4000001111', '4000001111', []],
  ['gmn', '1987654Ad4X4bL5ttr2310c2K', '1987654Ad4X4bL5ttr2310c2K', []],
];

for (const [kind, given, value, faults] of keys) {
  test(`${kind} ${given}: ${faults.join(', ') || 'right'}`, () => {
    const read = readKey(kind, given);
    assert.equal(read.element.value, value);
    assert.deepEqual(
      read.faults.map(({ code, position }) => `${code} ${position}`),
      faults,
    );
  });
}

test('a key that is too long is not read', () => {
  assert.deepEqual(
    readKey('giai', '1'.repeat(limits.gs1TextCharactersMax + 1)).faults.map(({ code }) => code),
    ['too_long_to_read'],
  );
});

test('a GTIN has 14 digits here, and its own number on paper', () => {
  for (const short of ['96385074', '036000291452', '9506000134352', '19506000134359'])
    assert.equal(shortGtin(gtin14(short) ?? ''), short);
  assert.equal(gtin14('123456789'), null);
});

test('bare digits are told by their number', () => {
  assert.deepEqual(
    [8, 12, 13, 14, 17, 18, 9].map((length) => kindsOfDigits('1'.repeat(length)).join(' ')),
    ['gtin', 'gtin', 'gtin gln', 'gtin', 'gsin', 'sscc gsrn', ''],
  );
});

test('a company prefix is found among those that are known, and never guessed', () => {
  assert.equal(companyPrefixAt('4012345123456', ['4012345', '40123', '401234', 'x', '401']), '4012345');
  assert.equal(companyPrefixAt('4012345123456', ['5012345']), null);
  assert.equal(useWithoutCompany('9780306406157'), 'books (ISBN)');
  assert.equal(useWithoutCompany('2012345000001'), 'numbers that one company or region gives for itself');
  assert.equal(useWithoutCompany('4012345123456'), null);
});

test('what is given is told apart by its front', () => {
  const formOf = (text: string, as: KeyKind | null = null): string => {
    const { form, elements, alternatives, faults } = readGs1(text, { as, isWhole: false });
    const all = elements.map(({ ai, value }) => `(${ai})${value}`).join('');
    return [form, all, ...alternatives, ...faults.map(({ code }) => code)].join(' ');
  };
  assert.equal(formOf(' 9506000134352\n'), 'gtin (01)09506000134352 gln');
  assert.equal(formOf('9506000134352', 'gln'), 'gln (414)9506000134352');
  assert.equal(formOf('(10)A'), 'element_string (10)A');
  assert.equal(formOf('10ABC'), 'element_string (10)ABC');
  assert.equal(formOf('https://x.example/01/09506000134352'), 'digital_link (01)09506000134352');
  assert.equal(formOf('https://x.example/'), 'digital_link  link_without_key');
  assert.equal(formOf('urn:epc:id:sscc:4012345.1112223334'), 'epc_urn (00)140123451122233341');
  assert.equal(formOf(']C111260101'), 'element_string (11)260101');
  assert.equal(formOf('9506000134353'), 'gtin (01)09506000134353 gln check_digit_wrong');
});
