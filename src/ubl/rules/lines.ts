// EN 16931: what lines, periods, allowances and charges have to say (BR-21 to BR-26, BR-29 to BR-44, BR-54, BR-64, BR-65).
import type { AllowanceCharge, Period } from '../model/parts.ts';
import { has, isCharge, valueOf, vatCategoryOf, want } from './checking.ts';
import type { Checking } from './checking.ts';

export function checkLines(checking: Checking): void {
  const { lines, kind, say } = checking;
  const counted = kind === 'Invoice' ? 'cbc:InvoicedQuantity' : 'cbc:CreditedQuantity';
  for (const line of lines) {
    const { item, price } = line;
    want(
      checking,
      [line],
      [
        ['BR-21', line.number, 'The number of the line (BT-126)', 'cbc:ID'],
        ['BR-22', line.quantity, 'The quantity of the line (BT-129)', counted],
        ['BR-24', line.amount, 'The net amount of the line (BT-131)', 'cbc:LineExtensionAmount'],
        ['BR-25', item?.name, "The item's name (BT-153)", 'cac:Item/cbc:Name'],
        ['BR-26', price?.amount, "The item's net price (BT-146)", 'cac:Price/cbc:PriceAmount'],
      ],
    );
    if ((line.quantity?.unit ?? '') === '') {
      say('BR-23', {
        at: [line.quantity, line],
        detail: 'The unit of the quantity (BT-130) is missing.',
        fix: `Give unitCode of ${counted}.`,
      });
    }
    if (!has(vatCategoryOf(item?.taxCategories)?.id)) {
      say('BR-CO-04', {
        at: [item, line],
        detail: 'The line has no VAT category (BT-151).',
        fix: 'Give cac:Item/cac:ClassifiedTaxCategory/cbc:ID with the scheme VAT.',
      });
    }
    for (const property of item?.properties ?? []) {
      if (has(property.name) && has(property.value)) continue;
      say('BR-54', {
        at: [property],
        detail: 'A property of the item (BG-32) lacks its name (BT-160) or its value (BT-161).',
        fix: 'Give both.',
      });
    }
    const standardId = item?.standardId?.id;
    if (has(standardId) && (standardId?.scheme ?? '') === '') {
      say('BR-64', {
        at: [standardId],
        detail: "The item's standard identifier (BT-157) does not say its scheme.",
        fix: 'Give schemeID: 0160 for a GTIN.',
      });
    }
    for (const { code } of item?.classifications ?? []) {
      if (!has(code) || (code?.list ?? '') !== '') continue;
      say('BR-65', {
        at: [code],
        detail: "The item's classification (BT-158) does not say its scheme.",
        fix: 'Give listID.',
      });
    }
    for (const period of line.periods ?? [])
      checkPeriod(checking, period, { ends: 'BR-30', isThere: 'BR-CO-20', name: 'period of the line (BG-26)' });
    for (const one of line.allowancesAndCharges ?? []) {
      checkReason(checking, one, isCharge(one) ? lineCharge : lineAllowance);
    }
  }
}

export function checkPeriods(checking: Checking): void {
  for (const period of checking.bill.periods ?? []) {
    checkPeriod(checking, period, { ends: 'BR-29', isThere: 'BR-CO-19', name: 'period of the invoice (BG-14)' });
  }
}

function checkPeriod(
  { say }: Checking,
  period: Period,
  { ends, isThere, name }: { ends: string; isThere: string; name: string },
): void {
  const [start, end] = [valueOf(period.start), valueOf(period.end)];
  if (start !== '' && end !== '' && end.slice(0, 10) < start.slice(0, 10)) {
    say(ends, {
      at: [period.end],
      detail: `The ${name} ends on ${end}, before it starts on ${start}.`,
      fix: 'Correct one of the dates.',
    });
  }
  if (start === '' && end === '' && (period.codes ?? []).length === 0) {
    say(isThere, { at: [period], detail: `The ${name} has neither start nor end.`, fix: 'Give at least one of them.' });
  }
}

interface ReasonRules {
  readonly amount: string;
  readonly category: string | null;
  readonly reasons: readonly string[];
  readonly name: string;
}

const documentAllowance = {
  amount: 'BR-31',
  category: 'BR-32',
  reasons: ['BR-33', 'BR-CO-21'],
  name: 'allowance of the document (BG-20)',
};
const documentCharge = {
  amount: 'BR-36',
  category: 'BR-37',
  reasons: ['BR-38', 'BR-CO-22'],
  name: 'charge of the document (BG-21)',
};
const lineAllowance = {
  amount: 'BR-41',
  category: null,
  reasons: ['BR-42', 'BR-CO-23'],
  name: 'allowance of the line (BG-27)',
};
const lineCharge = {
  amount: 'BR-43',
  category: null,
  reasons: ['BR-44', 'BR-CO-24'],
  name: 'charge of the line (BG-28)',
};

export function checkAllowances(checking: Checking): void {
  for (const one of checking.bill.allowancesAndCharges ?? []) {
    checkReason(checking, one, isCharge(one) ? documentCharge : documentAllowance);
  }
}

function checkReason(checking: Checking, one: AllowanceCharge, { amount, category, reasons, name }: ReasonRules): void {
  want(checking, [one], [[amount, one.amount, `The amount of the ${name}`, 'cbc:Amount']]);
  if (category !== null && !has(vatCategoryOf(one.taxCategories)?.id)) {
    checking.say(category, {
      at: [one],
      detail: `The ${name} has no VAT category.`,
      fix: 'Give cac:TaxCategory/cbc:ID with the scheme VAT.',
    });
  }
  if (has(one.reasonCode) || (one.reasons ?? []).some(has)) return;
  for (const rule of reasons) {
    checking.say(rule, {
      at: [one],
      detail: `The ${name} has neither a reason nor a code of one.`,
      fix: 'Give cbc:AllowanceChargeReason or cbc:AllowanceChargeReasonCode.',
    });
  }
}
