// EN 16931: what an invoice has to say at its head and in its references (BR-01 to BR-05, BR-12 to BR-16, BR-52 to BR-57, BR-CO-03).
import { has, valueOf, want } from './checking.ts';
import type { Checking } from './checking.ts';

export function checkHead(checking: Checking): void {
  const { bill, kind, lines, say } = checking;
  const { totals } = bill;
  want(
    checking,
    [],
    [
      ['BR-01', bill.customization, 'The specification that the invoice follows (BT-24)', 'cbc:CustomizationID'],
      ['BR-02', bill.number, 'The number of the invoice (BT-1)', 'cbc:ID'],
      ['BR-03', bill.issued, 'The date of issue (BT-2)', 'cbc:IssueDate'],
      ['BR-04', bill.type, 'The type of the invoice (BT-3)', `cbc:${kind}TypeCode`],
      ['BR-05', bill.currency, 'The currency of the invoice (BT-5)', 'cbc:DocumentCurrencyCode'],
    ],
  );
  want(
    checking,
    [totals],
    [
      [
        'BR-12',
        totals?.lines,
        'The sum of the net amounts of lines (BT-106)',
        'cac:LegalMonetaryTotal/cbc:LineExtensionAmount',
      ],
      ['BR-13', totals?.withoutTax, 'The total without VAT (BT-109)', 'cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount'],
      ['BR-14', totals?.withTax, 'The total with VAT (BT-112)', 'cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount'],
      ['BR-15', totals?.payable, 'The amount due (BT-115)', 'cac:LegalMonetaryTotal/cbc:PayableAmount'],
    ],
  );
  if (lines.length === 0) {
    say('BR-16', { at: [], detail: 'There is no line (BG-25).', fix: `Give at least one cac:${kind}Line.` });
  }
  const codes = (bill.periods ?? []).flatMap((period) => period.codes ?? []).filter(has);
  if (has(bill.taxPoint) && codes.length > 0) {
    say('BR-CO-03', {
      at: [bill.taxPoint],
      detail: 'The date of the VAT point (BT-7) and its code (BT-8) exclude each other, and both are there.',
      fix: 'Leave out cbc:TaxPointDate or cac:InvoicePeriod/cbc:DescriptionCode.',
    });
  }
}

export function checkReferences(checking: Checking): void {
  const { bill, say } = checking;
  for (const document of bill.documents ?? []) {
    want(checking, [document], [['BR-52', document.id, 'The reference of the supporting document (BT-122)', 'cbc:ID']]);
  }
  const objects = (bill.documents ?? []).filter(({ typeCode }) => valueOf(typeCode) === '130');
  if (objects.length > 1) {
    const fix = 'Give one cac:AdditionalDocumentReference of the type 130.';
    say('UBL-SR-04', {
      at: [objects[1]],
      detail: 'There are several invoiced objects (BT-18), and can be only one.',
      fix,
    });
  }
  for (const { invoice, creditNote } of bill.preceding ?? []) {
    for (const preceding of [invoice, creditNote]) {
      if (preceding !== undefined)
        want(checking, [preceding], [['BR-55', preceding.id, 'The number of the preceding invoice (BT-25)', 'cbc:ID']]);
    }
  }
  for (const { location } of bill.deliveries ?? []) {
    if (location?.address === undefined) continue;
    want(
      checking,
      [location.address],
      [
        [
          'BR-57',
          location.address.country?.code,
          'The country of delivery (BT-80)',
          'cac:Country/cbc:IdentificationCode',
        ],
      ],
    );
  }
  const taxCurrency = valueOf(bill.taxCurrency);
  const isTold = (bill.taxTotals ?? []).some(({ amount }) => amount?.currency === taxCurrency);
  if (taxCurrency !== '' && !isTold) {
    say('BR-53', {
      at: [bill.taxCurrency],
      detail: `VAT is accounted for in ${taxCurrency} (BT-6), and its total in that currency (BT-111) is missing.`,
      fix: `Give a second cac:TaxTotal with only cbc:TaxAmount in ${taxCurrency}.`,
    });
  }
}
