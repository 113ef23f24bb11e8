// Invoices made at random by the rules have no fault, written and read again too; with one amount changed they break the rule of that
// amount. They are reckoned here in whole cents, without the arithmetic that is tested.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Bill } from '../model/documents.ts';
import { readUbl } from '../read.ts';
import { toldOf } from '../told.ts';
import { brokenBy } from '../ubl.testsuite.ts';
import { writeUbl } from '../write.ts';
import { checkRules } from './check.ts';
import { peppolCustomization } from './peppol.ts';

const categories = [
  { code: 'S', rate: 19 },
  { code: 'S', rate: 7 },
  { code: 'Z', rate: 0 },
  { code: 'E', rate: 0 },
] as const;

interface Wish {
  /** Thousandths, and hundredths of a cent, so that there is something to round. */
  readonly lines: readonly { quantity: number; price: number; per: number; category: number; discount: number }[];
  readonly allowances: readonly { isCharge: boolean; cents: number; line: number }[];
  readonly prepaid: number;
  readonly rounding: number;
}

const wish: fc.Arbitrary<Wish> = fc.record({
  lines: fc.array(
    fc.record({
      quantity: fc.integer({ min: -50_000, max: 500_000 }),
      price: fc.integer({ min: 0, max: 9_999_999 }),
      per: fc.constantFrom(1, 1, 10, 3),
      category: fc.nat(categories.length - 1),
      discount: fc.nat(300),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  allowances: fc.array(
    fc.record({ isCharge: fc.boolean(), cents: fc.integer({ min: 1, max: 9_999 }), line: fc.nat(5) }),
    {
      maxLength: 3,
    },
  ),
  prepaid: fc.nat(5_000),
  rounding: fc.integer({ min: -4, max: 4 }),
});

/** What can be changed by some cents. */
interface Shift {
  readonly at: string;
  readonly cents: number;
}

const noShift: Shift = { at: '', cents: 0 };

function invoiceOf({ lines, allowances, prepaid, rounding }: Wish, { at, cents: shift }: Shift = noShift): Bill {
  const money = (cents: number, name = ''): { value: string; currency: string } => ({
    value: decimal(cents + (name === at ? shift : 0), 2),
    currency: 'EUR',
  });
  const vat = { id: { value: 'VAT' } };
  const categoryOf = (index: number): { id: { value: string }; rate: { value: string }; scheme: typeof vat } => {
    const { code, rate } = categories[index] ?? categories[0];
    return { id: { value: code }, rate: { value: String(rate) }, scheme: vat };
  };
  const net = lines.map(({ quantity, price, per, discount }) => half(quantity * price, 100_000 * per) - discount);
  const taxedBy = allowances.map(({ line }) => lines[line % lines.length]?.category ?? 0);
  const sum = (all: readonly number[]): number => all.reduce((total, each) => total + each, 0);
  const signed = allowances.map(({ isCharge, cents }) => (isCharge ? cents : -cents));
  const broken = [...new Set(lines.map(({ category }) => category))].map((category) => {
    const own = net.filter((_, index) => lines[index]?.category === category);
    const taxable = sum(own) + sum(signed.filter((_, index) => taxedBy[index] === category));
    return { category, taxable, tax: half(taxable * (categories[category]?.rate ?? 0), 100) };
  });
  const [less, more] = [-sum(signed.filter((each) => each < 0)), sum(signed.filter((each) => each > 0))];
  const withoutTax = sum(net) - less + more;
  const tax = sum(broken.map((each) => each.tax));
  const party = (name: string, country: string): object => ({
    endpoint: { value: '4012345000009', scheme: '0088' },
    address: { country: { code: { value: country } } },
    taxSchemes: [{ companyId: { value: `${country}123` }, scheme: vat }],
    legalEntities: [{ name: { value: name } }],
  });
  return {
    kind: 'Invoice',
    content: {
      customization: { value: peppolCustomization },
      profile: { value: 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0' },
      number: { value: 'R-1' },
      issued: { value: '2026-03-31' },
      due: { value: '2026-04-30' },
      type: { value: '380' },
      currency: { value: 'EUR' },
      buyerReference: { value: 'B' },
      seller: { party: party('Seller', 'DE') },
      buyer: { party: party('Buyer', 'FR') },
      ...(allowances.length === 0
        ? {}
        : {
            allowancesAndCharges: allowances.map(({ isCharge, cents }, index) => ({
              isCharge: { value: String(isCharge) },
              reasons: [{ value: 'agreed' }],
              amount: money(cents),
              taxCategories: [categoryOf(taxedBy[index] ?? 0)],
            })),
          }),
      taxTotals: [
        {
          amount: money(tax, 'BR-CO-14'),
          subtotals: broken.map(({ category, taxable, tax: own }, index) => ({
            taxable: money(taxable),
            amount: money(own, index === 0 ? 'BR-CO-17' : ''),
            category: { ...categoryOf(category), ...(category === 3 ? { exemptionReasons: [{ value: 'why' }] } : {}) },
          })),
        },
      ],
      totals: {
        lines: money(sum(net), 'BR-CO-10'),
        ...(less > 0 ? { allowances: money(less, 'BR-CO-11') } : {}),
        ...(more > 0 ? { charges: money(more, 'BR-CO-12') } : {}),
        withoutTax: money(withoutTax, 'BR-CO-13'),
        withTax: money(withoutTax + tax, 'BR-CO-15'),
        prepaid: money(prepaid),
        rounding: money(rounding),
        payable: money(withoutTax + tax - prepaid + rounding, 'BR-CO-16'),
      },
      lines: lines.map(({ quantity, price, per, category, discount }, index) => ({
        number: { value: String(index + 1) },
        quantity: { value: decimal(quantity, 3), unit: 'C62' },
        amount: money(net[index] ?? 0),
        ...(discount === 0
          ? {}
          : {
              allowancesAndCharges: [
                { isCharge: { value: 'false' }, reasons: [{ value: 'few' }], amount: money(discount) },
              ],
            }),
        item: { name: { value: 'Thing' }, taxCategories: [categoryOf(category)] },
        price: { amount: { value: decimal(price, 4), currency: 'EUR' }, per: { value: String(per), unit: 'C62' } },
      })),
    },
  };
}

/** Divided and rounded, half away from zero. */
function half(top: number, bottom: number): number {
  const magnitude = (BigInt(Math.abs(top)) * 2n + BigInt(bottom)) / (BigInt(bottom) * 2n);
  return top < 0 ? -Number(magnitude) : Number(magnitude);
}

function decimal(value: number, places: number): string {
  const digits = String(Math.abs(value)).padStart(places + 1, '0');
  return `${value < 0 ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

test('an invoice made by the rules has no fault, and none when it was sent', () => {
  fc.assert(
    fc.property(wish, (wanted) => {
      const invoice = invoiceOf(wanted);
      assert.deepEqual(checkRules(invoice, new WeakMap()).faults, []);
      assert.deepEqual(toldOf(readUbl(Buffer.from(writeUbl(invoice)))).faults, []);
    }),
    { numRuns: 200 },
  );
});

const rules = ['BR-CO-10', 'BR-CO-11', 'BR-CO-12', 'BR-CO-13', 'BR-CO-14', 'BR-CO-15', 'BR-CO-16', 'BR-CO-17'] as const;

for (const rule of rules) {
  test(`one changed amount breaks its rule, ${rule}`, () => {
    const cents = fc.integer({ min: -500, max: 500 }).filter((each) => each !== 0);
    fc.assert(
      fc.property(wish, cents, (wanted, by) => {
        const [less, more] = [false, true].map((kind) => wanted.allowances.some(({ isCharge }) => isCharge === kind));
        fc.pre((rule !== 'BR-CO-11' || less === true) && (rule !== 'BR-CO-12' || more === true));
        const broken = brokenBy(writeUbl(invoiceOf(wanted, { at: rule, cents: by })));
        assert.ok(broken.includes(rule), broken.join(' '));
      }),
      { numRuns: 60 },
    );
  });
}
