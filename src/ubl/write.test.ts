// Whatever is written is read again as it was, in the order of the schema.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { documents } from './model/documents.ts';
import type { DocumentKind, UblDocument } from './model/documents.ts';
import type { Fields, LeafType, Shape } from './model/fields.ts';
import { structures } from './model/structures.ts';
import { UnwritableUbl } from './faults.ts';
import { invoiceText, read } from './ubl.testsuite.ts';
import { readXml } from './xml/read.ts';
import { writeXml } from './xml/write.ts';
import { writeUbl } from './write.ts';

/** Text that XML can hold, with all that must be escaped. */
const text = fc.string({ unit: fc.constantFrom(...'abc <>&"\'\n\t\rÄ€é0-1.'.split('')), minLength: 1, maxLength: 6 });

const values: Readonly<Record<LeafType<unknown>['form'], fc.Arbitrary<string>>> = {
  any: text,
  decimal: fc.constantFrom('0', '-1.50', '123456789012345678901234567890.123456789', '+.5', '100.00'),
  date: fc.constantFrom('2026-02-28', '2024-02-29', '2026-03-31+02:00'),
  time: fc.constantFrom('12:30:00', '12:30:00.5Z'),
  indicator: fc.constantFrom('true', 'false', '1', '0'),
  base64: fc.constantFrom('QUJD', 'QUI=', 'QQ=='),
};

function leaf({ form, words }: LeafType<unknown>): fc.Arbitrary<unknown> {
  const attributes = Object.fromEntries(words.map(([word]) => [word, text]));
  return fc.record({ value: values[form], ...attributes }, { requiredKeys: ['value'], noNullPrototype: true });
}

/** Each field seldom, so that documents stay small; but every field at some time. */
function content({ fields }: Shape<Fields>): fc.Arbitrary<Record<string, unknown>> {
  const all = Object.entries(fields).map(([word, { type, isList }]) => {
    const one = type.kind === 'leaf' ? leaf(type) : fc.constant(null).chain(() => content(type));
    const some = isList ? fc.array(one, { minLength: 1, maxLength: 2 }) : one;
    return fc.option(
      some.map((value) => [word, value] as const),
      { freq: 4, nil: null },
    );
  });
  return fc
    .tuple(...all.map((one) => fc.oneof({ arbitrary: fc.constant(null), weight: 3 }, { arbitrary: one, weight: 1 })))
    .map((entries) => Object.fromEntries(entries.filter((entry) => entry !== null)));
}

for (const kind of Object.keys(documents) as DocumentKind[]) {
  test(`${kind}: read after write is the same document, and its order is that of the schema`, () => {
    const shape: Shape<Fields> = documents[kind];
    const any = content(shape).map((made) => ({ kind, content: made }) as UblDocument);
    fc.assert(
      fc.property(any, (document) => {
        const again = read(writeUbl(document));
        assert.deepEqual(again.document, document);
        assert.deepEqual(
          again.faults.filter(({ rule }) => rule !== 'UBL-missing'),
          [],
        );
      }),
      { numRuns: 60 },
    );
  });
}

test('every word stands for an element that the schema has, as often as the schema has it', () => {
  const seen = new Set<Shape<Fields>>();
  const visit = (shape: Shape<Fields>): void => {
    if (seen.has(shape)) return;
    seen.add(shape);
    const structure = structures.get(shape.structure);
    for (const { element, isList, type } of Object.values(shape.fields)) {
      const part = structure?.get(element);
      assert.equal(part?.isList, isList, `${shape.structure}/${element}`);
      assert.equal(part?.prefix, type.kind === 'leaf' ? 'cbc' : 'cac', `${shape.structure}/${element}`);
      if (type.kind === 'shape') visit(type);
    }
  };
  for (const shape of Object.values(documents)) visit(shape);
  assert.ok(seen.size > 40);
});

test('extensions come first, and keep their namespaces', () => {
  const extension =
    '<ext:UBLExtensions xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"><ext:UBLExtension><ext:ExtensionContent><own:a xmlns:own="urn:own" own:b="1" xml:lang="de">mixed <c xmlns=""/> text</own:a></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>';
  const whole = invoiceText.replace('  <cbc:CustomizationID>', `${extension}<cbc:CustomizationID>`);
  const first = read(whole);
  assert.deepEqual(first.faults, []);
  assert.ok(first.document !== null);
  const written = writeUbl(first.document);
  assert.ok(written.includes('mixed <c xmlns=""/> text'), written);
  assert.deepEqual(told(readXml(written)), told(readXml(whole)));
});

function told(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === 'place' ? undefined : each)));
}

test('what XML cannot hold is refused, not written', () => {
  for (const value of ['a\u0001b', 'a\ud800b']) {
    const document: UblDocument = { kind: 'Order', content: { number: { value } } };
    assert.throws(() => writeUbl(document), UnwritableUbl);
  }
});

test('an element without a namespace stays without one', () => {
  const tree = readXml('<a xmlns="urn:a"><b xmlns=""><c/></b></a>');
  assert.deepEqual(told(readXml(writeXml(tree))), told(tree));
});
