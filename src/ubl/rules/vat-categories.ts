// The categories of VAT in which EN 16931 differs, and what of an invoice is taxed by them.
import type { Amount } from '../model/fields.ts';
import type { TaxCategory } from '../model/parts.ts';
import { isCharge, isVat, numberOf, vatCategoryOf } from './checking.ts';
import type { Checking } from './checking.ts';
import { minus, zero } from './decimal.ts';
import type { Decimal } from './decimal.ts';

export interface Category {
  readonly code: string;
  /** Of the rules' numbers. */
  readonly prefix: string;
  readonly name: string;
  readonly rate: 'positive' | 'zero' | 'any' | 'none';
  /** Amounts are added up for each rate. */
  readonly isByRate: boolean;
  readonly needsReason: boolean;
  readonly ids: 'seller' | 'seller_vat' | 'both' | 'both_vat' | 'none';
}

export const categories: readonly Category[] = [
  {
    code: 'S',
    prefix: 'BR-S',
    name: 'standard rate',
    rate: 'positive',
    isByRate: true,
    needsReason: false,
    ids: 'seller',
  },
  { code: 'Z', prefix: 'BR-Z', name: 'zero rate', rate: 'zero', isByRate: false, needsReason: false, ids: 'seller' },
  { code: 'E', prefix: 'BR-E', name: 'exempt', rate: 'zero', isByRate: false, needsReason: true, ids: 'seller' },
  {
    code: 'AE',
    prefix: 'BR-AE',
    name: 'reverse charge',
    rate: 'zero',
    isByRate: false,
    needsReason: true,
    ids: 'both',
  },
  {
    code: 'K',
    prefix: 'BR-IC',
    name: 'intra-community supply',
    rate: 'zero',
    isByRate: false,
    needsReason: true,
    ids: 'both_vat',
  },
  { code: 'G', prefix: 'BR-G', name: 'export', rate: 'zero', isByRate: false, needsReason: true, ids: 'seller_vat' },
  {
    code: 'O',
    prefix: 'BR-O',
    name: 'not subject to VAT',
    rate: 'none',
    isByRate: false,
    needsReason: true,
    ids: 'none',
  },
  { code: 'L', prefix: 'BR-AF', name: 'IGIC', rate: 'any', isByRate: true, needsReason: false, ids: 'seller' },
  { code: 'M', prefix: 'BR-AG', name: 'IPSI', rate: 'any', isByRate: true, needsReason: false, ids: 'seller' },
];

/** A line, an allowance or a charge of a category. */
export interface Taxed {
  readonly kind: 'line' | 'allowance' | 'charge';
  readonly node: object;
  readonly category: TaxCategory;
  /** Negative: an allowance. */
  readonly amount: Decimal;
}

export interface Broken {
  readonly node: object;
  readonly category: TaxCategory;
  readonly taxable: Amount | undefined;
  readonly amount: Amount | undefined;
}

export function taxedIn({ bill, lines }: Checking): Taxed[] {
  return [
    ...lines.map((line) => ({
      kind: 'line' as const,
      node: line,
      category: vatCategoryOf(line.item?.taxCategories),
      amount: line.amount,
    })),
    ...(bill.allowancesAndCharges ?? []).map((each) => ({
      kind: isCharge(each) ? ('charge' as const) : ('allowance' as const),
      node: each,
      category: vatCategoryOf(each.taxCategories),
      amount: each.amount,
    })),
  ].flatMap(({ kind, node, category, amount }) => {
    const value = numberOf(amount) ?? zero;
    return category === undefined
      ? []
      : [{ kind, node, category, amount: kind === 'allowance' ? minus(zero, value) : value }];
  });
}

export function breakdownIn({ bill }: Checking): Broken[] {
  return (bill.taxTotals ?? []).flatMap(({ subtotals }) =>
    (subtotals ?? []).flatMap((subtotal) => {
      const { category, taxable, amount } = subtotal;
      return category !== undefined && isVat(category) ? [{ node: subtotal, category, taxable, amount }] : [];
    }),
  );
}
