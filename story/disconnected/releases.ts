// Orders go from the ERP to the warehouses in batches: by priority, then first come, first served; from the first site that has all of it, then
// line by line, then what there is.
import { minus, plus } from '../../counterparties/system/amount.ts';
import { addDays, dateAt } from '../calendar.ts';
import type { Send } from '../stage.ts';
import { shelvedOf } from '../world.ts';
import type { World } from '../world.ts';
import type { Availability } from './availability.ts';
import type { Say } from './messages.ts';
import { setUp } from './parameters.ts';
import { isOpen, openQuantity } from './state.ts';
import type { OldLine, OldOrder, OldState } from './state.ts';

/** What a batch may still give out: the ERP's free stock less what it gave to the orders before. */
interface Stock {
  reach: (line: OldLine, site: string) => number;
  take: (line: OldLine, site: string, quantity: number) => void;
}

export function releaseBatch(
  {
    world,
    state,
    availability,
    say,
    send,
  }: Readonly<{
    world: World;
    state: OldState;
    availability: Availability;
    say: Say;
    send: Send;
  }>,
  now: number,
): void {
  const stock = stockOf(world, availability, now);
  const sites = [...world.market.sites.keys()];
  const due = [...state.orders.values()].filter((order) => isDue(order, now));
  for (const order of due.toSorted(byTurn)) {
    const bySite = assign(order, sites, stock);
    for (const [site, lines] of bySite) {
      const id = `${order.id}-R${order.releases.length + 1}`;
      order.releases.push({
        id,
        site,
        stage: 'live',
        lines: lines.map(({ line, quantity }) => ({ line: line.line, quantity })),
      });
      for (const { line, quantity } of lines) line.sent = plus(line.sent, quantity);
      send(
        'wms',
        say('release.requested', order.id, {
          order: order.id,
          release: id,
          site,
          priority: order.priority,
          promisedFor: order.promisedFor,
          requestedFor: order.requestedFor,
          expedite: order.isExpedited,
          lines: lines.map(({ line, quantity }) => ({ line: line.line, item: line.item, quantity, unit: line.unit })),
        }),
      );
    }
  }
}

export function isDue(order: OldOrder, now: number): boolean {
  if (!isOpen(order) || order.holds.size > 0 || order.wish !== null) return false;
  return order.requestedFor === null || order.requestedFor <= addDays(dateAt(now), setUp.releaseDaysAhead);
}

export function byTurn(one: OldOrder, other: OldOrder): number {
  return (
    Number(other.isExpedited) - Number(one.isExpedited) ||
    (setUp.isPriorityFirst ? other.priority - one.priority : 0) ||
    one.placedAt - other.placedAt
  );
}

function stockOf(world: World, availability: Availability, now: number): Stock {
  const taken = new Map<string, number>();
  const scaleOf = (item: string): number => 10 ** (world.market.items.get(item)?.scale ?? 0);
  return {
    reach: (line, site) => {
      const units = shelvedOf(world.market, line.item).map(
        (part) =>
          minus(availability.free(part.item, site, now), taken.get(`${part.item}@${site}`) ?? 0) / part.quantity,
      );
      const scale = scaleOf(line.item);
      return Math.max(0, Math.floor(Math.min(...units) * scale + 1e-6) / scale);
    },
    take: (line, site, quantity) => {
      for (const part of shelvedOf(world.market, line.item)) {
        const key = `${part.item}@${site}`;
        taken.set(key, plus(taken.get(key) ?? 0, part.quantity * quantity));
      }
    },
  };
}

type Assigned = Map<string, { readonly line: OldLine; readonly quantity: number }[]>;

function assign(order: OldOrder, sites: readonly string[], stock: Stock): Assigned {
  const assigned: Assigned = new Map();
  const open = order.lines.filter((line) => openQuantity(line) > 0);
  const give = (line: OldLine, site: string, quantity: number): void => {
    stock.take(line, site, quantity);
    assigned.set(site, [...(assigned.get(site) ?? []), { line, quantity }]);
  };
  const whole = sites.find((site) => open.every((line) => stock.reach(line, site) >= openQuantity(line)));
  for (const line of open) {
    let left = openQuantity(line);
    const filler = whole ?? sites.find((site) => stock.reach(line, site) >= left);
    for (const site of filler === undefined ? sites : [filler]) {
      const quantity = Math.min(left, stock.reach(line, site));
      if (quantity <= 0) continue;
      give(line, site, quantity);
      left = minus(left, quantity);
    }
  }
  return assigned;
}
