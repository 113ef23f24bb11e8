// EN 16931: what each category of VAT asks for (BR-S, BR-Z, BR-E, BR-AE, BR-IC, BR-G, BR-O, BR-AF, BR-AG, BR-B). The categories differ in
// few things, which a table says; the rules are the same ten for each.
import type { TaxCategory } from '../model/parts.ts';
import { has, numberOf, valueOf } from './checking.ts';
import type { Checking, Valued } from './checking.ts';
import { compare, isSame, percentOf, plus, rounded, showMoney, times, zero } from './decimal.ts';
import { legalIdOf, taxRegistrationOf, vatIdOf } from './parties.ts';
import { isNear } from './totals.ts';
import { breakdownIn, categories, taxedIn } from './vat-categories.ts';
import type { Broken, Category, Taxed } from './vat-categories.ts';

const kinds = {
  line: ['02', '05', 'line'],
  allowance: ['03', '06', 'allowance'],
  charge: ['04', '07', 'charge'],
} as const;

export function checkVat(checking: Checking): void {
  const taxed = taxedIn(checking);
  const breakdown = breakdownIn(checking);
  for (const category of categories) {
    const own = taxed.filter((each) => valueOf(each.category.id) === category.code);
    const broken = breakdown.filter((each) => valueOf(each.category.id) === category.code);
    checkThere(checking, category, own, broken);
    checkIds(checking, category, own);
    for (const each of own) checkRate(checking, category, each);
    for (const each of broken) {
      checkTaxable(checking, category, own, each);
      checkAmount(checking, category, each);
      checkReason(checking, category, each);
    }
    if (category.code === 'K' && broken.length > 0) checkSupply(checking);
    if (category.code === 'O' && broken.length > 0) checkAlone(checking, taxed, breakdown);
  }
  checkSplit(checking, [...taxed, ...breakdown]);
}

/** 01: what is taxed is in the breakdown. */
function checkThere(
  { say }: Checking,
  { code, prefix, name, isByRate }: Category,
  own: readonly Taxed[],
  broken: readonly Broken[],
): void {
  const isWell =
    own.length === 0 ? broken.length === 0 || isByRate : isByRate ? broken.length > 0 : broken.length === 1;
  if (isWell || (own.length === 0 && broken.length <= 1)) return;
  say(`${prefix}-01`, {
    at: [broken[1]?.node, own[0]?.node],
    detail: `The category ${code} (${name}) is used, and the breakdown of VAT (BG-23) has it ${broken.length} times, not ${isByRate ? 'at least ' : ''}once.`,
    fix: `Give ${isByRate ? 'a cac:TaxSubtotal for each rate' : 'one cac:TaxSubtotal'} of the category ${code}.`,
  });
}

/** 02 to 04: who must be known to the tax authorities. */
function checkIds({ bill, say }: Checking, { code, prefix, name, ids }: Category, own: readonly Taxed[]): void {
  const seller = bill.seller?.party;
  const buyer = bill.buyer?.party;
  const [ofSeller, ofBuyer] = [vatIdOf(seller) ?? vatIdOf(bill.taxRepresentative), vatIdOf(buyer)];
  const wanted: Record<Category['ids'], readonly [boolean, string]> = {
    seller: [
      has(ofSeller ?? taxRegistrationOf(seller)),
      "the seller's VAT identifier (BT-31), tax registration (BT-32) or representative (BT-63)",
    ],
    seller_vat: [has(ofSeller), "the seller's VAT identifier (BT-31) or that of the representative (BT-63)"],
    both: [
      has(ofSeller ?? taxRegistrationOf(seller)) && has(ofBuyer ?? legalIdOf(buyer)),
      "the seller's VAT identifier (BT-31), tax registration (BT-32) or representative (BT-63), and the buyer's VAT identifier (BT-48) or legal registration (BT-47)",
    ],
    both_vat: [
      has(ofSeller) && has(ofBuyer),
      'the VAT identifiers of seller (BT-31) or representative (BT-63) and of buyer (BT-48)',
    ],
    none: [
      !has(ofSeller) && !has(ofBuyer),
      'no VAT identifier of seller (BT-31), representative (BT-63) or buyer (BT-48)',
    ],
  };
  const [isWell, what] = wanted[ids];
  if (isWell) return;
  for (const kind of ['line', 'allowance', 'charge'] as const) {
    const first = own.find((each) => each.kind === kind);
    if (first === undefined) continue;
    const [number, , word] = kinds[kind];
    const fix =
      ids === 'none'
        ? 'Leave them out, or correct the category.'
        : 'Give cac:PartyTaxScheme/cbc:CompanyID, or correct the category.';
    say(`${prefix}-${number}`, {
      at: [first.node],
      detail: `A ${word} of the category ${code} (${name}) asks for ${what}.`,
      fix,
    });
  }
}

/** 05 to 07. */
function checkRate(
  { say }: Checking,
  { code, prefix, name, rate: wanted }: Category,
  { kind, node, category }: Taxed,
): void {
  const rate = numberOf(category.rate);
  const sign = rate === undefined ? undefined : compare(rate, zero);
  const isWell = {
    positive: sign === 1,
    zero: sign === 0,
    any: sign !== undefined && sign >= 0,
    none: !has(category.rate),
  }[wanted];
  if (isWell) return;
  const should = { positive: 'above 0', zero: '0', any: '0 or more', none: 'left out' }[wanted];
  const [, number, word] = kinds[kind];
  const told = has(category.rate) ? `has the rate ${valueOf(category.rate)}` : 'has no rate';
  const detail = `The ${word} of the category ${code} (${name}) ${told}: it should be ${should}.`;
  say(`${prefix}-${number}`, {
    at: [category.rate, category, node],
    detail,
    fix: 'Correct cbc:Percent or the category.',
  });
}

/** 08. By rate it is as with VAT: less than 1 away is a warning. */
function checkTaxable(
  { say }: Checking,
  { code, prefix, name, isByRate }: Category,
  own: readonly Taxed[],
  broken: Broken,
): void {
  const told = numberOf(broken.taxable);
  if (told === undefined) return;
  const rate = numberOf(broken.category.rate) ?? zero;
  const counted = isByRate ? own.filter(({ category }) => isSame(numberOf(category.rate) ?? zero, rate)) : own;
  const wanted = counted.reduce((sum, { amount }) => plus(sum, amount), zero);
  if (isSame(told, wanted)) return;
  const of = isByRate ? `${code} (${name}) at ${valueOf(broken.category.rate)} %` : `${code} (${name})`;
  say(`${prefix}-08`, {
    at: [broken.taxable],
    detail: `The taxable amount (BT-116) of the category ${of} is ${showMoney(told)}, and its lines − allowances + charges make ${showMoney(wanted)}.`,
    fix: `Say ${showMoney(wanted)}, or correct the categories and rates of lines, allowances and charges.`,
    isWarning: isByRate && isNear(told, wanted),
  });
}

/** 09. */
function checkAmount(
  { say }: Checking,
  { code, prefix, name, isByRate }: Category,
  { taxable, amount, category }: Broken,
): void {
  const [base, told] = [numberOf(taxable), numberOf(amount)];
  const taxed = isByRate ? base : zero;
  if (told === undefined || taxed === undefined) return;
  const wanted = rounded(percentOf(times(taxed, numberOf(category.rate) ?? zero)), 2);
  if (isSame(told, wanted)) return;
  say(`${prefix}-09`, {
    at: [amount],
    detail: `VAT (BT-117) of the category ${code} (${name}) is ${showMoney(told)}, and should be ${showMoney(wanted)}.`,
    fix: `Say ${showMoney(wanted)}, or correct the taxable amount or the rate.`,
    isWarning: isByRate && isNear(told, wanted),
  });
}

/** 10. */
function checkReason(
  { say }: Checking,
  { code, prefix, name, needsReason }: Category,
  { node, category }: Broken,
): void {
  const reason = [category.exemptionCode, ...(category.exemptionReasons ?? [])].find(has);
  if ((reason !== undefined) === needsReason) return;
  say(`${prefix}-10`, {
    at: [reason, node],
    detail: `The category ${code} (${name}) ${needsReason ? 'needs a reason why no VAT is charged (BT-120, BT-121), and has none' : 'has a reason for an exemption (BT-120, BT-121), and is none'}.`,
    fix: needsReason
      ? 'Give cbc:TaxExemptionReason or cbc:TaxExemptionReasonCode.'
      : 'Leave it out, or correct the category.',
  });
}

/** BR-IC-11 and 12: goods that go to another country arrive there at some time. */
function checkSupply({ bill, say }: Checking): void {
  const deliveries = bill.deliveries ?? [];
  const isDated =
    deliveries.some(({ date }) => has(date)) ||
    (bill.periods ?? []).some(({ start, end, codes }) => has(start) || has(end) || (codes ?? []).some(has));
  if (!isDated) {
    const fix = 'Give cac:Delivery/cbc:ActualDeliveryDate or cac:InvoicePeriod.';
    say('BR-IC-11', {
      at: [deliveries[0]],
      detail: 'An intra-community supply needs its date of delivery (BT-72) or a period (BG-14).',
      fix,
    });
  }
  if (!deliveries.some(({ location }) => has(location?.address?.country?.code))) {
    const fix = 'Give cac:Delivery/cac:DeliveryLocation/cac:Address/cac:Country/cbc:IdentificationCode.';
    say('BR-IC-12', {
      at: [deliveries[0]],
      detail: 'An intra-community supply needs the country of delivery (BT-80).',
      fix,
    });
  }
}

/** BR-O-11 to 14: what is not subject to VAT is not mixed with what is. */
function checkAlone({ say }: Checking, taxed: readonly Taxed[], breakdown: readonly Broken[]): void {
  const others: readonly (readonly [string, { node: object; category: TaxCategory } | undefined, string])[] = [
    ['BR-O-11', breakdown.find(isOther), 'another category in the breakdown of VAT'],
    ['BR-O-12', taxed.find((each) => each.kind === 'line' && isOther(each)), 'a line'],
    ['BR-O-13', taxed.find((each) => each.kind === 'allowance' && isOther(each)), 'an allowance'],
    ['BR-O-14', taxed.find((each) => each.kind === 'charge' && isOther(each)), 'a charge'],
  ];
  for (const [rule, other, what] of others) {
    if (other === undefined) continue;
    const detail = `The invoice is not subject to VAT (category O), and has ${what} of the category ${valueOf(other.category.id)}.`;
    say(rule, { at: [other.node], detail, fix: 'Send what is subject to VAT in an invoice of its own.' });
  }
}

function isOther({ category }: { readonly category: TaxCategory }): boolean {
  return has(category.id) && valueOf(category.id) !== 'O';
}

/** BR-B-01 and 02: split payment is Italian. */
function checkSplit(
  { bill, say }: Checking,
  all: readonly { readonly node: object; readonly category: TaxCategory }[],
): void {
  const split = all.find(({ category }) => valueOf(category.id) === 'B');
  if (split === undefined) return;
  const countries: readonly (Valued | undefined)[] = [
    bill.seller?.party?.address?.country?.code,
    bill.buyer?.party?.address?.country?.code,
  ];
  if (!countries.every((country) => valueOf(country) === 'IT')) {
    say('BR-B-01', {
      at: [split.node],
      detail: 'Split payment (category B) is for invoices within Italy.',
      fix: 'Correct the category.',
    });
  }
  if (all.some(({ category }) => valueOf(category.id) === 'S')) {
    const detail = 'Split payment (category B) and standard rate (category S) exclude each other.';
    say('BR-B-02', { at: [split.node], detail, fix: 'Use one of them.' });
  }
}
