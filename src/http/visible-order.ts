// An order as a caller finds it: what lies outside its scope is answered as if it did not exist.
import type pg from 'pg';
import { readOrder } from '#orders/store.ts';
import type { OrderRecord } from '#orders/store.ts';
import type { Sender } from './call.ts';
import type { Directory } from './directory.ts';
import { refuse } from './problems.ts';

export type FindOrder = (sender: Sender, id: string) => Promise<OrderRecord>;

export function visibleOrder(pool: pg.Pool, directory: Directory): FindOrder {
  return async (sender, id) => {
    const found = await readOrder(pool, id);
    const sites = directory.visibleSites(sender.grant.scope);
    if (found === undefined || !(sites === null || found.order.sites.some((site) => sites.includes(site))))
      throw refuse('not_found', `No order has the id ${id}.`);
    return found;
  };
}
