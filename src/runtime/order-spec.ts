// A network in memory whose orders are run by a process, on a clock that is moved by hand: what is said about an order in one
// line, and what has become of it.
import assert from '#kernel/assert.ts';
import type { Fulfilment } from '#orders/fulfilment.ts';
import type { Order } from '#orders/model.ts';
import type { SealedEntry } from '#processes/entry.ts';
import type { Command, OrderEvent } from '#processes/message.ts';
import type { OrderEventDataOf, OrderEventKind } from '#processes/order-event-data.ts';
import { Spec } from './spec.ts';

/** The order that is spoken of where none is named. */
export const order = 'ord_1';

const hourMs = 3_600_000;

export class OrderSpec extends Spec {
  #events = 0;

  /** Names an event that has not been told before. */
  newEventId(what = 'event'): string {
    this.#events += 1;
    return `${what} ${this.#events}`;
  }

  /** Five lamps for 50.00 EUR, where nothing else is said. */
  async place(
    quantity = 5,
    about: Partial<Extract<Command, { type: 'order.place' }>['document']> = {},
    id = order,
  ): Promise<void> {
    const { lines = [{ line: 1, item: 'LAMP', quantity }] } = about;
    await this.given({
      type: 'order.place',
      id,
      party: null,
      document: {
        externalId: id,
        channel: 'web',
        customer: 'C1',
        ...about,
        lines: lines.map((line) => ({ price: { amount: '10.00', currency: 'EUR' }, ...line })),
      },
    });
  }

  report<Kind extends OrderEventKind>(
    kind: Kind,
    data: Omit<OrderEventDataOf[Kind], 'order'> & { order?: string },
  ): Command {
    return {
      type: 'order.event',
      kind,
      event: { source: 'partner', id: this.newEventId(), type: `crossdock.${kind}.v1` },
      data: { order, ...data },
    } as unknown as OrderEvent; // The data of its kind, as the parameters say.
  }

  /** Moves the clock and fires what is due, as often as something is. */
  async wait(hours: number): Promise<void> {
    const until = this.now + hours * hourMs;
    for (;;) {
      const [next] = [...this.store.deadlines.values()]
        .filter(({ dueAt }) => dueAt <= until)
        .toSorted((a, b) => a.dueAt - b.dueAt);
      if (next === undefined) break;
      this.now = Math.max(this.now, next.dueAt);
      await this.given(next.command);
    }
    this.now = until;
  }

  order(id = order): Order & { readonly fulfilment: Fulfilment } {
    const found = this.store.tables.orders.get(id);
    assert(found !== undefined && found.fulfilment !== null, `${id} is run by a process`);
    return { ...found, fulfilment: found.fulfilment };
  }

  /** All that was sealed, or all of one kind. */
  entries(type?: string): SealedEntry[] {
    // Each was sealed from an entry.
    const all = this.store.turns.flatMap(({ sealed }) => sealed.map((text) => JSON.parse(text) as SealedEntry));
    return type === undefined ? all : all.filter((entry) => entry.type === `crossdock.${type}.v1`);
  }

  balance(item: string, site: string): { onHand: number; reserved: number; sellable: number } {
    const { onHand = 0, reserved = 0, sellable = 0 } = this.store.tables.balances.get(`${item}\t${site}`) ?? {};
    return { onHand, reserved, sellable };
  }
}
