// Deliveries over HTTP: what was sent where, and sending a dead one again.
import type pg from 'pg';
import { listDeliveries, readDelivery, requeueDelivery } from '#connections/store.ts';
import type { DeliveryRow } from '#connections/store.ts';
import { ok } from './call.ts';
import type { Handlers } from './call.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import type { Directory } from './directory.ts';
import { refuse } from './problems.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly directory: Directory;
}

export function deliveryHandlers({ pool, directory }: Parts): Handlers<'listDeliveries' | 'replayDelivery'> {
  return {
    async listDeliveries({ sender, query }) {
      const size = pageSize(query.limit);
      const before = readCursor(query.cursor, ['number'])?.[0] ?? null;
      const filter = {
        connection: query.connection ?? null,
        state: query.deliveryState ?? null,
        lane: query.lane ?? null,
      };
      const rows = await listDeliveries(pool, {
        ...filter,
        sites: directory.visibleSites(sender.grant.scope),
        before,
        limit: size,
      });
      return ok(toPage(rows, size, view, (row) => [row.seq]));
    },

    async replayDelivery({ sender, path }) {
      const seq = /^\d{1,15}$/.test(path.delivery) ? Number(path.delivery) : undefined;
      const known =
        seq === undefined ? undefined : await readDelivery(pool, seq, directory.visibleSites(sender.grant.scope));
      if (known === undefined) throw refuse('not_found', `No delivery has the number ${path.delivery}.`);
      const requeued = await requeueDelivery(pool, known.seq);
      if (requeued === undefined)
        throw refuse('delivery_not_dead', `Delivery ${known.seq} is ${known.state}.`, {
          facts: { state: known.state },
        });
      return ok(view(requeued));
    },
  };
}

function view({ turnId, ordinal, ...delivery }: DeliveryRow): object {
  return { ...delivery, entry: `${turnId}.${ordinal}` };
}
