// The orders that every subject gets: three lines of one unit, over all items and sites that hold stock, no kits. `hot`: the first line is the
// same item at the same site in every order.
import { isKit, itemCode } from '../world.ts';
import type { World } from '../world.ts';
import type { OrderRequest } from './orders.ts';

let sequence = 0;
const run = Date.now().toString(36);
const hotItem = 7;

export function nextOrder(world: World, hot: boolean): OrderRequest {
  sequence += 1;
  const line = (number: number): OrderRequest['lines'][number] => ({
    line: number,
    item: itemCode(hot && number === 1 ? hotItem : anyItem(world)),
    quantity: 1,
  });
  const site = hot ? 1 : 1 + Math.floor(Math.random() * world.sites);
  return {
    externalId: `${run}-${sequence}`,
    channel: 'web',
    customer: `C${sequence % 1_000}`,
    site: `S${String(site).padStart(2, '0')}`,
    lines: [line(1), line(2), line(3)],
  };
}

function anyItem({ items }: World): number {
  const number = 1 + Math.floor(Math.random() * items);
  if (!isKit(number)) return number;
  return number < items ? number + 1 : number - 1;
}
