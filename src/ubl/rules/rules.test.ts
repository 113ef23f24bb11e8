// Business rules: a valid invoice breaks none, and one change breaks the rules that are named for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenBy, changed, invoiceText, read } from '../ubl.testsuite.ts';
import { toldOf } from '../told.ts';
import { checkRules } from './check.ts';

const vat = (code: string, rate: string): string =>
  `<cbc:ID>${code}</cbc:ID>${rate}<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>`;

test('a valid invoice breaks no rule', () => {
  assert.deepEqual(brokenBy(invoiceText), []);
});

const element = (name: string): RegExp => new RegExp(`<(?:cbc|cac):${name}\\b[\\s\\S]*?</(?:cbc|cac):${name}>\\s*`);
const party = /<cac:AccountingCustomerParty>[\s\S]*<\/cac:AccountingCustomerParty>/;
const lineOne = '<cbc:LineExtensionAmount currencyID="EUR">100.00</cbc:LineExtensionAmount>';
const secondLine = /<cac:InvoiceLine>\s*<cbc:ID>2<[\s\S]*<\/cac:InvoiceLine>/;
const period = (start: string, end: string): string =>
  `<cac:InvoicePeriod><cbc:StartDate>${start}</cbc:StartDate><cbc:EndDate>${end}</cbc:EndDate></cac:InvoicePeriod>`;
const representative = (inside: string): string =>
  `<cac:TaxRepresentativeParty>${inside}</cac:TaxRepresentativeParty><cac:PaymentMeans>`;
const reference = (inside: string): string =>
  `<cac:AdditionalDocumentReference>${inside}</cac:AdditionalDocumentReference><cac:AccountingSupplierParty>`;

/** The rules that one change of the valid invoice breaks. */
const changes: readonly (readonly [rules: string, from: string | RegExp, to: string])[] = [
  ['BR-01 PEPPOL-EN16931-R004', element('CustomizationID'), ''],
  ['PEPPOL-EN16931-R004', 'billing:3.0', 'billing:2.0'],
  ['PEPPOL-EN16931-R001', element('ProfileID'), ''],
  ['PEPPOL-EN16931-R007', 'billing:01:1.0', 'billing:01:2.0'],
  ['UBL-missing BR-02', element('ID'), ''],
  ['UBL-missing BR-03', element('IssueDate'), ''],
  ['BR-04', element('InvoiceTypeCode'), ''],
  ['BR-CL-01 PEPPOL-EN16931-P0100', '>380<', '>381<'],
  ['PEPPOL-EN16931-P0100', '>380<', '>389<'],
  ['PEPPOL-EN16931-P0112', '>380<', '>384<'],
  ['BR-05', element('DocumentCurrencyCode'), ''],
  ['BR-CL-04 PEPPOL-EN16931-R051', '>EUR<', '>EUX<'],
  ['BR-CO-25', element('DueDate'), ''],
  [
    'PEPPOL-EN16931-R002',
    '<cbc:DocumentCurrencyCode>',
    '<cbc:Note>a</cbc:Note><cbc:Note>b</cbc:Note><cbc:DocumentCurrencyCode>',
  ],
  [
    'BR-53 PEPPOL-EN16931-R054',
    '</cbc:DocumentCurrencyCode>',
    '</cbc:DocumentCurrencyCode><cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>',
  ],
  [
    'PEPPOL-EN16931-R005 PEPPOL-EN16931-R054',
    '</cbc:DocumentCurrencyCode>',
    '</cbc:DocumentCurrencyCode><cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode>',
  ],
  [
    'BR-CL-05 BR-53 PEPPOL-EN16931-R054',
    '</cbc:DocumentCurrencyCode>',
    '</cbc:DocumentCurrencyCode><cbc:TaxCurrencyCode>XYZ</cbc:TaxCurrencyCode>',
  ],
  [
    'BR-CO-03',
    '<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>',
    '<cbc:TaxPointDate>2026-03-31</cbc:TaxPointDate><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode><cac:InvoicePeriod><cbc:DescriptionCode>35</cbc:DescriptionCode></cac:InvoicePeriod>',
  ],
  ['BR-CL-06', '</cbc:EndDate>', '</cbc:EndDate><cbc:DescriptionCode>99</cbc:DescriptionCode>'],
  ['BR-29', element('EndDate'), '<cbc:EndDate>2026-02-28</cbc:EndDate>'],
  ['BR-CO-19', /<cbc:StartDate>[\s\S]*<\/cbc:EndDate>/, ''],
  ['PEPPOL-EN16931-R003', element('OrderReference'), ''],
  ['BR-06 PEPPOL-EN16931-R008', 'Nordlicht Handel GmbH', ' '],
  ['BR-07 PEPPOL-EN16931-R008', 'Lumiere SARL', ' '],
  ['BR-08 BR-09', /<cac:PostalAddress>[\s\S]*?<\/cac:PostalAddress>/, ''],
  ['BR-09', '<cbc:IdentificationCode>DE</cbc:IdentificationCode>', ''],
  ['BR-11', '<cbc:IdentificationCode>FR</cbc:IdentificationCode>', ''],
  ['BR-CL-14', '>FR<', '>FX<'],
  ['BR-CO-09', '>DE123456789<', '>123456789<'],
  ['BR-62', ' schemeID="0088">4012345000009', '>4012345000009'],
  ['BR-63', ' schemeID="0088">4000004000002', '>4000004000002'],
  ['BR-CL-25', 'schemeID="0088">4000004000002', 'schemeID="0000">4000004000002'],
  ['PEPPOL-COMMON-R040', '4000004000002', '4000004000003'],
  ['PEPPOL-COMMON-R040', '4000004000002', '40000040000'],
  ['PEPPOL-EN16931-R010', '<cbc:EndpointID schemeID="0088">4000004000002</cbc:EndpointID>', ''],
  ['PEPPOL-EN16931-R020', '<cbc:EndpointID schemeID="0088">4012345000009</cbc:EndpointID>', ''],
  ['UBL-missing BR-07 BR-10 BR-11 PEPPOL-EN16931-R010', party, ''],
  ['BR-02 PEPPOL-EN16931-R008', '<cbc:ID>INV-1001</cbc:ID>', '<cbc:ID> </cbc:ID>'],
  ['BR-17', '<cac:PaymentMeans>', '<cac:PayeeParty/><cac:PaymentMeans>'],
  ['BR-18 BR-19 BR-20 BR-56', '<cac:PaymentMeans>', representative('')],
  [
    'BR-CL-14',
    '<cac:PaymentMeans>',
    representative(
      '<cac:PartyName><cbc:Name>R</cbc:Name></cac:PartyName><cac:PostalAddress><cac:Country><cbc:IdentificationCode>QQ</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>FR1</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>',
    ),
  ],
  [
    'BR-CL-10',
    '<cac:PostalAddress>',
    '<cac:PartyIdentification><cbc:ID schemeID="9999">1</cbc:ID></cac:PartyIdentification><cac:PostalAddress>',
  ],
  ['BR-CL-11', '</cbc:RegistrationName>', '</cbc:RegistrationName><cbc:CompanyID schemeID="XX">1</cbc:CompanyID>'],
  ['BR-CO-26 BR-S-02 BR-S-03 BR-S-04', element('PartyTaxScheme'), ''],
  ['UBL-missing BR-52', '<cac:AccountingSupplierParty>', reference('')],
  [
    'UBL-SR-04',
    '<cac:AccountingSupplierParty>',
    reference('<cbc:ID>1</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode>').replace(
      '<cac:AccountingSupplierParty>',
      reference('<cbc:ID>2</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode>'),
    ),
  ],
  [
    'BR-CL-07',
    '<cac:AccountingSupplierParty>',
    reference('<cbc:ID schemeID="??">1</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode>'),
  ],
  [
    'BR-CL-24',
    '<cac:AccountingSupplierParty>',
    reference(
      '<cbc:ID>1</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="text/html" filename="a">QQ==</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>',
    ),
  ],
  [
    'UBL-missing BR-55',
    '<cac:AccountingSupplierParty>',
    '<cac:BillingReference><cac:InvoiceDocumentReference/></cac:BillingReference><cac:AccountingSupplierParty>',
  ],
  [
    'BR-57',
    '<cac:PaymentMeans>',
    '<cac:Delivery><cac:DeliveryLocation><cac:Address/></cac:DeliveryLocation></cac:Delivery><cac:PaymentMeans>',
  ],
  [
    'BR-CL-14',
    '<cac:PaymentMeans>',
    '<cac:Delivery><cac:DeliveryLocation><cac:Address><cac:Country><cbc:IdentificationCode>QQ</cbc:IdentificationCode></cac:Country></cac:Address></cac:DeliveryLocation></cac:Delivery><cac:PaymentMeans>',
  ],
  [
    'BR-CL-26',
    '<cac:PaymentMeans>',
    '<cac:Delivery><cac:DeliveryLocation><cbc:ID schemeID="??">1</cbc:ID></cac:DeliveryLocation></cac:Delivery><cac:PaymentMeans>',
  ],
  ['UBL-missing BR-49', element('PaymentMeansCode'), ''],
  ['BR-CL-16', '>58<', '>99<'],
  ['BR-61', element('PayeeFinancialAccount'), ''],
  ['BR-50 BR-61', '<cbc:ID>DE79000000001234567890</cbc:ID>', ''],
  [
    'BR-51',
    '<cac:PayeeFinancialAccount>',
    '<cac:CardAccount><cbc:PrimaryAccountNumberID>4111111111111111</cbc:PrimaryAccountNumberID><cbc:NetworkID>VISA</cbc:NetworkID></cac:CardAccount><cac:PayeeFinancialAccount>',
  ],
  ['PEPPOL-EN16931-R061', '>58<', '>59<'],
  ['UBL-SR-44', '</cbc:PaymentID>', '</cbc:PaymentID><cbc:PaymentID>other</cbc:PaymentID>'],
  [
    'UBL-SR-47',
    '</cac:PaymentMeans>',
    '</cac:PaymentMeans><cac:PaymentMeans><cbc:PaymentMeansCode>10</cbc:PaymentMeansCode></cac:PaymentMeans>',
  ],
  ['UBL-missing BR-31 BR-CO-11 BR-S-08', /<cbc:Amount currencyID="EUR">10.00<\/cbc:Amount>/, ''],
  ['BR-33 BR-CO-21', element('AllowanceChargeReasonCode'), ''],
  ['BR-38 BR-CO-22', element('AllowanceChargeReason'), ''],
  ['BR-CL-19', '>95<', '>96<'],
  [
    'BR-CL-20',
    '<cbc:AllowanceChargeReason>Freight</cbc:AllowanceChargeReason>',
    '<cbc:AllowanceChargeReasonCode>95</cbc:AllowanceChargeReasonCode>',
  ],
  ['BR-32 BR-S-08', element('TaxCategory'), ''],
  ['PEPPOL-EN16931-R043', '>false<', '>0<'],
  [
    'PEPPOL-EN16931-R042',
    '10.00</cbc:Amount>',
    '10.00</cbc:Amount><cbc:BaseAmount currencyID="EUR">100.00</cbc:BaseAmount>',
  ],
  [
    'PEPPOL-EN16931-R041',
    '<cbc:Amount currencyID="EUR">10.00',
    '<cbc:MultiplierFactorNumeric>10</cbc:MultiplierFactorNumeric><cbc:Amount currencyID="EUR">10.00',
  ],
  ['PEPPOL-EN16931-R040', '<cbc:MultiplierFactorNumeric>3<', '<cbc:MultiplierFactorNumeric>4<'],
  ['UBL-missing BR-12 BR-13 BR-14 BR-15 BR-CO-11 BR-CO-12', element('LegalMonetaryTotal'), ''],
  ['BR-CO-10 BR-CO-13', '>114.55<', '>114.56<'],
  [
    'BR-CO-11 BR-CO-13',
    '<cbc:AllowanceTotalAmount currencyID="EUR">10.00',
    '<cbc:AllowanceTotalAmount currencyID="EUR">10.01',
  ],
  ['BR-CO-12 BR-CO-13', '<cbc:ChargeTotalAmount currencyID="EUR">5.00', '<cbc:ChargeTotalAmount currencyID="EUR">5.01'],
  ['BR-CO-13 BR-CO-15', '>109.55<', '>109.54<'],
  ['BR-CO-14 BR-CO-15', '>19.07<', '>19.08<'],
  ['BR-CO-15 BR-CO-16', '>128.62<', '>128.63<'],
  ['BR-CO-16', '<cbc:PayableAmount currencyID="EUR">100.00', '<cbc:PayableAmount currencyID="EUR">99.99'],
  ['BR-CO-14 BR-CO-17 BR-S-09', '>18.05<', '>18.06<'],
  ['BR-CO-17 BR-S-08 BR-S-09', '>95.00<', '>94.90<'],
  ['BR-CO-18 BR-S-01 PEPPOL-EN16931-R053', element('TaxTotal'), ''],
  ['BR-45', '<cbc:TaxableAmount currencyID="EUR">95.00</cbc:TaxableAmount>', ''],
  ['UBL-missing BR-46 BR-CO-14', '<cbc:TaxAmount currencyID="EUR">18.05</cbc:TaxAmount>', ''],
  ['BR-48 BR-CO-17 BR-S-08 BR-S-09', /(<cac:TaxSubtotal>[\s\S]*?)<cbc:Percent>19<\/cbc:Percent>/, '$1'],
  ['BR-S-10', /(<cac:TaxSubtotal>[\s\S]*?<\/cbc:Percent>)/, '$1<cbc:TaxExemptionReason>why</cbc:TaxExemptionReason>'],
  ['BR-CL-17 BR-S-08', /(<cac:TaxCategory>\s*<cbc:ID>)S/, '$1X'],
  [
    'PEPPOL-EN16931-R053',
    '</cac:TaxTotal>',
    '</cac:TaxTotal><cac:TaxTotal><cbc:TaxAmount currencyID="EUR">0</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">0</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">0</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>5</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>',
  ],
  ['BR-CL-03 PEPPOL-EN16931-R051', 'currencyID="EUR">28.62', 'currencyID="???">28.62'],
  ['PEPPOL-EN16931-R051', 'currencyID="EUR">28.62', 'currencyID="USD">28.62'],
  ['BR-DEC-16', '>28.62<', '>28.620<'],
  ['BR-DEC-01', '>10.00</cbc:Amount>', '>10.000</cbc:Amount>'],
  ['BR-DEC-05', '>5.00</cbc:Amount>', '>5.000</cbc:Amount>'],
  ['BR-DEC-09', '>114.55<', '>114.550<'],
  ['BR-DEC-13', '>19.07<', '>19.070<'],
  ['BR-DEC-19', '>95.00<', '>95.000<'],
  ['BR-DEC-20', '>18.05<', '>18.050<'],
  ['BR-DEC-23', lineOne, lineOne.replace('100.00', '100.000')],
  ['BR-DEC-24', '>0.45<', '>0.450<'],
  ['BR-DEC-25', '>15.00<', '>15.000<'],
  ['UBL-missing BR-21', '<cbc:ID>1</cbc:ID>', ''],
  ['BR-22 BR-23', element('InvoicedQuantity'), ''],
  ['BR-23', ' unitCode="C62"', ''],
  ['BR-CL-23', 'unitCode="C62"', 'unitCode="PIECES"'],
  ['UBL-missing BR-24 BR-CO-10 BR-S-08', lineOne, ''],
  ['BR-25', '<cbc:Name>Lamp</cbc:Name>', ''],
  ['UBL-missing BR-26', element('PriceAmount'), ''],
  ['BR-27 PEPPOL-EN16931-R046 PEPPOL-EN16931-R120', '>25.00<', '>-25.00<'],
  ['BR-28 PEPPOL-EN16931-R046', '>27.50<', '>-27.50<'],
  ['PEPPOL-EN16931-R046', '>2.50<', '>2.40<'],
  ['PEPPOL-EN16931-R044', /(<cac:Price>[\s\S]*?)false/, '$1true'],
  ['PEPPOL-EN16931-R120', 'unitCode="C62">4<', 'unitCode="C62">5<'],
  ['PEPPOL-EN16931-R121', 'unitCode="KGM">100<', 'unitCode="KGM">0<'],
  ['PEPPOL-EN16931-R130', 'unitCode="KGM">100<', 'unitCode="GRM">100<'],
  ['BR-30 PEPPOL-EN16931-R111', '<cac:Item>', `${period('2026-04-30', '2026-04-01')}<cac:Item>`],
  ['PEPPOL-EN16931-R110', '<cac:Item>', `${period('2026-02-28', '2026-03-31')}<cac:Item>`],
  ['BR-CO-20', '<cac:Item>', '<cac:InvoicePeriod/><cac:Item>'],
  [
    'PEPPOL-EN16931-R100 PEPPOL-EN16931-R101',
    '<cac:Item>',
    '<cac:DocumentReference><cbc:ID>1</cbc:ID></cac:DocumentReference><cac:DocumentReference><cbc:ID>2</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode></cac:DocumentReference><cac:Item>',
  ],
  ['BR-42 BR-CO-23', '<cbc:AllowanceChargeReason>Quantity</cbc:AllowanceChargeReason>', ''],
  [
    'BR-44 BR-CO-24 PEPPOL-EN16931-R120',
    /<cbc:ChargeIndicator>false<\/cbc:ChargeIndicator>\s*<cbc:AllowanceChargeReason>Quantity<\/cbc:AllowanceChargeReason>/,
    '<cbc:ChargeIndicator>true</cbc:ChargeIndicator>',
  ],
  ['UBL-missing BR-41 PEPPOL-EN16931-R120', '<cbc:Amount currencyID="EUR">0.45</cbc:Amount>', ''],
  ['BR-CO-04 BR-S-08', element('ClassifiedTaxCategory'), ''],
  ['BR-CL-18 BR-S-08', /(<cac:ClassifiedTaxCategory>\s*<cbc:ID>)S/, '$1X'],
  ['BR-S-05 BR-S-08', /(<cac:ClassifiedTaxCategory>[\s\S]*?<cbc:Percent>)19/, '$10'],
  ['BR-64', ' schemeID="0160"', ''],
  ['BR-CL-21', 'schemeID="0160"', 'schemeID="GTIN"'],
  [
    'BR-65',
    '<cac:ClassifiedTaxCategory>',
    '<cac:CommodityClassification><cbc:ItemClassificationCode>1</cbc:ItemClassificationCode></cac:CommodityClassification><cac:ClassifiedTaxCategory>',
  ],
  [
    'BR-CL-13',
    '<cac:ClassifiedTaxCategory>',
    '<cac:CommodityClassification><cbc:ItemClassificationCode listID="?">1</cbc:ItemClassificationCode></cac:CommodityClassification><cac:ClassifiedTaxCategory>',
  ],
  [
    'BR-CL-15',
    '<cac:ClassifiedTaxCategory>',
    '<cac:OriginCountry><cbc:IdentificationCode>QQ</cbc:IdentificationCode></cac:OriginCountry><cac:ClassifiedTaxCategory>',
  ],
  [
    'UBL-missing BR-54',
    '</cac:ClassifiedTaxCategory>',
    '</cac:ClassifiedTaxCategory><cac:AdditionalItemProperty><cbc:Value>1</cbc:Value></cac:AdditionalItemProperty>',
  ],
  ['BR-CO-10 BR-S-08', secondLine, ''],
];

for (const [rules, from, to] of changes) {
  test(`${rules} is broken by what is named for it: ${to.slice(0, 60) || `without ${String(from).slice(0, 60)}`}`, () => {
    assert.deepEqual(brokenBy(changed(from, to)).toSorted(), rules.split(' ').toSorted());
  });
}

/** An invoice without VAT of a category: its two lines, allowance and charge, and one breakdown. */
function untaxed(
  code: string,
  { rate = '<cbc:Percent>0</cbc:Percent>', reason = '<cbc:TaxExemptionReason>why</cbc:TaxExemptionReason>' } = {},
): string {
  return invoiceText
    .replace(
      /<cac:TaxTotal>[\s\S]*<\/cac:TaxTotal>/,
      `<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">0</cbc:TaxAmount><cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">109.55</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">0.00</cbc:TaxAmount><cac:TaxCategory>${vat(code, `${rate}${reason}`)}</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>`,
    )
    .replaceAll(/<cbc:ID>S<\/cbc:ID>\s*<cbc:Percent>\d+<\/cbc:Percent>/g, `<cbc:ID>${code}</cbc:ID>${rate}`)
    .replace('>128.62<', '>109.55<')
    .replace('>28.62<', '>9.55<');
}

const buyerVat = (text: string): string =>
  text.replace(
    /(4000004000002[\s\S]*?<\/cac:PostalAddress>)/,
    '$1<cac:PartyTaxScheme><cbc:CompanyID>FR12345678901</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>',
  );
const delivered = (text: string): string =>
  text.replace(
    '<cac:PaymentMeans>',
    '<cac:Delivery><cbc:ActualDeliveryDate>2026-03-30</cbc:ActualDeliveryDate><cac:DeliveryLocation><cac:Address><cac:Country><cbc:IdentificationCode>FR</cbc:IdentificationCode></cac:Country></cac:Address></cac:DeliveryLocation></cac:Delivery><cac:PaymentMeans>',
  );
const sellerVat = (text: string): string => text.replace(element('PartyTaxScheme'), '');
const sellerId = (text: string): string =>
  text.replace(
    '<cac:PostalAddress>',
    '<cac:PartyIdentification><cbc:ID>S-1</cbc:ID></cac:PartyIdentification><cac:PostalAddress>',
  );
const notSubject = sellerId(sellerVat(untaxed('O', { rate: '' })));

const categories: readonly (readonly [what: string, text: string, rules: string])[] = [
  ['zero rate', untaxed('Z', { reason: '' }), ''],
  ['zero rate with a reason', untaxed('Z'), 'BR-Z-10'],
  [
    'zero rate of 5 %',
    untaxed('Z', { reason: '', rate: '<cbc:Percent>5</cbc:Percent>' }),
    'BR-CO-17 BR-Z-05 BR-Z-06 BR-Z-07',
  ],
  ['exempt', untaxed('E'), ''],
  ['exempt without a reason', untaxed('E', { reason: '' }), 'BR-E-10'],
  ['exempt, and VAT all the same', untaxed('E').replace('>0.00<', '>1.00<'), 'BR-CO-14 BR-CO-17 BR-E-09'],
  [
    'exempt, and another taxable amount',
    untaxed('E').replace('<cbc:TaxableAmount currencyID="EUR">109.55', '<cbc:TaxableAmount currencyID="EUR">109.54'),
    'BR-E-08',
  ],
  ['reverse charge of one who is known', buyerVat(untaxed('AE')), ''],
  ['reverse charge of one who is not', untaxed('AE'), 'BR-AE-02 BR-AE-03 BR-AE-04'],
  ['intra-community supply', delivered(buyerVat(untaxed('K'))), ''],
  ['intra-community supply to nowhere', buyerVat(untaxed('K')), 'BR-IC-12'],
  [
    'intra-community supply at no time',
    changed(
      /<cac:InvoicePeriod>[\s\S]*?<\/cac:InvoicePeriod>/,
      '',
      changed(/<cbc:ActualDeliveryDate>.*?<\/cbc:ActualDeliveryDate>/, '', delivered(buyerVat(untaxed('K')))),
    ),
    'BR-IC-11',
  ],
  ['intra-community supply to one who is not known', delivered(untaxed('K')), 'BR-IC-02 BR-IC-03 BR-IC-04'],
  ['export', untaxed('G'), ''],
  ['export of one who is not known', sellerId(sellerVat(untaxed('G'))), 'BR-G-02 BR-G-03 BR-G-04'],
  ['not subject to VAT', notSubject, ''],
  ['not subject to VAT, with a rate', sellerId(sellerVat(untaxed('O'))), 'BR-O-05 BR-O-06 BR-O-07'],
  ['not subject to VAT, and a VAT identifier', untaxed('O', { rate: '' }), 'BR-O-02 BR-O-03 BR-O-04'],
  [
    'not subject to VAT, and a line that is',
    notSubject.replace(
      /(<cac:ClassifiedTaxCategory>)[\s\S]*?(<\/cac:ClassifiedTaxCategory>)/,
      `$1${vat('E', '<cbc:Percent>0</cbc:Percent>')}$2`,
    ),
    'BR-E-01 BR-E-02 BR-O-08 BR-O-12',
  ],
  ['IGIC', untaxed('L', { reason: '', rate: '<cbc:Percent>0</cbc:Percent>' }), ''],
  ['IPSI with a reason', untaxed('M'), 'BR-AG-10'],
  ['split payment outside of Italy', untaxed('B', { reason: '' }), 'BR-B-01'],
  ['split payment within Italy', untaxed('B', { reason: '' }).replaceAll(/>(DE|FR)</g, '>IT<'), ''],
  [
    'two breakdowns of one category',
    changed(/(<cac:TaxSubtotal>[\s\S]*<\/cac:TaxSubtotal>)/, '$1$1', untaxed('E')),
    'BR-E-01',
  ],
];

for (const [what, text, rules] of categories) {
  test(`VAT, ${what}: ${rules || 'no rule is broken'}`, () => {
    assert.deepEqual(
      brokenBy(text).toSorted(),
      rules
        .split(' ')
        .filter((rule) => rule !== '')
        .toSorted(),
    );
  });
}

test('VAT that is less than 1 away is a warning, more is an error', () => {
  const severities = (text: string): string[] =>
    toldOf(read(text))
      .faults.filter(({ rule }) => rule === 'BR-CO-17')
      .map(({ severity }) => severity);
  assert.deepEqual(severities(changed('>18.05<', '>18.99<')), ['warning']);
  assert.deepEqual(severities(changed('>18.05<', '>19.05<')), ['error']);
});

test('a second total of VAT in the currency of the tax authorities', () => {
  const both = changed(
    '</cbc:DocumentCurrencyCode>',
    '</cbc:DocumentCurrencyCode><cbc:TaxCurrencyCode>SEK</cbc:TaxCurrencyCode>',
  ).replace(
    '</cac:TaxTotal>',
    '</cac:TaxTotal><cac:TaxTotal><cbc:TaxAmount currencyID="SEK">210.50</cbc:TaxAmount></cac:TaxTotal>',
  );
  assert.deepEqual(brokenBy(both), []);
  assert.deepEqual(brokenBy(changed('>210.50<', '>-210.505<', both)), ['BR-DEC-15', 'PEPPOL-EN16931-R055']);
});

test('a document says which rules it follows, and others have none', () => {
  assert.equal(toldOf(read(invoiceText)).document?.rules, 'peppol');
  assert.equal(
    toldOf(read(changed('#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0', ''))).document?.rules,
    'en16931',
  );
  assert.equal(toldOf(read(changed(element('CustomizationID'), ''))).document?.rules, 'none');
  const { document, places } = read(invoiceText);
  assert.ok(document !== null);
  assert.equal(checkRules({ kind: 'Order', content: {} }, places, 'peppol').rules, 'none');
  // What was made, and not read, has no places.
  const made = checkRules({ kind: 'CreditNote', content: {} }, new WeakMap(), 'en16931');
  assert.ok(made.faults.every(({ place }) => place === null) && made.faults.some(({ rule }) => rule === 'BR-16'));
});

test('faults beyond the limit are counted', () => {
  const line = { number: { value: '' } };
  const document = { kind: 'Invoice' as const, content: { lines: Array.from({ length: 400 }, () => line) } };
  const { faults, faultsMore } = checkRules(document, new WeakMap(), 'en16931');
  assert.equal(faults.length, 1000);
  assert.ok(faultsMore > 1000);
});

test('between Germans there may be several notes, and corrected invoices', () => {
  const note = '<cbc:Note>a</cbc:Note>';
  const german = changed('>380<', '>384<').replace(
    '<cbc:DocumentCurrencyCode>',
    `${note}${note}<cbc:DocumentCurrencyCode>`,
  );
  assert.deepEqual(brokenBy(german), ['PEPPOL-EN16931-R002', 'PEPPOL-EN16931-P0112']);
  assert.deepEqual(brokenBy(german.replace('>FR<', '>DE<')), []);
});
