// What policies read of the demo network's items and customers: list prices, classes, credit limits. The simulated ERP and
// finance (counterparties/system/network.ts) make the same figures from the codes; trade.test.ts compares all of them.
import type { ItemDocument } from '#processes/message.ts';
import { chanceOf } from './random.ts';

const tradeSeed = 7;
const creditLimits = { A: '60000.00', B: '20000.00', C: '6000.00' } as const;
/** A set costs less than its parts. */
const setShare = 0.95;

export function listPriceOf({ code, components }: ItemDocument): string {
  const cents =
    components === undefined
      ? basePriceCents(code)
      : setShare * components.reduce((sum, part) => sum + basePriceCents(part.item) * Number(part.quantity), 0);
  return (Math.round(cents) / 100).toFixed(2);
}

export function customerAttributes(code: string): {
  readonly class: 'A' | 'B' | 'C';
  readonly creditLimit: string;
  readonly creditCurrency: 'EUR';
} {
  const place = chanceOf(tradeSeed, `class ${code}`);
  const kind = place < 0.2 ? 'A' : place < 0.6 ? 'B' : 'C';
  return { class: kind, creditLimit: creditLimits[kind], creditCurrency: 'EUR' };
}

/** Most goods are cheap, some are not: 0.50 to about 120 euros. */
function basePriceCents(code: string): number {
  return 50 + Math.round(12_000 * chanceOf(tradeSeed, `price ${code}`) ** 3);
}
