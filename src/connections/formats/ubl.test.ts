// Documents of UBL in and out of mappings.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { FormatProblem } from './format.ts';
import type { FormatRecord } from './format.ts';
import { createFormats } from './formats.ts';

const sample = (name: string): string =>
  readFileSync(new URL(`../../../examples/ubl/${name}`, import.meta.url), 'utf8');
const [invoice, wrong, advice] = ['invoice.xml', 'invoice-wrong.xml', 'despatch-advice.xml'].map(sample) as [
  string,
  string,
  string,
];
const format = createFormats({ ...limits, formatDocumentBytesMax: 100_000 }).get('ubl');

async function read(text: string, settings: object = {}): Promise<FormatRecord> {
  assert(format !== undefined);
  const records: FormatRecord[] = [];
  for await (const record of format.read([Buffer.from(text)], { name: 'ubl', ...settings })) records.push(record);
  assert.equal(records.length, 1);
  return records[0] as FormatRecord;
}

function write(value: unknown, settings: object = {}): string {
  assert(format !== undefined);
  const { body, mediaType } = format.write(value, { name: 'ubl', ...settings });
  assert.equal(mediaType, 'application/xml');
  return Buffer.from(body).toString('utf8');
}

const bare = { rules: 'none' } as const;
/** Of the lines of an order: one that names what is ordered. */
const order = {
  kind: 'Order',
  content: {
    number: 'PO-1',
    issued: '2026-03-01',
    buyer: { party: { names: { name: 'Lumiere SARL' } } },
    seller: { party: { names: [{ name: { value: 'Nordlicht', language: 'de' } }] } },
    lines: { line: { number: 1, mayComeInParts: true, quantity: { value: '4', unit: 'C62' }, item: { name: 'Lamp' } } },
  },
};

test('a document in plain words is a record, and is written again with the same words', async () => {
  const { place, document, problem } = await read(advice);
  assert.equal(problem, undefined);
  assert.equal(place, 'DespatchAdvice DA-5');
  const { kind, rules, content } = document as { kind: string; rules: string; content: Record<string, unknown> };
  assert.deepEqual([kind, rules, content['number']], ['DespatchAdvice', 'none', { value: 'DA-5' }]);
  const again = await read(write(document));
  assert.deepEqual(again, { place, document });
});

test('rules refuse by their number, and by the setting', async () => {
  const { document, problem, place } = await read(wrong);
  assert.equal(document, undefined);
  assert.equal(place, 'Invoice INV-1001');
  assert.match(
    problem?.detail ?? '',
    /^\[BR-CO-16\] line 117, \/Invoice\/cac:LegalMonetaryTotal\/cbc:PayableAmount: .*10\.00 too much\. \(and 1 more: /,
  );
  assert.match(problem?.fix ?? '', /Say 100\.00/);
  const free = await read(wrong, bare);
  assert.equal((free.document as { rules: string }).rules, 'none');
  assert.equal((await read(invoice, { rules: 'peppol' })).problem, undefined);
  // What does not say that it follows the norm can be asked to.
  const unsaid = invoice.replace(/<cbc:CustomizationID>[^<]*<\/cbc:CustomizationID>/, '');
  assert.equal((await read(unsaid)).problem, undefined);
  assert.match((await read(unsaid, { rules: 'en16931' })).problem?.detail ?? '', /^\[BR-01\]/);
});

test('a fault of form refuses, or is told with the document where it is lived with', async () => {
  const odd = advice.replace('<b:ID>DA-5</b:ID>', '<b:ID>DA-5</b:ID><b:Colour>red</b:Colour>');
  assert.match((await read(odd)).problem?.detail ?? '', /^\[UBL-unknown\] line 5, \/DespatchAdvice\/cbc:Colour: /);
  const { document } = await read(odd, { mode: 'lenient' });
  const { letThrough, content } = document as { letThrough: unknown; content: { others: unknown } };
  assert.deepEqual(letThrough, [{ rule: 'UBL-unknown', detail: 'cbc:Colour is not known in this place.', line: 5 }]);
  const [colour] = content.others as { local: string; place?: unknown }[];
  assert.deepEqual([colour?.local, colour?.place], ['Colour', undefined]);
  assert.match(write(document, { mode: 'lenient' }), /<cbc:Colour>red<\/cbc:Colour>/);
  const undated = advice.replace('2026-03-30', 'soon');
  assert.match((await read(undated, { mode: 'lenient' })).problem?.detail ?? '', /^\[UBL-value\]/);
});

test('what cannot be read ends with its rule, line and fix', async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['<Order', /\[xml\]/],
    ['<!DOCTYPE a><Order/>', /\[xml-forbidden\]/],
    ['<Order xmlns="urn:other"/>', /\[UBL-kind\]/],
    ['', /\[xml\]/],
    [`${advice}${' '.repeat(100_001)}`, /more than 100000 bytes/],
    ['PK\u0003\u0004', /a ZIP archive/],
  ];
  for (const [text, message] of cases) await assert.rejects(read(text), message, text.slice(0, 20));
});

test('a plain text, number or truth stands for a value, and one for a list of one', async () => {
  const { document } = await read(write(order));
  const { content } = document as { content: { lines: { line: Record<string, unknown> }[] } };
  const [line] = content.lines;
  assert.deepEqual(line?.line['mayComeInParts'], { value: 'true' });
  assert.deepEqual(line?.line['number'], { value: '1' });
  assert.deepEqual(line?.line['quantity'], { value: '4', unit: 'C62' });
  assert.deepEqual((content as Record<string, unknown>)['seller'], {
    party: { names: [{ name: { value: 'Nordlicht', language: 'de' } }] },
  });
});

test('what has no exact form is refused with its place', () => {
  const { content } = order;
  const cases: readonly (readonly [unknown, RegExp])[] = [
    ['text', /the value: It is no object/],
    [{ kind: 'Catalogue', content: {} }, /\/kind: "Catalogue" is no document that is written/],
    [{ kind: 'Order' }, /\/content: Nothing is no object/],
    [{ kind: 'Order', content: { ...content, colour: 'red' } }, /\/content\/colour: There is no such word here/],
    [{ kind: 'Order', content: { ...content, number: ['a', 'b'] } }, /\/content\/number: It is a list/],
    [{ kind: 'Order', content: { ...content, number: 1.5 } }, /\/content\/number: 1\.5 is no text/],
    [
      { kind: 'Order', content: { ...content, number: { value: 'a', size: 1 } } },
      /\/content\/number\/size: There is no/,
    ],
    [
      { kind: 'Order', content: { ...content, number: { value: 'a', attributes: 'b' } } },
      /attributes\/0: "b" is no attr/,
    ],
    [{ kind: 'Order', content: { ...content, others: ['b'] } }, /others\/0: "b" is no element/],
    [
      { kind: 'Order', content: { ...content, others: [{ uri: '', local: 'a><b', children: [] }] } },
      /others\/0\/local: "a><b" is no name/,
    ],
    [{ kind: 'Order', content: { ...content, number: 'a\u0001' } }, /cannot hold/],
    [{ kind: 'Order', content: { ...content, issued: 'soon' } }, /\/Order\/cbc:IssueDate: \[UBL-value\]/],
    [{ kind: 'Order', content: { number: 'PO-1', issued: null } }, /\[UBL-missing\].*more: /],
  ];
  for (const [value, message] of cases) {
    assert.throws(
      () => write(value),
      (error) => error instanceof FormatProblem && message.test(error.message),
      String(message),
    );
  }
});

test('attributes and elements without a word of ours are written as they were read', async () => {
  const odd = advice.replace(
    '<b:ID>DA-5</b:ID>',
    '<b:ID schemeName="ours">DA-5</b:ID><x:Colour xmlns:x="urn:x" x:hue="2">red<x:of>it</x:of></x:Colour>',
  );
  const { document } = await read(odd, { mode: 'lenient' });
  assert.deepEqual((await read(write(document, { mode: 'lenient' }), { mode: 'lenient' })).document, {
    ...(document as object),
    letThrough: [{ rule: 'UBL-unknown', detail: 'Colour is not known in this place.', line: 40 }],
  });
});

test('embedded documents are kept, or told by their size', async () => {
  const reference =
    '<cac:AdditionalDocumentReference><cbc:ID>A</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="text/csv" filename="a.csv">QUJD</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>';
  const attached = invoice.replace('<cac:AccountingSupplierParty>', `${reference}<cac:AccountingSupplierParty>`);
  const contentOf = async (attachments: 'keep' | 'omit'): Promise<unknown> => {
    const { document } = await read(attached, { attachments });
    return (document as { content: { documents: { attachment?: { content: unknown } }[] } }).content.documents.find(
      ({ attachment }) => attachment !== undefined,
    )?.attachment?.content;
  };
  assert.deepEqual(await contentOf('keep'), { value: 'QUJD', mime: 'text/csv', fileName: 'a.csv' });
  assert.deepEqual(await contentOf('omit'), { mime: 'text/csv', fileName: 'a.csv', omittedCharacters: 4 });
});
