// Goods are booked as they were reported: as many as came, went or were moved, where and in which lot; what was counted stands.
import { countsOfLedger } from './counts.ts';
import { add, difference, itemsOfJournal } from './items.ts';
import type { Answered, Check, Entry, Say, Told, View } from './model.ts';

interface StockData {
  readonly item: string;
  readonly site: string;
  readonly quantity: number | string;
  readonly lot?: string;
  readonly status?: string;
  readonly asOf?: { readonly time: string; readonly sequence?: number };
  readonly reference?: string;
  readonly sequence?: number;
  readonly toSite?: string;
  readonly toLot?: string;
  readonly toStatus?: string;
}

interface StockAsked {
  readonly kind: string;
  readonly event: { readonly source: string; readonly id: string };
  readonly data: StockData;
}

interface ShippedAsked {
  readonly event: { readonly source: string };
  readonly data: {
    readonly release: string;
    readonly shipment: string;
    readonly site: string;
    readonly lines: readonly { readonly line: number; readonly item: string; readonly quantity: number }[];
  };
}

interface Booked {
  readonly item: string;
  readonly site: string;
  readonly lot: string;
  readonly quantity: number;
  readonly kind: string;
}

const kindsOf: Readonly<Record<string, readonly string[]>> = {
  received: ['receipt', 'opening', 'return'],
  adjusted: ['adjustment', 'opening'],
  moved: ['move'],
  issued: ['issue'],
};

export function goodsAreBookedAsReported(say: Say): Check {
  const items = itemsOfJournal();
  const counts = countsOfLedger(say);
  /** holder, item and site → who told that goods left: a second source may only confirm. */
  const tellers = new Map<string, Set<string>>();
  const shipped = new Set<string>();

  function checkStock(answered: Answered, { facts }: Told, entries: readonly Entry[]): void {
    const { kind, event, data } = answered.asked as unknown as StockAsked;
    const entry = entries.find(({ type }) => type === `crossdock.stock.${kind}.v1`);
    const of = `${answered.message}, event ${event.id}`;
    if (entry === undefined) return say(`${of} is done, and the journal tells nothing of it`);
    const quantity = items.steps(data.item, data.quantity);
    if (entry.data['quantity'] !== quantity)
      say(`${of}: ${quantity} ${kind} reported, the journal says ${String(entry.data['quantity'])}`);
    const lot = data.lot ?? '';
    if (kind === 'counted' || kind === 'snapshot') return counts.check(of, { event, data, quantity }, entry, facts);
    const done = sumsOf(entry, kindsOf[kind] ?? []);
    const asked = new Map<string, number>();
    const holder = entry.objects.find(({ type }) => type === 'order' || type === 'reservation')?.id;
    if (kind === 'moved') {
      // Where they were to be put as expired and lie there already, nothing moves.
      if (data.toStatus === 'expired' && done.size === 0) return;
      add(asked, `${data.item} ${data.site} ${lot} out`, -quantity);
      add(asked, `${data.item} ${data.toSite ?? data.site} ${data.toLot ?? lot} in`, quantity);
    } else {
      const sign = kind === 'issued' ? -1 : 1;
      add(asked, `${data.item} ${data.site} ${lot} ${sign * quantity < 0 ? 'out' : 'in'}`, sign * quantity);
    }
    compare(of, asked, done, kind === 'issued' && isConfirmed(holder, [data.item], data.site, event.source));
  }

  function checkShipped(answered: Answered, entries: readonly Entry[], view: View): void {
    const { event, data } = answered.asked as unknown as ShippedAsked;
    const entry = entries.find(({ type }) => type === 'crossdock.shipment.shipped.v1');
    const of = `${answered.message}, shipment ${data.shipment}`;
    if (entry === undefined) return say(`${of} is done, and the journal tells nothing of it`);
    const asked = new Map<string, number>();
    const key = `${data.release} ${data.shipment}`;
    const isFirst = !shipped.has(key);
    shipped.add(key);
    for (const { line, item, quantity } of isFirst ? data.lines : []) {
      const ordered = view.orders.get(entry.subject)?.lines.find((known) => known.line === line && known.item === item);
      for (const part of ordered?.components ?? items.components(item))
        add(asked, `${part.item} ${data.site} out`, -items.steps(item, quantity) * part.per);
    }
    const done = new Map<string, number>();
    for (const [cell, sum] of sumsOf(entry, ['issue'])) {
      const [item, site, , way] = cell.split(' ');
      add(done, `${item} ${site} ${way}`, sum);
    }
    const left = [...asked.keys()].map((place) => place.split(' ')[0] ?? '');
    compare(of, asked, done, isFirst && isConfirmed(entry.subject, left, data.site, event.source));
  }

  /** What another source had told before may have left once. */
  function isConfirmed(holder: string | undefined, left: readonly string[], site: string, source: string): boolean {
    if (holder === undefined) return false;
    let isSecond = false;
    for (const item of left) {
      const key = [holder, item, site].join(' ');
      const known = tellers.get(key) ?? new Set();
      tellers.set(key, known.add(source));
      if (known.size > 1) isSecond = true;
    }
    return isSecond;
  }

  function compare(
    of: string,
    asked: ReadonlyMap<string, number>,
    done: ReadonlyMap<string, number>,
    mayBeLess: boolean,
  ): void {
    const isWithin = (): boolean =>
      [...done].every(([cell, sum]) => Math.abs(sum) <= Math.abs(asked.get(cell) ?? 0) && sum <= 0);
    const wrong = difference(asked, done);
    if (wrong !== '' && !(mayBeLess && isWithin())) say(`${of}: ${wrong}`);
  }

  return {
    name: 'goods are booked as reported',
    turn: (told, entries, view) => {
      for (const entry of entries) items.read(entry);
      counts.read(told.facts);
      const causes = Map.groupBy(entries, ({ causationId }) => causationId);
      for (const answered of told.answers) {
        if (answered.repeated || answered.status !== 'done') continue;
        const own = causes.get(answered.message) ?? [];
        if (answered.command === 'stock.event') checkStock(answered, told, own);
        else if (answered.command === 'order.event' && answered.asked['kind'] === 'shipment.shipped')
          checkShipped(answered, own, view);
        else if (answered.command === 'reservation.post')
          for (const fact of told.facts)
            if (fact.fact === 'moved' && fact.reference === answered.asked['id'])
              isConfirmed(fact.reference ?? '', [fact.cell.item], fact.cell.site, fact.source);
      }
    },
  };
}

/** Per item, site, lot and direction, in whichever status. */
function sumsOf({ data }: Entry, kinds: readonly string[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { item, site, lot, quantity, kind } of (data['movements'] ?? []) as readonly Booked[])
    if (kinds.includes(kind)) add(sums, `${item} ${site} ${lot} ${quantity < 0 ? 'out' : 'in'}`, quantity);
  return sums;
}
