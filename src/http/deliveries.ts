// Deliveries over HTTP: what was sent where, sending a failed one again, and giving one up.
import type pg from 'pg';
import { withoutAnswers } from '#connections/outbound/history.ts';
import { listDeliveries, readDelivery } from '#connections/store.ts';
import type { DeliveryRow } from '#connections/store.ts';
import { sendAgain } from '#runtime/deliveries-again.ts';
import { replay, skip } from '#runtime/deliveries-settle.ts';
import { ok } from './call.ts';
import type { Handlers, Sender } from './call.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import type { Directory } from './directory.ts';
import { refuse } from './problems.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly directory: Directory;
}

export function deliveryHandlers({
  pool,
  directory,
}: Parts): Handlers<'listDeliveries' | 'replayDelivery' | 'sendDeliveryAgain' | 'skipDelivery'> {
  const delivery = visibleDelivery(pool, directory);

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
      const { seq } = await delivery.row(sender, path.delivery);
      const isReplayed = await replay(pool, seq, sender.actor);
      const now = await delivery.row(sender, path.delivery);
      if (isReplayed) return ok(view(now));
      throw refuse('delivery_not_dead', `Delivery ${seq} is ${now.state}.`, { facts: { state: now.state } });
    },

    async sendDeliveryAgain({ sender, path, body }) {
      const { seq } = await delivery.row(sender, path.delivery);
      const made = await sendAgain(pool, seq, { by: sender.actor, reason: body.reason });
      if (made !== null) return { status: 201, body: await delivery.view(sender, String(made)) };
      const now = await delivery.row(sender, path.delivery);
      throw refuse('delivery_not_settled', `Delivery ${seq} is ${now.state}.`, { facts: { state: now.state } });
    },

    async skipDelivery({ sender, path }) {
      const { seq } = await delivery.row(sender, path.delivery);
      const isSkipped = await skip(pool, seq, sender.actor);
      const now = await delivery.row(sender, path.delivery);
      // Asked twice, answered twice.
      if (isSkipped || now.state === 'skipped') return ok(view(now));
      throw refuse('delivery_not_open', `Delivery ${seq} is ${now.state}.`, { facts: { state: now.state } });
    },
  };
}

interface VisibleDelivery {
  row(sender: Sender, number: string): Promise<DeliveryRow>;
  view(sender: Sender, number: string): Promise<object>;
}

export function visibleDelivery(pool: pg.Pool, directory: Directory): VisibleDelivery {
  const row: VisibleDelivery['row'] = async (sender, number) => {
    const seq = /^\d{1,15}$/.test(number) ? Number(number) : undefined;
    const sites = directory.visibleSites(sender.grant.scope);
    const known = seq === undefined ? undefined : await readDelivery(pool, seq, sites);
    if (known === undefined) throw refuse('not_found', `No delivery has the number ${number}.`);
    return known;
  };
  return { row, view: async (sender, number) => view(await row(sender, number)) };
}

function view({ turnId, ordinal, history, ...delivery }: DeliveryRow): object {
  return { ...delivery, history: withoutAnswers(history ?? []), entry: `${turnId}.${ordinal}` };
}
