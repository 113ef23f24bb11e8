// What is told of each kind of document.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, decimalOf, quotient, rounded, showMoney } from './rules/decimal.ts';
import type { UblDocument } from './model/documents.ts';
import { brokenBy, changed, despatchAdvice, invoiceText, read } from './ubl.testsuite.ts';
import { toldOf } from './told.ts';
import { writeUbl } from './write.ts';

test('an order is told with its parties, lines and totals, and has no business rules', () => {
  const order: UblDocument = {
    kind: 'Order',
    content: {
      number: { value: 'PO-1' },
      issued: { value: '2026-03-01' },
      currency: { value: 'EUR' },
      buyer: { party: { names: [{ name: { value: 'Buyer' } }] } },
      seller: { party: { ids: [{ id: { value: '4012345000009', scheme: '0088' } }] } },
      totals: { lines: { value: '10.00', currency: 'EUR' }, payable: { value: '10.00', currency: 'EUR' } },
      lines: [{ line: { number: { value: '1' }, quantity: { value: '4', unit: 'C62' }, item: {} } }],
    },
  };
  assert.deepEqual(toldOf(read(writeUbl(order))), {
    document: {
      kind: 'Order',
      number: 'PO-1',
      issued: '2026-03-01',
      customization: '',
      profile: '',
      parties: { seller: '4012345000009', buyer: 'Buyer' },
      lines: 1,
      currency: 'EUR',
      totals: { lines: '10.00', payable: '10.00' },
      rules: 'none',
      unmapped: [],
    },
    faults: [],
    faultsMore: 0,
  });
});

test('an answer to an order has neither lines nor totals, and names may be missing', () => {
  const answer: UblDocument = {
    kind: 'OrderResponseSimple',
    content: { isAccepted: { value: 'false' }, buyer: { party: {} }, rejectionNotes: [{ value: 'no stock' }] },
  };
  const { document } = toldOf(read(writeUbl(answer)));
  assert.deepEqual(
    [document?.lines, document?.currency, document?.totals, document?.parties],
    [0, null, {}, { buyer: '' }],
  );
});

test('an element that is kept and not understood is named once', () => {
  const { document, faults } = toldOf(read(despatchAdvice({ inside: '<cac:Signature/><cac:Signature/>' })));
  assert.deepEqual([document?.unmapped, faults], [['/DespatchAdvice/cac:Signature'], []]);
});

/** The invoice as a credit note: what differs are the names, and that it has no date of payment of its own. */
const creditNote = invoiceText
  .replace(/<cbc:DueDate>.*<\/cbc:DueDate>\s*/, '')
  .replace('<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>', '<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>')
  .replaceAll('InvoicedQuantity', 'CreditedQuantity')
  .replaceAll('InvoiceLine', 'CreditNoteLine')
  .replaceAll(/Invoice(-2"| xmlns|>\s*$)/g, 'CreditNote$1');

test('a credit note is held against the same rules', () => {
  assert.deepEqual(brokenBy(creditNote), []);
  assert.deepEqual(brokenBy(changed('>381<', '>380<', creditNote)), ['BR-CL-01', 'PEPPOL-EN16931-P0101']);
  assert.deepEqual(brokenBy(changed('>114.55<', '>114.56<', creditNote)), ['BR-CO-10', 'BR-CO-13']);
  const project =
    '<cac:AdditionalDocumentReference><cbc:ID>P</cbc:ID><cbc:DocumentTypeCode>50</cbc:DocumentTypeCode></cac:AdditionalDocumentReference>';
  const seller = '<cac:AccountingSupplierParty>';
  assert.deepEqual(brokenBy(changed(seller, `${project}${seller}`, creditNote)), []);
  assert.deepEqual(brokenBy(changed(seller, `${project}${project}${seller}`, creditNote)), ['PEPPOL-EN16931-R080']);
});

test('split payment and standard rate exclude each other', () => {
  const split = changed(/(<cac:ClassifiedTaxCategory>\s*<cbc:ID>)S/, '$1B').replaceAll(/>(DE|FR)</g, '>IT<');
  assert.ok(brokenBy(split).includes('BR-B-02'));
});

test('amounts are rounded half away from zero, and shown with the digits that they need', () => {
  const read = (text: string): NonNullable<ReturnType<typeof decimalOf>> => decimalOf(text) ?? assert.fail(text);
  for (const [from, to] of [
    ['0.005', '0.01'],
    ['-0.005', '-0.01'],
    ['0.0049999', '0.00'],
    ['1', '1.00'],
    ['-.5', '-0.50'],
    ['+2.', '2.00'],
    ['99999999999999999999.995', '100000000000000000000.00'],
  ] as const) {
    assert.equal(showMoney(rounded(read(from), 2)), to);
  }
  assert.equal(showMoney(quotient(read('1'), read('-3'), 4)), '-0.3333');
  assert.equal(showMoney(read('0.12500')), '0.125');
  for (const text of ['', '.', '-', '1,5', '1e5', '0x1', '1'.repeat(41)]) assert.equal(decimalOf(text), undefined);
  assert.ok(compare(read('1.0'), read('1')) === 0 && compare(read('-2'), read('1')) < 0);
});
