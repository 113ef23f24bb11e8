// EN 16931: totals that add up (BR-CO-10 to BR-CO-17, BR-CO-25), prices that are not negative, amounts of at most two decimals
// (BR-DEC). Sums are exact; VAT is rounded to two places, half away from zero.
import type { Amount } from '../model/fields.ts';
import type { AllowanceCharge } from '../model/parts.ts';
import { has, isCharge, numberOf, valueOf } from './checking.ts';
import type { Checking, Valued } from './checking.ts';
import {
  compare,
  decimalOf,
  distance,
  isSame,
  minus,
  one,
  percentOf,
  plus,
  rounded,
  showMoney,
  sumOf,
  times,
  zero,
} from './decimal.ts';
import type { Decimal } from './decimal.ts';

export function checkTotals(checking: Checking): void {
  const { bill, lines } = checking;
  const { totals } = bill;
  const all = bill.allowancesAndCharges ?? [];
  const sum = (leaves: readonly (Valued | undefined)[]): Decimal => sumOf(leaves.map((leaf) => numberOf(leaf) ?? zero));
  const amounts = (list: readonly AllowanceCharge[]): Decimal => sum(list.map(({ amount }) => amount));
  const allowances = all.filter((each) => !isCharge(each));
  const charges = all.filter(isCharge);
  equal(checking, 'BR-CO-10', totals?.lines, sum(lines.map(({ amount }) => amount)), {
    name: 'The sum of lines (BT-106)',
    made: 'the net amounts of all lines (BT-131)',
  });
  equalOrNone(checking, 'BR-CO-11', totals?.allowances, allowances, amounts(allowances), {
    name: 'The sum of allowances (BT-107)',
    made: 'all allowances of the document (BT-92)',
  });
  equalOrNone(checking, 'BR-CO-12', totals?.charges, charges, amounts(charges), {
    name: 'The sum of charges (BT-108)',
    made: 'all charges of the document (BT-99)',
  });
  const [lineSum, withoutTax, withTax] = [
    numberOf(totals?.lines),
    numberOf(totals?.withoutTax),
    numberOf(totals?.withTax),
  ];
  const read = (leaf: Valued | undefined): Decimal => numberOf(leaf) ?? zero;
  if (lineSum !== undefined) {
    equal(
      checking,
      'BR-CO-13',
      totals?.withoutTax,
      plus(minus(lineSum, read(totals?.allowances)), read(totals?.charges)),
      {
        name: 'The total without VAT (BT-109)',
        made: 'the sum of lines (BT-106) − allowances (BT-107) + charges (BT-108)',
      },
    );
  }
  const tax = taxInDocumentCurrency(checking);
  if (withoutTax !== undefined && tax !== undefined) {
    equal(checking, 'BR-CO-15', totals?.withTax, plus(withoutTax, tax), {
      name: 'The total with VAT (BT-112)',
      made: 'the total without VAT (BT-109) + VAT (BT-110)',
    });
  }
  if (withTax !== undefined) {
    equal(checking, 'BR-CO-16', totals?.payable, plus(minus(withTax, read(totals?.prepaid)), read(totals?.rounding)), {
      name: 'The amount due (BT-115)',
      made: 'the total with VAT (BT-112) − paid (BT-113) + rounding (BT-114)',
    });
  }
  checkTerms(checking);
}

function taxInDocumentCurrency({ bill }: Checking): Decimal | undefined {
  const currency = valueOf(bill.currency);
  const all = bill.taxTotals ?? [];
  return numberOf((all.find(({ amount }) => amount?.currency === currency) ?? all[0])?.amount);
}

interface Sum {
  readonly name: string;
  readonly made: string;
}

function equal({ say }: Checking, rule: string, leaf: Valued | undefined, wanted: Decimal, { name, made }: Sum): void {
  const told = numberOf(leaf);
  if (told === undefined || isSame(told, wanted)) return;
  say(rule, {
    at: [leaf],
    detail: `${name} is ${showMoney(told)}, and ${made} make ${showMoney(wanted)}: ${showMoney(minus(told, wanted))} too much.`,
    fix: `Say ${showMoney(wanted)}, or correct what it is made of.`,
  });
}

/** What may be left out where there is nothing to add up. */
function equalOrNone(
  checking: Checking,
  rule: string,
  leaf: Valued | undefined,
  list: readonly object[],
  wanted: Decimal,
  sum: Sum,
): void {
  if (has(leaf)) equal(checking, rule, leaf, wanted, sum);
  else if (list.length > 0) {
    const detail = `${sum.name} is missing, and ${sum.made} make ${showMoney(wanted)}.`;
    checking.say(rule, { at: [checking.bill.totals], detail, fix: `Say ${showMoney(wanted)}.` });
  }
}

function checkTerms({ bill, say, kind }: Checking): void {
  const payable = bill.totals?.payable;
  const amount = numberOf(payable);
  const dues = [...('due' in bill ? [bill.due] : []), ...(bill.paymentMeans ?? []).map(({ due }) => due)];
  const isTold = dues.some(has) || (bill.paymentTerms ?? []).some(({ notes }) => (notes ?? []).some(has));
  if (kind !== 'Invoice' || amount === undefined || compare(amount, zero) <= 0 || isTold) return;
  say('BR-CO-25', {
    at: [payable],
    detail: `${showMoney(amount)} are due (BT-115), and neither when (BT-9) nor on which terms (BT-20).`,
    fix: 'Give cbc:DueDate or cac:PaymentTerms/cbc:Note.',
  });
}

export function checkTax(checking: Checking): void {
  const { bill, say } = checking;
  const totals = bill.taxTotals ?? [];
  const broken = totals.filter(({ subtotals }) => (subtotals ?? []).length > 0);
  if (broken.length === 0) {
    const fix = 'Give a cac:TaxTotal/cac:TaxSubtotal for each VAT category and rate.';
    say('BR-CO-18', { at: [totals[0]], detail: 'There is no breakdown of VAT (BG-23).', fix });
  }
  for (const { amount, subtotals = [] } of broken) {
    equal(checking, 'BR-CO-14', amount, sumOf(subtotals.map((each) => numberOf(each.amount) ?? zero)), {
      name: 'The total of VAT (BT-110)',
      made: 'the VAT of all categories (BT-117)',
    });
    for (const subtotal of subtotals) {
      const { taxable, category } = subtotal;
      const missing: readonly (readonly [string, boolean, string, string])[] = [
        ['BR-45', has(taxable), 'taxable amount (BT-116)', 'cbc:TaxableAmount'],
        ['BR-46', has(subtotal.amount), 'amount of VAT (BT-117)', 'cbc:TaxAmount'],
        [
          'BR-47',
          has(category?.id) && has(category?.scheme?.id),
          'category (BT-118)',
          'cac:TaxCategory/cbc:ID with the scheme VAT',
        ],
        ['BR-48', has(category?.rate) || valueOf(category?.id) === 'O', 'rate (BT-119)', 'cac:TaxCategory/cbc:Percent'],
      ];
      for (const [rule, isThere, what, element] of missing) {
        if (!isThere)
          say(rule, { at: [subtotal], detail: `A breakdown of VAT (BG-23) has no ${what}.`, fix: `Give ${element}.` });
      }
      checkAmount(checking, 'BR-CO-17', subtotal);
    }
  }
}

/**
 * VAT = taxable × rate, rounded to two places. Validators of public authorities let pass what is less than 1 away, since some add up
 * VAT that was rounded line by line: such a difference is a warning.
 */
function checkAmount(
  { say }: Checking,
  rule: string,
  { taxable, amount, category }: { taxable?: Valued; amount?: Valued; category?: { rate?: Valued } },
): void {
  const [base, told] = [numberOf(taxable), numberOf(amount)];
  if (base === undefined || told === undefined) return;
  const rate = numberOf(category?.rate) ?? zero;
  const wanted = rounded(percentOf(times(base, rate)), 2);
  if (isSame(told, wanted)) return;
  say(rule, {
    at: [amount],
    detail: `VAT is ${showMoney(told)} (BT-117), and ${showMoney(base)} × ${valueOf(category?.rate) || '0'} % make ${showMoney(wanted)}.`,
    fix: `Say ${showMoney(wanted)}, or correct the taxable amount or the rate.`,
    isWarning: isNear(told, wanted),
  });
}

export function isNear(told: Decimal, wanted: Decimal): boolean {
  return compare(distance(told, wanted), one) < 0;
}

export function checkPrices({ lines, say }: Checking): void {
  for (const { price } of lines) {
    const gross = (price?.allowances ?? []).map(({ base }) => base);
    for (const [rule, leaf, name] of [
      ['BR-27', price?.amount, 'net price (BT-146)'],
      ...gross.map((base) => ['BR-28', base, 'gross price (BT-148)'] as const),
    ] as const) {
      const value = numberOf(leaf);
      if (value === undefined || compare(value, zero) >= 0) continue;
      const fix = 'Let the quantity be negative instead, or send a credit note.';
      say(rule, { at: [leaf], detail: `The item's ${name} is negative: ${showMoney(value)}.`, fix });
    }
  }
}

export function checkDecimals(checking: Checking): void {
  const { bill, lines } = checking;
  const { totals, taxTotals = [] } = bill;
  const taxCurrency = valueOf(bill.taxCurrency);
  const few = (rule: string, leaf: Amount | undefined, name: string): void => fewDecimals(checking, rule, leaf, name);
  for (const each of bill.allowancesAndCharges ?? []) {
    few(
      isCharge(each) ? 'BR-DEC-05' : 'BR-DEC-01',
      each.amount,
      isCharge(each) ? 'charge (BT-99)' : 'allowance (BT-92)',
    );
    few(
      isCharge(each) ? 'BR-DEC-06' : 'BR-DEC-02',
      each.base,
      isCharge(each) ? 'base of the charge (BT-100)' : 'base of the allowance (BT-93)',
    );
  }
  few('BR-DEC-09', totals?.lines, 'sum of lines (BT-106)');
  few('BR-DEC-10', totals?.allowances, 'sum of allowances (BT-107)');
  few('BR-DEC-11', totals?.charges, 'sum of charges (BT-108)');
  few('BR-DEC-12', totals?.withoutTax, 'total without VAT (BT-109)');
  few('BR-DEC-14', totals?.withTax, 'total with VAT (BT-112)');
  few('BR-DEC-16', totals?.prepaid, 'amount paid (BT-113)');
  few('BR-DEC-17', totals?.rounding, 'rounding (BT-114)');
  few('BR-DEC-18', totals?.payable, 'amount due (BT-115)');
  for (const { amount, subtotals = [] } of taxTotals) {
    const isAccounting =
      taxCurrency !== '' && amount?.currency === taxCurrency && taxCurrency !== valueOf(bill.currency);
    few(
      isAccounting ? 'BR-DEC-15' : 'BR-DEC-13',
      amount,
      isAccounting ? 'total of VAT in its own currency (BT-111)' : 'total of VAT (BT-110)',
    );
    for (const subtotal of subtotals) {
      few('BR-DEC-19', subtotal.taxable, 'taxable amount (BT-116)');
      few('BR-DEC-20', subtotal.amount, 'amount of VAT (BT-117)');
    }
  }
  for (const line of lines) {
    few('BR-DEC-23', line.amount, 'net amount of the line (BT-131)');
    for (const each of line.allowancesAndCharges ?? []) {
      few(
        isCharge(each) ? 'BR-DEC-27' : 'BR-DEC-24',
        each.amount,
        isCharge(each) ? 'charge of the line (BT-141)' : 'allowance of the line (BT-136)',
      );
      few(
        isCharge(each) ? 'BR-DEC-28' : 'BR-DEC-25',
        each.base,
        isCharge(each) ? 'base of the charge (BT-142)' : 'base of the allowance (BT-137)',
      );
    }
  }
}

function fewDecimals({ say }: Checking, rule: string, leaf: Amount | undefined, name: string): void {
  const value = leaf === undefined ? undefined : decimalOf(leaf.value);
  if (value === undefined || value.places <= 2) return;
  say(rule, {
    at: [leaf],
    detail: `The ${name} is ${valueOf(leaf)}, with ${value.places} decimals: two are allowed.`,
    fix: `Round it to ${showMoney(rounded(value, 2))}, and what is made of it.`,
  });
}
