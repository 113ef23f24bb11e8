// The work of callers while faults happen: orders, cancellations, goods that leave and come, reservations that are settled or run
// out. Every request goes into the ledger with what was answered.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { v7 } from 'uuid';
import type { Callers } from './callers.ts';
import { emptyLedger } from './ledger.ts';
import type { Ledger, Outcome, Placed, Portion, Received, Reserved } from './ledger.ts';
import type { Random } from './random.ts';

export const sites = ['MAIN', 'SIDE'] as const;
export const channel = 'crash';
const ample = 8;
const scarce = 2;
const openingAmple = 1_000_000;
export const openingScarce = 120;
/** The share of lost answers after which a caller never asks again. */
const abandonment = 0.1;
const pauseMs = 5;
export const dock = 'dock';
const pushedPath = `/v1/in/${dock}/receipts`;

export const items: readonly { readonly code: string; readonly opening: number }[] = [
  ...Array.from({ length: ample }, (_, index) => ({ code: `AMPLE-${index + 1}`, opening: openingAmple })),
  ...Array.from({ length: scarce }, (_, index) => ({ code: `SCARCE-${index + 1}`, opening: openingScarce })),
];

export class Load {
  readonly ledger: Ledger = emptyLedger(new Map(items.map(({ code, opening }) => [code, opening * sites.length])));
  readonly #callers: Callers;
  readonly #random: Random;
  #running: Promise<void> = Promise.resolve();
  #paused = true;

  constructor(callers: Callers, random: Random) {
    this.#callers = callers;
    this.#random = random;
  }

  /** Each caller asks one thing after the other. */
  start(callers: number): void {
    this.#paused = false;
    const all = Promise.all(Array.from({ length: callers }, () => this.#work()));
    this.#running = all.then(() => undefined);
    this.#running.catch(() => undefined); // Told by `pause`.
  }

  /** Resolves when every request has its answer or was given up. */
  async pause(): Promise<void> {
    this.#paused = true;
    await this.#running;
  }

  async #work(): Promise<void> {
    const placed: Placed[] = [];
    const reserved: Reserved[] = [];
    while (!this.#paused) {
      const dice = this.#random.next();
      if (dice < 0.5) await this.#order(placed);
      else if (dice < 0.6) await this.#cancel(placed);
      else if (dice < 0.7) await this.#ship(placed);
      else if (dice < 0.8) await this.#receive();
      else if (dice < 0.93) await this.#reserve(reserved);
      else await this.#settleReservation(reserved);
      await sleep(pauseMs);
    }
  }

  async #order(placed: Placed[]): Promise<void> {
    const order: Placed = {
      externalId: randomUUID(),
      outcome: 'open',
      id: '',
      portions: [],
      cancelled: null,
      left: new Set(),
      shipped: null,
    };
    this.ledger.orders.push(order);
    const count = this.#random.whole(1, 3);
    const lines = Array.from({ length: count }, (_, index) => ({
      line: index + 1,
      item: this.#item(),
      quantity: this.#random.whole(1, 3),
    }));
    const document = { externalId: order.externalId, channel, customer: `C-${this.#random.whole(1, 50)}`, lines };
    const settled = await this.#settle('POST', '/v1/orders', document, abandonment);
    order.outcome = settled.outcome;
    if (settled.outcome !== 'done') return;
    order.id = String(settled.body['id']);
    order.portions = portionsOf(settled.body);
    placed.push(order);
  }

  async #cancel(placed: Placed[]): Promise<void> {
    const order = takeAny(placed, this.#random);
    if (order === undefined) return;
    order.cancelled = 'open';
    order.cancelled = (await this.#settle('POST', `/v1/orders/${order.id}/cancel`, {})).outcome;
  }

  async #ship(placed: Placed[]): Promise<void> {
    const order = takeAny(placed, this.#random);
    if (order === undefined) return;
    order.shipped = 'open';
    for (const portion of order.portions) {
      const { line, item, site, quantity } = portion;
      const id = `ship ${order.externalId} ${line} ${site}`;
      const data = { item, site, quantity, reference: order.id };
      const { outcome } = await this.#settle('POST', '/v1/events', event(id, 'issued', data));
      if (outcome === 'done') order.left.add(portion);
    }
    order.shipped = order.left.size === order.portions.length ? 'done' : 'refused';
  }

  async #receive(): Promise<void> {
    const receipt: Received = {
      reference: `GR-${randomUUID()}`,
      item: this.#item(),
      quantity: this.#random.whole(1, 5),
      outcome: 'open',
    };
    this.ledger.receipts.push(receipt);
    const { reference, item, quantity } = receipt;
    const data = { item, site: this.#random.pick(sites), quantity, reference };
    // Half of them are pushed over a connection: answered when they are stored, and worked on later.
    const path = this.#random.chance(0.5) ? pushedPath : '/v1/events';
    const settled = await this.#settle('POST', path, event(reference, 'received', data), abandonment);
    receipt.outcome = settled.outcome;
  }

  async #reserve(reserved: Reserved[]): Promise<void> {
    const seconds = this.#random.chance(0.5) ? this.#random.whole(1, 4) : null;
    const reservation: Reserved = {
      id: `res_${v7()}`,
      item: this.#item(),
      quantity: this.#random.whole(1, 3),
      expiresBy: null,
      outcome: 'open',
      posted: null,
      voided: null,
    };
    this.ledger.reservations.push(reservation);
    const { id, item, quantity } = reservation;
    const wanted = { id, item, quantity, expiresInSeconds: seconds ?? 86_400 };
    reservation.outcome = (await this.#settle('POST', '/v1/reservations', wanted)).outcome;
    if (seconds !== null) reservation.expiresBy = Date.now() + seconds * 1_000;
    else if (reservation.outcome === 'done') reserved.push(reservation);
  }

  async #settleReservation(reserved: Reserved[]): Promise<void> {
    const reservation = takeAny(reserved, this.#random);
    if (reservation === undefined) return;
    const how = this.#random.pick(['posted', 'voided'] as const);
    reservation[how] = 'open';
    const path = `/v1/reservations/${reservation.id}/${how === 'posted' ? 'post' : 'void'}`;
    reservation[how] = (await this.#settle('POST', path, {})).outcome;
  }

  async #settle(
    method: string,
    path: string,
    body: object,
    mayAbandon = 0,
  ): Promise<{ readonly outcome: Outcome; readonly body: Readonly<Record<string, unknown>> }> {
    const settled = await this.#callers.settle(method, path, body, mayAbandon);
    const { ledger } = this;
    switch (settled.outcome) {
      case 'done':
        ledger.acknowledged += 1;
        return { outcome: 'done', body: settled.answer.body };
      case 'refused':
        ledger.refused += 1;
        return { outcome: 'refused', body: settled.answer.body };
      case 'abandoned':
        ledger.abandoned += 1;
        return { outcome: 'abandoned', body: {} };
    }
  }

  #item(): string {
    return this.#random.chance(0.1)
      ? `SCARCE-${this.#random.whole(1, scarce)}`
      : `AMPLE-${this.#random.whole(1, ample)}`;
  }
}

export function event(id: string, kind: 'issued' | 'received', data: object): object {
  return { specversion: '1.0', id, source: '/crash', type: `crossdock.stock.${kind}.v1`, data };
}

/** As the answer says: from which sites each line comes. */
function portionsOf(body: Readonly<Record<string, unknown>>): Portion[] {
  const lines = body['lines'] as readonly {
    readonly line: number;
    readonly item: string;
    readonly sites: readonly { readonly site: string; readonly quantity: number }[];
  }[];
  return lines.flatMap(({ line, item, sites: from }) =>
    from.map(({ site, quantity }) => ({ line, item, site, quantity })),
  );
}

function takeAny<Value>(values: Value[], random: Random): Value | undefined {
  if (values.length === 0) return undefined;
  return values.splice(random.whole(0, values.length - 1), 1)[0];
}
