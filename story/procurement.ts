// Procurement as both columns have it: what orders wait for and no purchase order brings is bought urgently, once at a time.
import type { Record } from './record.ts';
import type { Send } from './stage.ts';
import { people } from './parameters.ts';
import type { World } from './world.ts';

export interface Procurement {
  /** `waiting`: units that orders wait for, beyond what is expected, by item. */
  buy: (send: Send, at: number, waiting: ReadonlyMap<string, number>) => void;
}

export function makeProcurement(world: World, record: Record): Procurement {
  let calls = 0;

  /** What the ERP's open purchase orders bring of it. */
  function onOrder(item: string): number {
    return world.erp.read(({ purchases }) =>
      [...purchases.values()].reduce(
        (sum, purchase) => (purchase.item === item && purchase.stage === 'ordered' ? sum + purchase.quantity : sum),
        0,
      ),
    );
  }

  return {
    buy: (send, at, waiting) => {
      const [site] = world.market.sites.keys();
      for (const [item, units] of waiting) {
        if (units <= 0 || site === undefined || onOrder(item) > 0) continue;
        calls += 1;
        record.touch('urgent purchase');
        record.buyUrgently();
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
