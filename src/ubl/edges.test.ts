// What seldom stands in documents: it is read, written and told all the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bill, UblDocument } from './model/documents.ts';
import { checkRules } from './rules/check.ts';
import { taxRegistrationOf, vatIdOf } from './rules/parties.ts';
import { toldOf } from './told.ts';
import { brokenBy, changed, despatchAdvice, invoiceText, read } from './ubl.testsuite.ts';
import { writeUbl } from './write.ts';

test('an invoice without lines, totals and taxes is told', () => {
  const { document } = toldOf(read('<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'));
  assert.deepEqual([document?.lines, document?.totals, document?.parties], [0, {}, {}]);
  const order = toldOf(read('<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>'));
  assert.deepEqual([order.document?.lines, order.document?.totals], [0, {}]);
});

test('attributes without a word, and values that are empty, are written again', () => {
  const inside = '<cbc:Note xmlns:x="urn:x" x:hue="2">a<![CDATA[<b>]]></cbc:Note>';
  const { document } = read(despatchAdvice({ inside }));
  assert(document?.kind === 'DespatchAdvice');
  assert.deepEqual(document.content.notes, [
    { value: 'a<b>', attributes: [{ uri: 'urn:x', local: 'hue', value: '2' }] },
  ]);
  assert.deepEqual(read(writeUbl(document)).document, document);
  const empty = { kind: 'DespatchAdvice', content: { number: { scheme: 'ours' } } } as unknown as UblDocument;
  assert.match(writeUbl(empty), /<cbc:ID schemeID="ours"\/>/);
});

test('XML without an element is none', () => {
  for (const text of ['<!-- nothing -->', ' ', '<?xml version="1.0"?>'])
    assert.deepEqual(
      read(text).faults.map(({ rule }) => rule),
      ['xml'],
    );
});

test('what was made and not read has faults without a place', () => {
  const { document } = read(changed(/<cbc:DueDate>[^<]*<\/cbc:DueDate>/, ''));
  const { faults } = checkRules(document as Bill, new WeakMap());
  assert.deepEqual(
    faults.map(({ rule, place }) => [rule, place]),
    [['BR-CO-25', null]],
  );
});

test('a category of another tax than VAT, and a registration for one, are not held against those of VAT', () => {
  const among = changed(/(<cac:ClassifiedTaxCategory>\s*)<cbc:ID>S</, '$1<cbc:ID>ZZ<');
  assert.ok(brokenBy(among).includes('BR-CL-18'));
  const other = among.replace(/(<cac:ClassifiedTaxCategory>[\s\S]*?<cac:TaxScheme>\s*<cbc:ID>)VAT/, '$1GST');
  assert.ok(!brokenBy(other).includes('BR-CL-18'));
  const registered = changed(
    '</cac:PartyTaxScheme>',
    '</cac:PartyTaxScheme><cac:PartyTaxScheme><cac:TaxScheme><cbc:ID>TAX</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyTaxScheme><cbc:CompanyID>1</cbc:CompanyID></cac:PartyTaxScheme>',
  );
  assert.ok(!brokenBy(registered).some((rule) => rule.startsWith('BR-S')));
});

test('a charge with a percentage is reckoned like an allowance', () => {
  const charge =
    '<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:AllowanceChargeReason>Freight</cbc:AllowanceChargeReason><cbc:MultiplierFactorNumeric>10</cbc:MultiplierFactorNumeric><cbc:Amount currencyID="EUR">5.00</cbc:Amount><cbc:BaseAmount currencyID="EUR">90.00</cbc:BaseAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:AllowanceCharge>';
  const { faults } = toldOf(read(changed('<cac:TaxTotal>', `${charge}<cac:TaxTotal>`)), 'peppol');
  assert.match(faults.find(({ rule }) => rule === 'PEPPOL-EN16931-R040')?.detail ?? '', /^The charge is 5\.00/);
});

test('goods for another country have a date by a delivery or any end of a period', () => {
  const community = changed(/<cbc:ID>S<\/cbc:ID>/g, '<cbc:ID>K</cbc:ID>', invoiceText);
  const inPeriod = (inside: string): boolean =>
    brokenBy(community.replace(/<cac:InvoicePeriod>[\s\S]*?<\/cac:InvoicePeriod>/, inside)).includes('BR-IC-11');
  const period = (inside: string): string => `<cac:InvoicePeriod>${inside}</cac:InvoicePeriod>`;
  assert.equal(inPeriod(''), true);
  assert.equal(inPeriod(period('')), true);
  assert.equal(inPeriod(period('<cbc:StartDate>2026-03-01</cbc:StartDate>')), false);
  assert.equal(inPeriod(period('<cbc:EndDate>2026-03-01</cbc:EndDate>')), false);
  assert.equal(inPeriod(period('<cbc:DescriptionCode>3</cbc:DescriptionCode>')), false);
});

test('VAT without a taxable amount or a rate is not reckoned twice', () => {
  const bare = changed(/<cbc:TaxableAmount[^>]*>[^<]*<\/cbc:TaxableAmount>/, '');
  assert.ok(!brokenBy(bare).includes('BR-S-09'));
  assert.ok(brokenBy(bare).includes('BR-45'));
});

test('terms of payment tell when it is due, unless they say nothing', () => {
  const undue = changed(/<cbc:DueDate>[^<]*<\/cbc:DueDate>/, '');
  const terms = (inside: string): string[] =>
    brokenBy(undue.replace(/(<\/cac:PaymentMeans>)/, `$1<cac:PaymentTerms>${inside}</cac:PaymentTerms>`));
  assert.ok(!terms('<cbc:Note>30 days</cbc:Note>').includes('BR-CO-25'));
  assert.ok(terms('').includes('BR-CO-25'));
});

test('an amount without a currency is told as one without', () => {
  const { faults } = toldOf(read(changed(/<cbc:PayableAmount currencyID="EUR">/, '<cbc:PayableAmount>')), 'peppol');
  assert.match(
    faults.find(({ rule }) => rule === 'PEPPOL-EN16931-R051')?.detail ?? '',
    /in no currency, and the invoice in EUR/,
  );
});

test('a line without a rate, or with one of 0, is told as such', () => {
  const line = /(<cac:ClassifiedTaxCategory>\s*<cbc:ID>S<\/cbc:ID>\s*)<cbc:Percent>[^<]*<\/cbc:Percent>/;
  const told = (rate: string): string =>
    toldOf(read(changed(line, `$1${rate}`)), 'en16931').faults.find(({ rule }) => rule === 'BR-S-05')?.detail ?? '';
  assert.match(told(''), /has no rate: it should be above 0/);
  assert.match(told('<cbc:Percent>0</cbc:Percent>'), /has the rate 0: it should be above 0/);
});

test('a category that nothing has may stand in the breakdown once', () => {
  const zero =
    '<cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">0.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">0.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>';
  const once = changed('</cac:TaxTotal>', `${zero}</cac:TaxTotal>`);
  assert.ok(!brokenBy(once).includes('BR-Z-01'));
  assert.ok(brokenBy(once.replace(zero, zero + zero)).includes('BR-Z-01'));
});

test('attributes of groups are kept', () => {
  const { document } = read(
    despatchAdvice({ inside: '<cac:OrderReference xmlns:x="urn:x" x:y="1"><cbc:ID>1</cbc:ID></cac:OrderReference>' }),
  );
  assert(document?.kind === 'DespatchAdvice');
  assert.deepEqual(document.content.orders?.[0]?.attributes, [{ uri: 'urn:x', local: 'y', value: '1' }]);
});

test('a party may have numbers of VAT, of another tax, or none', () => {
  const ids = [vatIdOf, taxRegistrationOf].map(
    (idOf) => (taxSchemes: Parameters<typeof idOf>[0] | null) => idOf(taxSchemes ?? undefined)?.value,
  );
  const vat = { companyId: { value: 'DE1' }, scheme: { id: { value: 'vat' } } };
  const other = { companyId: { value: '27/1' }, scheme: { id: { value: 'FC' } } };
  const unsaid = { companyId: { value: '5' } };
  const told = (party: object | null): unknown => ids.map((of) => of(party as Parameters<typeof vatIdOf>[0]));
  assert.deepEqual(told(null), [undefined, undefined]);
  assert.deepEqual(told({}), [undefined, undefined]);
  assert.deepEqual(told({ taxSchemes: [{}, vat, other] }), ['DE1', '27/1']);
  assert.deepEqual(told({ taxSchemes: [unsaid] }), [undefined, '5']);
});
