// Where goods come from and where they get lost: receipts, supplies announced, moved, made smaller and late, counts, snapshots,
// losses, quality holds, and (where no process runs) issues of what was promised.
import type { Entry } from '#processes/entry.ts';
import type { Command, StockEventData, StockEventKind } from '#processes/message.ts';
import { expiryOf, sites, stocked } from '../network.ts';
import type { Goods } from '../network.ts';
import type { Shelves } from './shelves.ts';
import { dayMs, hourMs, minuteMs } from './stage.ts';
import type { Actor, Stage } from './stage.ts';

export function goods(stage: Stage, shelves: Shelves): Actor {
  const { chance, profile, agenda } = stage;
  const sequences = new Map<string, number>();

  function event(
    source: string,
    kind: StockEventKind,
    data: StockEventData,
  ): Extract<Command, { type: 'stock.event' }> {
    const id = `${source} ${kind} ${stage.number()}`;
    return { type: 'stock.event', kind, event: { source, id, type: `crossdock.stock.${kind}.v1` }, data };
  }

  /** In units of the item, with what its lot is told by, and numbered where the source numbers its events. */
  function of(item: Goods, site: string, lot: string, steps: number): StockEventData {
    const sequence = site === 'LYO' ? (sequences.get(site) ?? 0) + 1 : undefined;
    if (sequence !== undefined) sequences.set(site, sequence);
    return {
      item: item.code,
      site,
      quantity: steps / item.unit,
      ...(lot !== '' && { lot, expiresOn: expiryOf[lot] ?? '2027-01-31' }),
      ...(sequence !== undefined && { sequence }),
    };
  }

  function lotOf(item: Goods): string {
    return item.lots[chance.whole(0, item.lots.length - 1)] ?? '';
  }

  function steps(item: Goods, most: number): number {
    return chance.whole(1, Math.max(1, most)) * item.unit;
  }

  function receive(item: Goods, site: string, quantity: number, supply?: string): void {
    const lot = lotOf(item);
    shelves.put(item.code, site, lot, quantity);
    const data = { ...of(item, site, lot, quantity), ...(supply !== undefined && { supply }) };
    stage.report(site, event(site, 'received', data));
  }

  function expect(): void {
    const item = chance.oneOf(stocked);
    const site = stage.site();
    const reference = `PO${stage.number()}`;
    let quantity = steps(item, profile.stock);
    let days = chance.whole(1, 6);
    const announce = (): void =>
      stage.report('erp', {
        type: 'supply.expected',
        event: { source: 'erp', id: `erp supply ${stage.number()}`, type: 'crossdock.supply.expected.v1' },
        data: { reference, item: item.code, site, quantity: quantity / item.unit, expectedOn: stage.date(days) },
      });
    announce();
    if (stage.mishap()) {
      stage.after(hourMs, dayMs, () => {
        if (chance.happens(0.5)) days += chance.whole(1, 5);
        else quantity = chance.happens(0.3) ? 0 : Math.ceil(quantity / (2 * item.unit)) * item.unit;
        announce();
      });
    }
    stage.after(days * dayMs, days * dayMs + 8 * hourMs, () => {
      if (quantity > 0) receive(item, site, quantity, `erp#${reference}`);
    });
  }

  /** Told as of a moment: what was reported later is not in it. */
  function count(kind: 'counted' | 'snapshot', source: string, site: string): void {
    const item = chance.oneOf(stocked);
    for (const lot of item.lots) {
      const time = new Date(stage.clockOf(source)).toISOString();
      const { sequence, ...data } = of(item, site, lot, shelves.on(item.code, site, lot));
      const asOf = sequence === undefined ? { time } : { time, sequence };
      stage.report(source, event(source, kind, { ...data, asOf }));
    }
  }

  function lose(): void {
    const item = chance.oneOf(stocked);
    const site = stage.site();
    const lot = lotOf(item);
    const lost = Math.min(shelves.on(item.code, site, lot), steps(item, 3));
    if (lost <= 0) return;
    shelves.put(item.code, site, lot, -lost);
    if (chance.happens(0.5))
      stage.report(site, event(site, 'adjusted', { ...of(item, site, lot, -lost), reason: 'damaged' }));
  }

  function hold(): void {
    const item = chance.oneOf(stocked);
    const site = stage.site();
    const lot = lotOf(item);
    const { expiresOn: _, ...data } = of(item, site, lot, item.unit);
    if (shelves.on(item.code, site, lot) < item.unit) return;
    stage.report(site, event(site, 'moved', { ...data, toStatus: 'quality_hold' }));
    stage.after(hourMs, dayMs, () =>
      stage.report(site, event(site, 'moved', { ...data, status: 'quality_hold', toStatus: 'available' })),
    );
  }

  function strange(): void {
    const source = 'erp';
    const site = stage.site();
    const data = chance.oneOf<StockEventData>([
      { item: 'NOTHING', site, quantity: 1 },
      { item: 'LAMP', site: 'NOWHERE', quantity: 1 },
      { item: 'TEA', site, quantity: 1 },
      { item: 'LAMP', site, quantity: 1, lot: 'T1' },
      { item: 'SET', site, quantity: 1 },
      { item: 'LAMP', site, quantity: 0.5 },
    ]);
    const told = event(source, 'received', data);
    stage.report(source, told);
    // The same id with another body.
    if (chance.happens(0.3)) stage.report(source, { ...told, data: { ...data, quantity: 2 } });
  }

  function every(minMs: number, maxMs: number, call: () => void): void {
    stage.after(minMs, maxMs, () => {
      if (stage.isQuiet()) return;
      call();
      every(minMs, maxMs, call);
    });
  }

  /** Where no process asks for it, what was promised leaves after a while, named by the order. */
  function issuePromised({ subject, data }: Entry): void {
    const portions = (data['portions'] ?? []) as readonly { line: number; site: string; quantity: number }[];
    const item = chance.oneOf(stocked);
    for (const { site } of portions)
      stage.after(hourMs, dayMs, () =>
        stage.report(
          site,
          event(site, 'issued', { ...of(item, site, item.lots[0] ?? '', item.unit), reference: subject }),
        ),
      );
  }

  return {
    name: 'shop',
    begin: () => {
      for (const site of sites)
        for (const item of stocked)
          for (const lot of item.lots) {
            const quantity = steps(item, profile.stock);
            shelves.put(item.code, site, lot, quantity);
            stage.report(site, event(site, 'received', { ...of(item, site, lot, quantity), reason: 'opening' }));
          }
      const pace = Math.max(20 * minuteMs, Math.round((profile.days * dayMs) / profile.orders));
      every(pace, 4 * pace, () => receive(chance.oneOf(stocked), stage.site(), steps(stocked[0], profile.stock / 4)));
      every(2 * pace, 8 * pace, expect);
      every(4 * hourMs, dayMs, () => count('counted', stage.site(), stage.site()));
      every(6 * hourMs, dayMs, () => count('snapshot', 'erp', stage.site()));
      if (profile.mishaps > 0.05) every(hourMs, dayMs, lose);
      every(3 * hourMs, dayMs, hold);
      if (profile.mishaps > 0.05) every(3 * hourMs, dayMs, strange);
    },
    hear: (entry) => {
      if (
        !profile.hasProcess &&
        (entry.type === 'crossdock.order.promised.v1' || entry.type === 'crossdock.order.backordered.v1')
      )
        if (agenda.now < stage.lastOrderAt) issuePromised(entry);
    },
  };
}
