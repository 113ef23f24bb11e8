// Procurement as both columns have it: what orders soon want, and neither stock nor a purchase order brings, is bought urgently;
// of one item once at a time.
import { dayMs } from '../counterparties/system/time.ts';
import { addDays, dateAt } from './calendar.ts';
import { people } from './parameters.ts';
import type { Observer } from './observer.ts';
import type { Send } from './stage.ts';
import type { World } from './world.ts';

export interface Procurement {
  /** `waiting`: units that orders want soon, beyond stock and what is expected, by item. */
  buy: (send: Send, at: number, waiting: ReadonlyMap<string, number>) => void;
}

export function makeProcurement(world: World, observer: Observer): Procurement {
  let calls = 0;
  /** Item → when what was bought of it last arrives. */
  const underWay = new Map<string, number>();

  return {
    buy: (send, at, waiting) => {
      const [site] = world.market.sites.keys();
      for (const [item, units] of waiting) {
        if (units <= 0 || site === undefined || (underWay.get(item) ?? 0) > at) continue;
        calls += 1;
        underWay.set(item, at + people.urgentDays * dayMs);
        observer.touch('urgent purchase');
        observer.buyUrgently();
        const notice = {
          kind: 'urgent_purchase',
          item,
          site,
          quantity: Math.ceil(units),
          days: people.urgentDays,
        } as const;
        send('erp', { kind: 'notice', id: `urgent-${calls} ${at}`, from: 'shop', notice });
      }
    },
  };
}

/** Whether an urgent purchase made now would come in time, or is late already. */
export function isWantedSoon(wantedOn: string, at: number): boolean {
  return wantedOn <= addDays(dateAt(at), people.urgentDays);
}
