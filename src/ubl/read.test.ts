// Documents as partners send them: what is read, what is wrong where, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '#kernel/limits.ts';
import { despatchAdvice, invoiceText, read } from './ubl.testsuite.ts';
import { readUbl } from './read.ts';
import { writeUbl } from './write.ts';
import { UnreadableUbl } from './faults.ts';
import { readXml } from './xml/read.ts';

function withoutPlaces(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === 'place' ? undefined : each)));
}

test('a document is read by its namespaces, whatever its prefixes', () => {
  const other = invoiceText
    .replaceAll('cac:', 'x:')
    .replaceAll(':cac=', ':x=')
    .replaceAll('cbc:', 'y:')
    .replaceAll(':cbc=', ':y=')
    .replace('<Invoice xmlns=', '<z:Invoice xmlns:z=')
    .replace('</Invoice>', '</z:Invoice>');
  const [one, two] = [read(invoiceText), read(other)];
  assert.deepEqual(two.faults, []);
  assert.deepEqual(two.document, one.document);
});

test('what is read is in plain words, its values as written', () => {
  const { document } = read(invoiceText);
  assert.ok(document?.kind === 'Invoice');
  const { content } = document;
  assert.equal(content.number?.value, 'INV-1001');
  assert.equal(content.seller?.party?.endpoint?.scheme, '0088');
  assert.deepEqual(content.totals?.payable, { value: '100.00', currency: 'EUR' });
  assert.deepEqual(
    content.lines?.map(({ quantity }) => quantity),
    [
      { value: '4', unit: 'C62' },
      { value: '3', unit: 'KGM' },
    ],
  );
});

const formFaults: readonly (readonly [what: string, text: string, faults: readonly string[]])[] = [
  ['a document that is well', despatchAdvice(), []],
  [
    'an element that UBL does not know',
    despatchAdvice({ inside: '<cbc:Colour>red</cbc:Colour>' }),
    ['UBL-unknown 2 /DespatchAdvice/cbc:Colour'],
  ],
  [
    'an element of another namespace',
    despatchAdvice({ inside: '<own xmlns="urn:own">1</own>' }),
    ['UBL-unknown 2 /DespatchAdvice/own'],
  ],
  [
    'elements in another order',
    despatchAdvice({ inside: '<cbc:UUID>1</cbc:UUID>' }),
    ['UBL-order 2 /DespatchAdvice/cbc:UUID'],
  ],
  [
    'an element twice that can be there once',
    despatchAdvice({ inside: '<cbc:IssueDate>2026-03-31</cbc:IssueDate>' }),
    ['UBL-repeated 2 /DespatchAdvice/cbc:IssueDate[2]'],
  ],
  [
    'an element that is kept as it is, twice',
    despatchAdvice({ inside: '<cac:OriginatorCustomerParty/><cac:OriginatorCustomerParty/>' }),
    [
      'UBL-repeated 2 /DespatchAdvice/cac:OriginatorCustomerParty[2]',
      'UBL-order 3 /DespatchAdvice/cac:DespatchSupplierParty',
      'UBL-order 3 /DespatchAdvice/cac:DeliveryCustomerParty',
    ],
  ],
  [
    'an element that is missing',
    despatchAdvice({ inside: '<cac:OrderReference/>' }),
    ['UBL-missing 2 /DespatchAdvice/cac:OrderReference'],
  ],
  [
    'a date that is none',
    despatchAdvice({
      inside: '<cac:OrderReference><cbc:ID>1</cbc:ID><cbc:IssueDate>2026-02-30</cbc:IssueDate></cac:OrderReference>',
    }),
    ['UBL-value 2 /DespatchAdvice/cac:OrderReference/cbc:IssueDate'],
  ],
  [
    'a number that is none',
    despatchAdvice({ inside: '<cbc:LineCountNumeric>1,5</cbc:LineCountNumeric>' }),
    ['UBL-value 2 /DespatchAdvice/cbc:LineCountNumeric'],
  ],
  ['text between elements', despatchAdvice({ inside: 'hello' }), ['UBL-content 1 /DespatchAdvice']],
  [
    'elements where a value should be',
    despatchAdvice({ inside: '<cbc:Note><cbc:ID>1</cbc:ID></cbc:Note>' }),
    ['UBL-content 2 /DespatchAdvice/cbc:Note'],
  ],
];

for (const [what, text, faults] of formFaults) {
  test(`${what}: told with its place, and nothing is lost`, () => {
    const first = read(text);
    assert.deepEqual(
      first.faults.map(({ rule, place }) => `${rule} ${place?.line} ${place?.path}`),
      faults,
    );
    assert.ok(first.document !== null);
    // Text beside elements is the one thing that has no place in a document of UBL.
    assert.deepEqual(withoutPlaces(read(writeUbl(first.document)).document), withoutPlaces(first.document));
  });
}

const refused: readonly (readonly [what: string, bytes: Uint8Array | string, rule: string, said: RegExp])[] = [
  ['a document type', despatchAdvice({ head: '<!DOCTYPE x [<!ENTITY a "b">]>' }), 'xml-forbidden', /document type/],
  ['an instruction', despatchAdvice({ head: '<?php evil?>' }), 'xml-forbidden', /instruction php/],
  ['an entity', despatchAdvice({ inside: '<cbc:Note>&secret;</cbc:Note>' }), 'xml', /well-formed/],
  ['a prefix without a namespace', despatchAdvice({ inside: '<no:Note/>' }), 'xml', /well-formed/],
  ['half a document', invoiceText.slice(0, 3000), 'xml', /well-formed/],
  ['nothing', '', 'xml', /well-formed|no element/],
  ['what is no XML', 'ISA*00*', 'xml', /well-formed/],
  ['bytes that are no text', Buffer.from([0x3c, 0x61, 0xff, 0x3e]), 'xml', /no text in utf-8/],
  ['an encoding that is not read', '<?xml version="1.0" encoding="EBCDIC-US"?><a/>', 'xml', /EBCDIC-US/],
  [
    'a document that is not read',
    '<Catalogue xmlns="urn:oasis:names:specification:ubl:schema:xsd:Catalogue-2"/>',
    'UBL-kind',
    /UBL's Catalogue/,
  ],
  ['a document that is no UBL', '<Invoice xmlns="urn:mine"/>', 'UBL-kind', /"urn:mine"/],
  ['depth without end', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`, 'UBL-too-large', /64 levels/],
];

for (const [what, bytes, rule, said] of refused) {
  test(`${what} is refused, and why`, () => {
    const { document, faults } = readUbl(Buffer.from(bytes));
    assert.equal(document, null);
    assert.deepEqual(
      faults.map((fault) => fault.rule),
      [rule],
    );
    assert.match(faults[0]?.detail ?? '', said);
  });
}

test('a document of too many elements, bytes or a too large attachment is refused', () => {
  assert.throws(() => readXml('<a><b/><b/><b/></a>', { ublElementsMax: 3, ublNestingMax: 9 }), UnreadableUbl);
  assert.equal(readUbl(new Uint8Array(limits.ublBytesMax + 1)).faults[0]?.rule, 'UBL-too-large');
  const base64 = 'A'.repeat(limits.ublAttachmentCharactersMax + 4);
  const inside = `<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf" filename="a.pdf">${base64}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>`;
  const { document, faults } = read(despatchAdvice({ inside }));
  assert.equal(document, null);
  assert.match(faults[0]?.place?.path ?? '', /EmbeddedDocumentBinaryObject$/);
});

test('the encodings in which XML comes are read', () => {
  const text = despatchAdvice({ inside: '<cbc:Note>Größe</cbc:Note>' });
  const declared = (encoding: string): string => `<?xml version="1.0" encoding="${encoding}"?>${text}`;
  const big = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  for (const bytes of [
    Buffer.from(declared('UTF-8')),
    Buffer.from(`\ufeff${text}`),
    Buffer.from(declared('ISO-8859-1'), 'latin1'),
    Buffer.from(`\ufeff${text}`, 'utf16le'),
    Buffer.from(declared('UTF-16'), 'utf16le'),
    big,
    big.subarray(2),
  ]) {
    const { document } = readUbl(bytes);
    assert.ok(document?.kind === 'DespatchAdvice');
    assert.equal(document.content.notes?.[0]?.value, 'Größe');
  }
});

test('faults beyond the limit are counted', () => {
  const { faults, faultsMore } = read(despatchAdvice({ inside: '<cbc:Colour/>'.repeat(limits.ublFaultsMax + 5) }));
  assert.deepEqual([faults.length, faultsMore], [limits.ublFaultsMax, 5]);
});
