// Peppol BIS Billing 3: lines, their prices, and allowances and charges (PEPPOL-EN16931-R040 to R046, R100 to R130).
import type { AllowanceCharge } from '../model/parts.ts';
import { has, isCharge, numberOf, valueOf } from './checking.ts';
import type { BillLine, Checking } from './checking.ts';
import {
  compare,
  distance,
  isSame,
  minus,
  percentOf,
  plus,
  quotient,
  rounded,
  showMoney,
  times,
  zero,
} from './decimal.ts';
import type { Decimal } from './decimal.ts';

export function checkPeppolLines(checking: Checking): void {
  const { bill, lines, say } = checking;
  for (const one of bill.allowancesAndCharges ?? []) checkAllowance(checking, one);
  const period = bill.periods?.[0];
  for (const line of lines) {
    for (const one of line.allowancesAndCharges ?? []) checkAllowance(checking, one);
    checkNetPrice(checking, line);
    checkLineAmount(checking, line);
    for (const { start, end } of line.periods ?? []) {
      const [from, to] = [valueOf(period?.start), valueOf(period?.end)];
      if (from !== '' && has(start) && valueOf(start) < from) {
        say('PEPPOL-EN16931-R110', {
          at: [start],
          detail: `The line's period starts on ${valueOf(start)}, before that of the invoice on ${from}.`,
          fix: 'Correct one of the dates.',
        });
      }
      if (to !== '' && has(end) && valueOf(end) > to) {
        say('PEPPOL-EN16931-R111', {
          at: [end],
          detail: `The line's period ends on ${valueOf(end)}, after that of the invoice on ${to}.`,
          fix: 'Correct one of the dates.',
        });
      }
    }
    if ((line.documents ?? []).length > 1) {
      say('PEPPOL-EN16931-R100', {
        at: [line.documents?.[1]],
        detail: 'The line has several invoiced objects (BT-128), and can have only one.',
        fix: 'Give one cac:DocumentReference.',
      });
    }
    const wrong = (line.documents ?? []).find(({ typeCode }) => valueOf(typeCode) !== '130');
    if (wrong !== undefined) {
      say('PEPPOL-EN16931-R101', {
        at: [wrong],
        detail: 'A document of a line is the invoiced object (BT-128), of type 130.',
        fix: 'Give cbc:DocumentTypeCode 130, or put the document to the head.',
      });
    }
  }
}

function checkAllowance({ say }: Checking, one: AllowanceCharge): void {
  const [amount, base, percent] = [numberOf(one.amount), numberOf(one.base), numberOf(one.percent)];
  if (!['true', 'false'].includes(valueOf(one.isCharge))) {
    say('PEPPOL-EN16931-R043', {
      at: [one.isCharge, one],
      detail: 'An allowance or charge says by true or false what it is.',
      fix: 'Give cbc:ChargeIndicator.',
    });
  }
  if (has(one.percent) && !has(one.base)) {
    say('PEPPOL-EN16931-R041', {
      at: [one],
      detail: 'There is a percentage without the amount that it is of.',
      fix: 'Give cbc:BaseAmount.',
    });
  }
  if (has(one.base) && !has(one.percent)) {
    say('PEPPOL-EN16931-R042', {
      at: [one],
      detail: 'There is a base without the percentage of it.',
      fix: 'Give cbc:MultiplierFactorNumeric.',
    });
  }
  if (amount === undefined || base === undefined || percent === undefined) return;
  const wanted = rounded(percentOf(times(base, percent)), 2);
  if (isClose(amount, wanted)) return;
  say('PEPPOL-EN16931-R040', {
    at: [one.amount],
    detail: `The ${isCharge(one) ? 'charge' : 'allowance'} is ${showMoney(amount)}, and ${showMoney(base)} × ${valueOf(one.percent)} % make ${showMoney(wanted)}.`,
    fix: `Say ${showMoney(wanted)}, or correct base or percentage.`,
  });
}

/** R044, R046: the net price is the gross price less its discount. */
function checkNetPrice({ say }: Checking, { price }: BillLine): void {
  const discount = price?.allowances?.[0];
  if (discount === undefined) return;
  if (isCharge(discount)) {
    say('PEPPOL-EN16931-R044', {
      at: [discount],
      detail: 'A price has a charge: only a discount (BT-147) is allowed.',
      fix: 'Make it part of the price.',
    });
  }
  const [net, gross, less] = [numberOf(price?.amount), numberOf(discount.base), numberOf(discount.amount)];
  if (net === undefined || gross === undefined || less === undefined || isSame(net, minus(gross, less))) return;
  const wanted = showMoney(minus(gross, less));
  say('PEPPOL-EN16931-R046', {
    at: [price?.amount],
    detail: `The net price is ${showMoney(net)} (BT-146), and gross price − discount make ${wanted}.`,
    fix: `Say ${wanted}, or correct gross price or discount.`,
  });
}

/** R120, R121, R130. */
function checkLineAmount({ say }: Checking, { amount, quantity, price, allowancesAndCharges }: BillLine): void {
  const per = numberOf(price?.per);
  if (per !== undefined && compare(per, zero) <= 0) {
    say('PEPPOL-EN16931-R121', {
      at: [price?.per],
      detail: 'The quantity that the price is for (BT-149) is not above 0.',
      fix: 'Give a quantity above 0, or leave it out: then it is 1.',
    });
    return;
  }
  const unit = price?.per?.unit;
  if (unit !== undefined && quantity?.unit !== undefined && unit !== quantity.unit) {
    say('PEPPOL-EN16931-R130', {
      at: [price?.per],
      detail: `The price is for ${unit}, and the line counts ${quantity.unit}.`,
      fix: 'Give both the same unit.',
    });
  }
  const [told, count, each] = [numberOf(amount), numberOf(quantity), numberOf(price?.amount)];
  if (told === undefined || count === undefined || each === undefined) return;
  const product = per === undefined ? rounded(times(count, each), 2) : quotient(times(count, each), per, 2);
  const wanted = (allowancesAndCharges ?? []).reduce((sum: Decimal, one) => {
    const value = numberOf(one.amount) ?? zero;
    return isCharge(one) ? plus(sum, value) : minus(sum, value);
  }, product);
  if (isClose(told, wanted)) return;
  say('PEPPOL-EN16931-R120', {
    at: [amount],
    detail: `The net amount of the line is ${showMoney(told)} (BT-131), and quantity × price + charges − allowances make ${showMoney(wanted)}.`,
    fix: `Say ${showMoney(wanted)}, or correct what it is made of.`,
  });
}

/** Peppol allows two hundredths, since prices and quantities may be rounded. */
function isClose(one: Decimal, other: Decimal): boolean {
  return compare(distance(one, other), { digits: 2n, places: 2 }) <= 0;
}
