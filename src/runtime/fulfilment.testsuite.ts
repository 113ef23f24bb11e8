// A network whose orders are run by the shipped process, for tests of fulfilment: master data, stock, the shipped definitions in
// force, and what systems report in one line each.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Order } from '#orders/model.ts';
import type { Fulfilment } from '#orders/fulfilment.ts';
import { loadPolicies } from '#policies/load.ts';
import type { OrderEventDataOf, OrderEventKind } from '#processes/order-event-data.ts';
import type { Command, OrderEvent } from '#processes/message.ts';
import type { SealedEntry } from '#processes/entry.ts';
import { done, Spec } from './spec.ts';
import type { SaidBy } from './spec.ts';

const chart = new URL('../../definitions/processes/order-fulfilment/v1.json', import.meta.url);

/** What puts the shipped policies and the process in force. */
export function shippedDefinitions(): Command[] {
  const of = { hash: '', owner: '', active: true } as const;
  const policies = loadPolicies().map(({ name, versions }): Command => {
    const last = versions.at(-1);
    assert(last !== undefined, `${name} has a version`);
    return {
      type: 'definition.put',
      definition: { ...of, kind: 'policy', name, version: last.version, content: last.text },
    };
  });
  const content = readFileSync(chart, 'utf8');
  return [
    ...policies,
    { type: 'definition.put', definition: { ...of, kind: 'process', name: 'order-fulfilment', version: 1, content } },
  ];
}

export const order = 'ord_1';

export class FulfilmentSpec extends Spec {
  #events = 0;

  /** Two sites of one company, two items and a customer; 100 LAMP and 20 BULB at HAM, 10 LAMP at LYO. */
  async begin(): Promise<this> {
    await this.given(
      ...shippedDefinitions(),
      { type: 'site.put', site: { code: 'HAM', name: 'Hamburg', company: 'NORTH', zone: 'Europe/Berlin', rank: 1 } },
      { type: 'site.put', site: { code: 'LYO', name: 'Lyon', company: 'NORTH', zone: 'Europe/Paris', rank: 2 } },
      { type: 'item.put', item: { code: 'LAMP', name: 'Lamp', unit: 'each', attributes: { listPrice: '10.00' } } },
      { type: 'item.put', item: { code: 'BULB', name: 'Bulb', unit: 'each' } },
      { type: 'partner.put', partner: { code: 'C1', name: 'Customer', roles: ['customer'] }, party: null },
    );
    await this.receive('LAMP', 'HAM', 100);
    await this.receive('BULB', 'HAM', 20);
    await this.receive('LAMP', 'LYO', 10);
    return this;
  }

  async receive(item: string, site: string, quantity: number): Promise<void> {
    const id = `receipt ${++this.#events}`;
    await this.given({
      type: 'stock.event',
      kind: 'received',
      event: { source: 'wms', id, type: 'crossdock.stock.received.v1' },
      data: { item, site, quantity },
    });
  }

  async place(
    quantity = 5,
    about: Partial<Extract<Command, { type: 'order.place' }>['document']> = {},
    id = order,
  ): Promise<void> {
    await this.given({
      type: 'order.place',
      id,
      party: null,
      document: {
        externalId: id,
        channel: 'web',
        customer: 'C1',
        lines: [{ line: 1, item: 'LAMP', quantity, price: { amount: '10.00', currency: 'EUR' } }],
        ...about,
      },
    });
  }

  report<Kind extends OrderEventKind>(
    kind: Kind,
    data: Omit<OrderEventDataOf[Kind], 'order'> & { order?: string },
  ): Command {
    const id = `event ${++this.#events}`;
    return {
      type: 'order.event',
      kind,
      event: { source: 'partner', id, type: `crossdock.${kind}.v1` },
      data: { order, ...data },
    } as unknown as OrderEvent; // The data of its kind, as the parameters say.
  }

  async reports<Kind extends OrderEventKind>(
    kind: Kind,
    data: Omit<OrderEventDataOf[Kind], 'order'> & { order?: string },
    by?: SaidBy,
  ): Promise<Readonly<Record<string, unknown>>> {
    return done(await this.when(this.report(kind, data), by));
  }

  /** Moves the clock and fires what is due, as often as something is. */
  async wait(hours: number): Promise<void> {
    const until = this.now + hours * 3_600_000;
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

  entries(type?: string): SealedEntry[] {
    const all = this.store.turns.flatMap(({ sealed }) => sealed.map((text) => JSON.parse(text) as SealedEntry));
    return type === undefined ? all : all.filter((entry) => entry.type === `crossdock.${type}.v1`);
  }

  balance(item: string, site: string): { onHand: number; reserved: number; sellable: number } {
    const { onHand = 0, reserved = 0, sellable = 0 } = this.store.tables.balances.get(`${item}\t${site}`) ?? {};
    return { onHand, reserved, sellable };
  }
}
