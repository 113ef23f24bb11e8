// What shops may sell: the ERP's figure of each item, made anew with every batch. Between two batches nobody takes anything off
// it, so two shops, or two customers of one, can be told the same units.
import { minus, plus } from '../../counterparties/system/amount.ts';
import { dateAt } from '../calendar.ts';
import { shelvedOf } from '../world.ts';
import type { World } from '../world.ts';
import { setUp } from './parameters.ts';
import { isOpen, openQuantity } from './state.ts';
import type { OldLine, OldState } from './state.ts';

export interface Availability {
  /** Makes all figures anew, from the stock of the last files, open orders and open purchase orders. */
  refresh: (now: number) => void;
  /** By which day the shop believes it can have all of it; null: it does not know. */
  dateFor: (lines: readonly Pick<OldLine, 'item' | 'quantity'>[], now: number) => string | null;
  /** On which day the ERP's stock and purchase orders reach so many units of each item; null: not at all. */
  dayOf: (units: ReadonlyMap<string, number>, now: number) => string | null;
  /** Stock that the ERP believes to be free for picking. */
  free: (item: string, site: string, now: number) => number;
  /** The same over all sites. */
  freeInAll: (item: string, now: number) => number;
  /** What its open purchase orders bring. */
  expected: (item: string) => number;
}

interface Figure {
  readonly stock: number;
  /** Purchase orders, soonest first; each with all before it. */
  readonly expected: readonly { readonly on: string; readonly units: number }[];
}

export function makeAvailability(world: World, state: OldState): Availability {
  const { market, erp } = world;
  const items = world.network.items.filter(({ components }) => components === undefined);
  const sites = [...market.sites.keys()];
  let figures = new Map<string, Figure>();
  const buffers = new Map(items.map(({ code }) => [code, bufferOf(world, code)]));

  function free(item: string, site: string, now: number): number {
    if ((state.blocked.get(`${item}@${site}`) ?? 0) > now) return 0;
    return Math.max(0, erp.available(item, site));
  }

  function freeInAll(item: string, now: number): number {
    return sites.reduce((sum, site) => plus(sum, free(item, site, now)), 0);
  }

  function expectedOf(item: string): Figure['expected'] {
    return figures.get(item)?.expected ?? [];
  }

  function purchasesOf(): Map<string, { on: string; units: number }[]> {
    return erp.read(({ purchases }) => {
      const found = new Map<string, { on: string; units: number }[]>();
      for (const { item, quantity, expectedOn, stage } of purchases.values()) {
        if (stage !== 'ordered') continue;
        const known = found.get(item);
        if (known === undefined) found.set(item, [{ on: expectedOn, units: quantity }]);
        else known.push({ on: expectedOn, units: quantity });
      }
      return found;
    });
  }

  return {
    free,
    freeInAll,
    expected: (item) => expectedOf(item).at(-1)?.units ?? 0,
    dayOf: (units, now) => {
      let day = dateAt(now);
      for (const [item, wanted] of units) {
        const there = freeInAll(item, now);
        if (there >= wanted) continue;
        const arrival = expectedOf(item).find((purchase) => plus(there, purchase.units) >= wanted);
        if (arrival === undefined) return null;
        if (arrival.on > day) day = arrival.on;
      }
      return day;
    },
    refresh: (now) => {
      const wanted = new Map<string, number>();
      for (const order of state.orders.values()) {
        if (!isOpen(order)) continue;
        for (const line of order.lines)
          for (const part of shelvedOf(market, line.item))
            wanted.set(part.item, plus(wanted.get(part.item) ?? 0, openQuantity(line) * part.quantity));
      }
      const purchases = purchasesOf();
      figures = new Map();
      for (const { code } of items) {
        let units = 0;
        const expected = (purchases.get(code) ?? [])
          .toSorted((one, other) => (one.on < other.on ? -1 : 1))
          .map((purchase) => ({ on: purchase.on, units: (units = plus(units, purchase.units)) }));
        figures.set(code, {
          stock: minus(minus(freeInAll(code, now), wanted.get(code) ?? 0), buffers.get(code) ?? 0),
          expected,
        });
      }
    },
    dateFor: (lines, now) => {
      const wanted = new Map<string, number>();
      for (const { item, quantity } of lines)
        for (const part of shelvedOf(market, item))
          wanted.set(part.item, plus(wanted.get(part.item) ?? 0, quantity * part.quantity));
      let date = dateAt(now);
      for (const [item, units] of wanted) {
        const { stock, expected } = figures.get(item) ?? { stock: 0, expected: [] };
        if (stock >= units) continue;
        const arrival = expected.find((purchase) => plus(stock, purchase.units) >= units);
        if (arrival === undefined) return null;
        if (arrival.on > date) date = arrival.on;
      }
      return date;
    },
  };
}

function bufferOf(world: World, item: string): number {
  const usual = world.network.openingStock.reduce(
    (sum, stock) => (stock.item === item ? sum + Number(stock.quantity) : sum),
    0,
  );
  return Math.max(setUp.bufferUnitsMin, Math.ceil(usual * setUp.bufferShare));
}
