// Dictionaries of EDI are what their sources say, and the page about them is what they say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dictionaries } from '../src/edi/dictionaries/load.ts';
import { tablesOf } from '../src/edi/dictionaries/tables.ts';
import { referenceOf } from './edi-dictionaries/reference.ts';
import { byHand, byHandOf, dictionaryText, referencePage } from './generate-edi-dictionaries.ts';

for (const one of byHand) {
  test(`the dictionary ${one.file} is what is written by hand`, () => {
    const path = fileURLToPath(new URL(`../src/edi/dictionaries/${one.file}.json`, import.meta.url));
    assert.equal(
      readFileSync(path, 'utf8'),
      dictionaryText(byHandOf(one)),
      'run node tools/generate-edi-dictionaries.ts',
    );
  });
}

const sets = '204 210 214 810 820 824 846 850 855 856 860 861 865 867 940 943 944 945 990 997';
const types = 'APERAK DESADV IFTMIN IFTSTA INVOIC INVRPT ORDCHG ORDERS ORDRSP RECADV SLSRPT';
const promised: readonly (readonly [version: string, messages: string])[] = [
  ['004010', sets],
  ['005010', `${sets} 999`],
  ['D.96A', types],
  ['D.01B', types],
];

for (const [version, messages] of promised) {
  test(`${version} has every message that is promised`, () => {
    const dictionary = dictionaries().find((one) => one.version === version);
    const known = Object.keys(dictionary?.messages ?? {});
    assert.deepEqual(
      messages.split(' ').filter((type) => !known.includes(type)),
      [],
    );
  });
}

test('every dictionary makes tables: what is used in it is in it', () => {
  for (const dictionary of dictionaries()) {
    const { messages } = tablesOf(dictionary);
    assert.deepEqual([...messages.keys()], Object.keys(dictionary.messages));
  }
});

test('codes of a list are no longer than their element', () => {
  const wrong = dictionaries().flatMap((dictionary) =>
    [...tablesOf(dictionary).segments.values()].flatMap(({ uses }) =>
      uses.flatMap(({ element, parts }) =>
        [element, ...parts.map((part) => part.element)].flatMap((one) =>
          one === null || one.codes === null
            ? []
            : [...one.codes.keys()].filter((code) => code.length > one.max).map((code) => `${one.id} ${code}`),
        ),
      ),
    ),
  );
  assert.deepEqual([...new Set(wrong)], []);
});

test('the page of messages is what the dictionaries say', () => {
  assert.equal(
    readFileSync(referencePage, 'utf8'),
    referenceOf(dictionaries()),
    'run node tools/generate-edi-dictionaries.ts',
  );
});
