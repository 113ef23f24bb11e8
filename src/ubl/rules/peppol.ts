// Peppol BIS Billing 3: what it asks for beyond EN 16931, as far as the document alone tells (PEPPOL-EN16931). National rules, and
// whether a participant exists, are not looked at.
import { has, numberOf, valueOf } from './checking.ts';
import type { Checking } from './checking.ts';
import { amountsOf } from './codes.ts';
import { compare, zero } from './decimal.ts';

export const peppolCustomization = 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0';
const profile = /^urn:fdc:peppol\.eu:2017:poacc:billing:\d{2}:1\.0$/;
const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const invoiceTypes = words(
  '71 80 82 84 102 218 219 326 331 380 382 383 384 386 388 393 395 553 575 623 780 817 870 875 876 877',
);
const creditNoteTypes = words('81 83 381 396 532');
/** Partial and corrected invoices. */
const germanTypes = words('326 384');

export function checkPeppolHead(checking: Checking): void {
  const { bill, kind, say } = checking;
  const rule = (number: string): string => `PEPPOL-EN16931-${number}`;
  if (!has(bill.profile)) {
    say(rule('R001'), {
      at: [bill.profile],
      detail: 'The business process (BT-23) is missing.',
      fix: 'Give cbc:ProfileID urn:fdc:peppol.eu:2017:poacc:billing:01:1.0.',
    });
  } else if (!profile.test(valueOf(bill.profile))) {
    say(rule('R007'), {
      at: [bill.profile],
      detail: `The business process (BT-23) "${valueOf(bill.profile).slice(0, 80)}" is none of Peppol's.`,
      fix: 'Give cbc:ProfileID urn:fdc:peppol.eu:2017:poacc:billing:01:1.0.',
    });
  }
  if (!valueOf(bill.customization).startsWith(peppolCustomization)) {
    say(rule('R004'), {
      at: [bill.customization],
      detail: 'The specification (BT-24) is not that of Peppol BIS Billing 3.',
      fix: `Give cbc:CustomizationID ${peppolCustomization}.`,
    });
  }
  if ((bill.notes ?? []).length > 1 && !isGerman(checking)) {
    say(rule('R002'), {
      at: [bill.notes?.[1]],
      detail: 'There are several notes (BT-22), and can be only one.',
      fix: 'Make one cbc:Note of them.',
    });
  }
  if (!has(bill.buyerReference) && !has(bill.order?.id)) {
    say(rule('R003'), {
      at: [],
      detail: 'Neither the reference of the buyer (BT-10) nor that of the order (BT-13) is there.',
      fix: 'Give cbc:BuyerReference or cac:OrderReference/cbc:ID.',
    });
  }
  if (has(bill.taxCurrency) && valueOf(bill.taxCurrency) === valueOf(bill.currency)) {
    say(rule('R005'), {
      at: [bill.taxCurrency],
      detail: 'The currency of VAT (BT-6) is that of the invoice (BT-5).',
      fix: 'Leave out cbc:TaxCurrencyCode.',
    });
  }
  for (const [number, party, who, term] of [
    ['R010', bill.buyer?.party, 'buyer', 'BT-49'],
    ['R020', bill.seller?.party, 'seller', 'BT-34'],
  ] as const) {
    if (has(party?.endpoint)) continue;
    say(rule(number), {
      at: [party, bill[who]],
      detail: `The electronic address of the ${who} (${term}) is missing.`,
      fix: 'Give cbc:EndpointID with its schemeID.',
    });
  }
  const types = kind === 'Invoice' ? invoiceTypes : creditNoteTypes;
  if (has(bill.type) && !types.has(valueOf(bill.type))) {
    say(rule(kind === 'Invoice' ? 'P0100' : 'P0101'), {
      at: [bill.type],
      detail: `Peppol takes no type ${valueOf(bill.type).slice(0, 20)} (BT-3) for this.`,
      fix: kind === 'Invoice' ? 'Give 380 for a commercial invoice.' : 'Give 381 for a credit note.',
    });
  }
  if (germanTypes.has(valueOf(bill.type)) && !isGerman(checking)) {
    const detail = `The type ${valueOf(bill.type)} (BT-3) is for invoices between Germans.`;
    say(rule('P0112'), { at: [bill.type], detail, fix: 'Give 380 for a commercial invoice.' });
  }
  const projects = (bill.documents ?? []).filter(({ typeCode }) => valueOf(typeCode) === '50');
  if (kind === 'CreditNote' && projects.length > 1) {
    const fix = 'Give one cac:AdditionalDocumentReference of the type 50.';
    say(rule('R080'), { at: [projects[1]], detail: 'There are several projects (BT-11), and can be only one.', fix });
  }
  for (const means of bill.paymentMeans ?? []) {
    if (!['49', '59'].includes(valueOf(means.code)) || has(means.mandate?.id)) continue;
    say(rule('R061'), {
      at: [means.mandate, means],
      detail: 'Payment is by direct debit, and the mandate (BT-89) is missing.',
      fix: 'Give cac:PaymentMandate/cbc:ID.',
    });
  }
}

function isGerman({ bill }: Checking): boolean {
  const parties = [bill.seller?.party, bill.buyer?.party];
  return parties.every((party) => valueOf(party?.address?.country?.code) === 'DE');
}

export function checkPeppolTax(checking: Checking): void {
  const { bill, say } = checking;
  const currency = valueOf(bill.currency);
  const taxCurrency = valueOf(bill.taxCurrency);
  const totals = bill.taxTotals ?? [];
  const inTaxCurrency = totals.filter(
    ({ amount }) => taxCurrency !== '' && amount?.currency === taxCurrency && taxCurrency !== currency,
  );
  const allowed = new Set(inTaxCurrency.map(({ amount }) => amount));
  for (const amount of amountsOf(checking)) {
    if (currency === '' || allowed.has(amount) || amount.currency === currency) continue;
    say('PEPPOL-EN16931-R051', {
      at: [amount],
      detail: `An amount is in ${amount.currency ?? 'no currency'}, and the invoice in ${currency} (BT-5).`,
      fix: `Give it in ${currency}.`,
    });
  }
  if (totals.filter(({ subtotals }) => (subtotals ?? []).length > 0).length !== 1) {
    say('PEPPOL-EN16931-R053', {
      at: [totals[1]],
      detail: 'Exactly one total of VAT has a breakdown.',
      fix: 'Give one cac:TaxTotal with cac:TaxSubtotal.',
    });
  }
  const bare = totals.filter(({ subtotals }) => (subtotals ?? []).length === 0);
  if (taxCurrency === '' ? bare.length > 0 : bare.length !== 1) {
    say('PEPPOL-EN16931-R054', {
      at: [bare[1] ?? bare[0]],
      detail: 'There is one total of VAT without a breakdown when there is a currency of VAT (BT-6), otherwise none.',
      fix: 'Correct cac:TaxTotal or cbc:TaxCurrencyCode.',
    });
  }
  const [own, other] = [
    numberOf(totals.find(({ amount }) => amount?.currency === currency)?.amount),
    numberOf(inTaxCurrency[0]?.amount),
  ];
  if (own !== undefined && other !== undefined && compare(own, zero) * compare(other, zero) < 0) {
    say('PEPPOL-EN16931-R055', {
      at: [inTaxCurrency[0]],
      detail: 'The two totals of VAT (BT-110, BT-111) have different signs.',
      fix: 'Give both the same sign.',
    });
  }
}

/** COMMON-R040: the last digit of a GLN checks the others, by GS1's modulo 10. */
export function checkPeppolIds({ bill, say }: Checking): void {
  const parties = [bill.seller?.party, bill.buyer?.party, bill.payee, bill.taxRepresentative];
  const ids = parties.flatMap((party) => [
    party?.endpoint,
    ...(party?.ids ?? []).map(({ id }) => id),
    ...(party?.legalEntities ?? []).map(({ companyId }) => companyId),
  ]);
  for (const id of ids) {
    if (id?.scheme !== '0088' || isGln(valueOf(id))) continue;
    say('PEPPOL-COMMON-R040', {
      at: [id],
      detail: `"${valueOf(id).slice(0, 40)}" is not a GLN (scheme 0088): 13 digits, of which the last checks the others.`,
      fix: 'Correct the number or its scheme.',
    });
  }
}

function isGln(text: string): boolean {
  if (!/^\d{13}$/.test(text)) return false;
  const sum = text.split('').reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

/** R008: what is not there is left out. */
export function checkPeppolEmpty({ bill, say }: Checking): void {
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) visit(each);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    if ('value' in node && typeof node.value === 'string' && node.value.trim() === '') {
      say('PEPPOL-EN16931-R008', {
        at: [node],
        detail: 'An element is empty.',
        fix: 'Leave it out, or give its value.',
      });
    }
    for (const [word, each] of Object.entries(node)) if (word !== 'others' && word !== 'attributes') visit(each);
  };
  visit(bill);
}
