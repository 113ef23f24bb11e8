// How far a promise goes beyond what there is: more promised by a date than lies in the buildings or is expected by then. What
// lies there is what really lies there, whether anybody knows it or not.
import { minus, plus } from '../counterparties/system/amount.ts';
import type { OrderRecord } from './observer.ts';
import { shelvedOf } from './world.ts';
import type { World } from './world.ts';

interface Telling {
  /** Accepted orders of which something has not left. */
  readonly open: ReadonlySet<OrderRecord>;
  /** Shipments that were picked and have not left; those that were put back are taken out. */
  readonly inBuilding: Set<string>;
  /** The order that was just told `date`. */
  readonly record: OrderRecord;
  readonly date: string;
}

/** Units by which this promise, and no earlier one, is beyond what there is. */
export function oversoldBy(world: World, telling: Telling): number {
  const wanted = openUnits(world, telling.record);
  const promised = promisedUnits(world, telling, new Set(wanted.keys()));
  let units = 0;
  for (const [item, quantity] of wanted) {
    const there = plus(physical(world, telling.inBuilding, item), expected(world, item, telling.date));
    const others = promised.get(item) ?? 0;
    const beyond = Math.max(0, minus(plus(others, quantity), there)) - Math.max(0, minus(others, there));
    units = plus(units, beyond);
  }
  return units;
}

/** What still has to leave for the order, by item on the shelf. */
function openUnits(world: World, record: OrderRecord): Map<string, number> {
  const open = new Map<string, number>();
  for (const { line, item, quantity } of record.lines) {
    const left = record.left.reduce((sum, entry) => (entry.line === line ? plus(sum, entry.quantity) : sum), 0);
    const units = Math.max(0, minus(quantity, left));
    for (const part of shelvedOf(world.market, item))
      open.set(part.item, plus(open.get(part.item) ?? 0, units * part.quantity));
  }
  return open;
}

/** Promised to the other orders by the date. */
function promisedUnits(world: World, { open, record, date }: Telling, items: ReadonlySet<string>): Map<string, number> {
  const promised = new Map<string, number>();
  for (const order of open) {
    const told = order.told.at(-1)?.date ?? null;
    if (order === record || told === null || told > date) continue;
    for (const [item, quantity] of openUnits(world, order))
      if (items.has(item)) promised.set(item, plus(promised.get(item) ?? 0, quantity));
  }
  return promised;
}

function physical(world: World, inBuilding: Set<string>, item: string): number {
  let units = 0;
  for (const site of world.market.sites.keys()) units = plus(units, world.wms.onShelf(item, site));
  return world.wms.read(({ shipments }) => {
    for (const number of inBuilding) {
      const shipment = shipments.get(number);
      if (shipment === undefined || (shipment.stage !== 'picked' && shipment.stage !== 'packed'))
        inBuilding.delete(number);
      else for (const taken of shipment.taken) if (taken.item === item) units = plus(units, taken.quantity);
    }
    return units;
  });
}

function expected(world: World, item: string, date: string): number {
  return world.erp.read(({ purchases }) => {
    let units = 0;
    for (const purchase of purchases.values())
      if (purchase.item === item && purchase.stage === 'ordered' && purchase.expectedOn <= date)
        units = plus(units, purchase.quantity);
    return units;
  });
}
