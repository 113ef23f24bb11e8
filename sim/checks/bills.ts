// What the ERP is asked to post, and finance to bill, is what the warehouse said has left, at the prices that were asked for.
import { add, difference, itemsOfJournal } from './items.ts';
import type { Check, Entry, Say } from './model.ts';

interface Billed {
  readonly line: number;
  readonly item: string;
  readonly quantity: number;
  readonly price?: { readonly amount: string; readonly currency: string };
}

interface LineAsked {
  readonly price?: { readonly amount: string };
}

const minorDigits = 2;

export function bookedIsWhatLeft(say: Say): Check {
  const items = itemsOfJournal();
  /** order and shipment → item → what left, in steps */
  const left = new Map<string, Map<string, number>>();
  /** order → prices that its customer named */
  const prices = new Map<string, Set<string>>();

  function sumsOf(lines: readonly Billed[]): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { item, quantity } of lines) add(sums, item, items.steps(item, quantity));
    return sums;
  }

  function amountOf({ item, quantity, price }: Billed): number | null {
    if (price === undefined) return null;
    const [whole = '', fraction = ''] = price.amount.split('.');
    const product = items.steps(item, quantity) * Number(`${whole}${fraction}`);
    const unit = 10 ** (items.scale(item) + fraction.length - minorDigits);
    return unit < 1 ? product / unit : Math.floor((2 * product + unit) / (2 * unit));
  }

  function checkBill({ data, subject }: Entry, of: string): void {
    const lines = data['lines'] as readonly Billed[];
    const amount = (data['amount'] as { readonly amount: string } | null)?.amount ?? null;
    const amounts = lines.map(amountOf);
    const own = amounts.includes(null)
      ? null
      : (amounts.reduce<number>((sum, each) => sum + (each ?? 0), 0) / 10 ** minorDigits).toFixed(minorDigits);
    if (amount !== own) say(`${of}: ${amount} is asked, its lines come to ${own}`);
    for (const { line, price } of lines)
      if (price !== undefined && prices.get(subject)?.has(price.amount) !== true)
        say(`${of}: line ${line} is billed at ${price.amount}, and the customer never named that price`);
  }

  function read(entry: Entry, isMore: boolean): void {
    const { type, subject, data } = entry;
    const key = `${subject} ${String(data['shipment'])}`;
    const of = `shipment ${key}`;
    switch (type) {
      case 'crossdock.shipment.shipped.v1':
        // Told again it may be about its way; its goods are those of the first time.
        if (!left.has(key))
          left.set(key, sumsOf((data['lines'] as readonly Billed[]).filter(({ quantity }) => quantity > 0)));
        return;
      case 'crossdock.issue.requested.v1':
      case 'crossdock.invoice.requested.v1': {
        const gone = left.get(key);
        const asked = sumsOf(data['lines'] as readonly Billed[]);
        // What left by a stock event is known by the event alone.
        if (gone !== undefined) {
          const wrong = difference(gone, asked);
          const isLess = isMore && [...asked].every(([item, quantity]) => quantity <= (gone.get(item) ?? 0));
          if (wrong !== '' && !(type === 'crossdock.invoice.requested.v1' && isLess)) say(`${type} of ${of}: ${wrong}`);
        }
        if (type === 'crossdock.invoice.requested.v1') checkBill(entry, of);
        return;
      }
      default:
        items.read(entry);
    }
  }

  return {
    name: 'booked is what left',
    turn: ({ answers }, entries) => {
      for (const { status, command, asked, answer } of answers) {
        if (status !== 'done' || (command !== 'order.place' && command !== 'order.change')) continue;
        const id = String((answer as { readonly result?: { readonly id?: unknown } }).result?.id);
        const known = prices.get(id) ?? new Set<string>();
        const { lines = [] } = (asked['document'] ?? asked['change']) as { readonly lines?: readonly LineAsked[] };
        for (const { price } of lines) if (price !== undefined) known.add(price.amount);
        prices.set(id, known);
      }
      // More left than was ordered: then less is billed than left, and somebody is told.
      const more = new Set(
        entries.filter(({ data }) => data['kind'] === 'sent_more_than_ordered').map(({ causationId }) => causationId),
      );
      for (const entry of entries) read(entry, more.has(entry.causationId));
    },
  };
}
