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
  test(`the dictionary ${one[0]} is what is written by hand`, () => {
    const path = fileURLToPath(new URL(`../src/edi/dictionaries/${one[0]}.json`, import.meta.url));
    assert.equal(
      readFileSync(path, 'utf8'),
      dictionaryText(byHandOf(one)),
      'run node tools/generate-edi-dictionaries.ts',
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
