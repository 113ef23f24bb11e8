// Random histories of up to four orders: what comes next is drawn from what could come, sensible or not, as the orders stand. A
// history is a list of pairs of numbers, so that it is made shorter by leaving out what does not matter.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isLive, recoveryOptions } from '#orders/fulfilment.ts';
import type { Release, Shipment } from '#orders/fulfilment.ts';
import type { Order } from '#orders/model.ts';
import type { Command } from '#processes/message.ts';
import type { OrderEventDataOf, OrderEventKind } from '#processes/order-event-data.ts';
import { event, expected, place } from '#runtime/commands.testsuite.ts';
import type { Network } from './network.testsuite.ts';
import { isManaged } from './case.ts';
import type { Managed } from './case.ts';

export type Choice = readonly [what: number, how: number];

export function histories(lengthMax: number): fc.Arbitrary<Choice[]> {
  return fc.array(fc.tuple(fc.nat({ max: 9_999 }), fc.nat({ max: 999_999 })), { maxLength: lengthMax, size: 'max' });
}

/** Draws from one number again and again. */
class Dice {
  #left: number;
  constructor(seed: number) {
    this.#left = seed + 1_000_003;
  }
  upTo(max: number): number {
    this.#left = (this.#left * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((this.#left / 2_147_483_648) * max);
  }
  of<Value>(...values: readonly [Value, ...Value[]]): Value {
    return values[this.upTo(values.length)] ?? values[0];
  }
  once(in_: number): boolean {
    return this.upTo(in_) === 0;
  }
}

type Next = (network: Network, dice: Dice) => Promise<void>;

/** Plays a history; `check` is called after every message. */
export async function play(
  network: Network,
  choices: readonly Choice[],
  check: (network: Network) => void,
): Promise<void> {
  await network.stock('LAMP', 'HAM', 12);
  await network.stock('BULB', 'HAM', 10);
  await network.stock('LAMP', 'LYO', 4);
  await network.stock('TEA', 'HAM', 6, 'T1');
  for (const [what, how] of choices) {
    const all = possible(network);
    const next = all[what % all.length];
    await next?.(network, new Dice(how));
    // What is due at once is done at once, as a node does.
    await network.wait(0);
    check(network);
  }
}

/** What could come next. What is listed more often comes more often. */
function possible(network: Network): Next[] {
  const orders = [...network.store.tables.orders.values()].filter(isManaged);
  const next: Next[] = [receive, pass, pass, world];
  if (orders.length < 4) next.push(order, order);
  for (const known of orders) {
    next.push(...reportsOf(known));
    next.push(ask(known, cancel), ask(known, change), ask(known, decide));
  }
  if (network.played.some(({ submission }) => submission.message.command.type === 'order.event')) next.push(again);
  if (network.played.some(({ submission }) => submission.message.command.type === 'order.wake')) next.push(ringAgain);
  return next;
}

const order: Next = async (network, dice) => {
  const number = network.store.tables.orders.size + 1;
  const lines = Array.from({ length: 1 + dice.upTo(2) }, (): [string, number] => [
    dice.of('LAMP', 'LAMP', 'LAMP', 'BULB', 'SET', 'TEA'),
    1 + dice.upTo(8),
  ]);
  const command = place(String(number), lines, {
    customer: dice.of('A', 'B', 'C', 'LIMITED'),
    allowBackorder: dice.of(true, true, false),
    ...(dice.once(5) && { channel: 'marketplace' }),
    ...(dice.once(5) && { requestedFor: '2026-03-14' }),
    ...(dice.once(6) && { site: dice.of('HAM', 'LYO') }),
    ...(dice.once(8) && { expiresAt: '2026-03-11T00:00:00Z' }),
  });
  if (command.type !== 'order.place') return;
  const { document } = command;
  const price = { amount: dice.of('10.00', '9.00', '5.00'), currency: 'EUR' };
  await network.when({
    ...command,
    document: { ...document, lines: document.lines.map((line) => ({ ...line, price })) },
  });
};

const receive: Next = async (network, dice) => {
  const code = dice.of('LAMP', 'LAMP', 'BULB', 'TEA');
  const lot = code === 'TEA' ? { lot: dice.of('T1', 'T2'), expiresOn: '2027-01-31' } : {};
  const supply = dice.once(3) && code !== 'TEA' ? { supply: 'erp#PO1' } : {};
  await network.when(event('received', code, dice.of('HAM', 'HAM', 'LYO'), 1 + dice.upTo(8), { ...lot, ...supply }));
};

const pass: Next = async (network, dice) => {
  await network.wait(dice.of(1, 3, 5, 9, 26, 50, 130));
};

/** Stock moves for other reasons. */
const world: Next = async (network, dice) => {
  const command = dice.of<() => Command>(
    () => event('adjusted', dice.of('LAMP', 'BULB'), 'HAM', dice.of(-2, -1, 1)),
    () => event('counted', dice.of('LAMP', 'BULB'), dice.of('HAM', 'LYO'), dice.upTo(9)),
    () =>
      expected('PO1', dice.of('LAMP', 'BULB'), 'HAM', dice.upTo(9), dice.of('2026-03-12', '2026-03-16', '2026-03-25')),
  )();
  await network.when(command);
};

const again: Next = async (network, dice) => {
  const told = network.played.filter(({ submission }) => submission.message.command.type === 'order.event');
  const { submission } = told[dice.upTo(told.length)] ?? {};
  const command = submission?.message.command;
  if (command?.type !== 'order.event') return;
  if (dice.once(2)) await network.decide(submission ?? network.message(command));
  else
    await tell(network, {
      ...command,
      event: { ...command.event, id: `${command.event.id}, told again ${network.played.length}` },
    });
};

/** A clock that was heard rings once more, as when another node fired it too: it changes nothing. */
const ringAgain: Next = async (network, dice) => {
  const rung = network.played.filter(({ submission }) => submission.message.command.type === 'order.wake');
  const command = rung[dice.upTo(rung.length)]?.submission.message.command;
  if (command === undefined) return;
  const before = network.everything();
  await network.when(command);
  assert.deepEqual(network.everything(), before);
};

function ask(known: Managed, command: (order: Managed, dice: Dice) => Command): Next {
  return async (network, dice) => {
    // People act less often than systems report.
    if (dice.once(2)) await network.when(command(known, dice));
  };
}

const cancel = ({ id }: Order): Command => ({ type: 'order.cancel', id, reason: 'not wanted' });

const change = ({ id, lines }: Order, dice: Dice): Command => {
  const wanted = lines
    .filter((line) => line.substitutes === undefined)
    .map(({ line, item }) => ({ line, item, quantity: 1 + dice.upTo(8) }));
  return {
    type: 'order.change',
    id,
    change: {
      ...(dice.upTo(3) > 0 && { lines: wanted }),
      ...(dice.once(2) && { requestedFor: dice.of('2026-03-13', '2026-03-20') }),
      ...(dice.once(2) && { allowBackorder: true }),
    },
  };
};

const decide = ({ id, fulfilment }: Managed, dice: Dice): Command => {
  const open = fulfilment.holds.find(({ state }) => state === 'open');
  const act =
    open !== undefined
      ? dice.of('release_hold' as const, 'release_hold' as const, 'refuse_hold' as const)
      : fulfilment.risk !== null && dice.upTo(3) > 0
        ? ('recover' as const)
        : ('retry_books' as const);
  const { alternatives = [] } = fulfilment.risk ?? {};
  const chosen = alternatives[dice.upTo(alternatives.length)]?.option ?? dice.of(...recoveryOptions);
  return {
    type: 'order.act',
    id,
    act,
    hold: open?.hold ?? null,
    decidesFor: ['desk', 'finance'],
    option: chosen,
    reason: null,
  };
};

async function tell(network: Network, command: Command): Promise<void> {
  const { event: head } = command as Extract<Command, { type: 'order.event' }>;
  await network.when(command, { claim: { source: head.source, id: head.id } });
}

function reporting<Kind extends OrderEventKind>(
  { id }: Order,
  kind: Kind,
  data: (dice: Dice) => Omit<OrderEventDataOf[Kind], 'order'>,
): Next {
  return (network, dice) => tell(network, network.report(kind, { order: id, ...data(dice) }));
}

/** What systems could report, mostly what they should. */
function reportsOf(known: Managed): Next[] {
  const { fulfilment } = known;
  const all: Next[] = [];
  if (fulfilment.holds.some((hold) => hold.ask === 'finance'))
    all.push(
      reporting(known, 'credit.approved', (dice) => ({ request: requestOf(known, dice) })),
      reporting(known, 'credit.refused', (dice) => ({ request: requestOf(known, dice), reason: 'too much' })),
    );
  for (const release of fulfilment.releases) {
    const answers = ofRelease(known, release);
    all.push(...(isLive(release) ? answers : answers.slice(0, 3)));
  }
  for (const shipment of fulfilment.shipments) all.push(...ofShipment(known, shipment));
  return all;
}

/** Mostly the latest; what comes late is about an earlier one. */
function requestOf({ id, fulfilment }: Managed, dice: Dice): string {
  const { creditRequests } = fulfilment;
  return `${id}-C${dice.upTo(4) === 0 && creditRequests > 1 ? creditRequests - 1 : Math.max(1, creditRequests)}`;
}

function ofRelease(known: Managed, release: Release): Next[] {
  const of = { release: release.id, site: release.site };
  const refused = { ...of, reason: 'no' };
  const shipped = shippedOf(known, release);
  return [
    shipped,
    reporting(known, 'release.accepted', () => of),
    reporting(known, 'release.cancelled', () => of),
    reporting(known, 'release.refused', () => refused),
    reporting(known, 'release.cancel_refused', () => refused),
    reporting(known, 'shipment.picked', (dice) => ({
      ...of,
      shipment: numberOf(release, dice),
      lines: picked(known, release, dice),
    })),
    reporting(known, 'shipment.packed', (dice) => ({ ...of, shipment: numberOf(release, dice) })),
    shipped,
    shipped,
  ];
}

function shippedOf(known: Managed, release: Release): Next {
  return reporting(known, 'shipment.shipped', (dice) => ({
    release: release.id,
    site: release.site,
    shipment: numberOf(release, dice),
    complete: dice.once(3),
    lines: release.lines.flatMap(({ line: number, quantity, shipped }) => {
      const line = known.lines.find((one) => one.line === number);
      const left = quantity - shipped;
      const sent = dice.of(left, left, left, dice.upTo(left + 1));
      return line === undefined
        ? []
        : [{ line: line.substitutes ?? number, item: line.item, quantity: sent, ...lotOf(line.item) }];
    }),
  }));
}

/** Warehouses know their lots; kits and what is not kept in lots has none. */
function lotOf(code: string): { lot?: string } {
  return code === 'TEA' ? { lot: 'T1' } : {};
}

function numberOf(release: Release, dice: Dice): string {
  return `${release.id} S${1 + dice.upTo(2)}`;
}

function picked(known: Managed, release: Release, dice: Dice): OrderEventDataOf['shipment.picked']['lines'] {
  return release.lines.flatMap(({ line: number, quantity, shipped }) => {
    const line = known.lines.find((one) => one.line === number);
    if (line === undefined) return [];
    const left = quantity - shipped;
    const short = dice.once(2) ? Math.min(left, 1 + dice.upTo(3)) : 0;
    const instead = short > 0 && dice.once(3) ? { substitute: { item: 'BULB', quantity: short } } : {};
    return [
      {
        line: line.substitutes ?? number,
        item: line.item,
        quantity: left - short,
        ...lotOf(line.item),
        ...(short > 0 && { short, ...instead }),
      },
    ];
  });
}

function ofShipment(known: Managed, { id, state }: Shipment): Next[] {
  const of = { shipment: id };
  const refused = { ...of, reason: 'no' };
  const onTheWay: Next[] = [
    reporting(known, 'transport.booked', () => ({ ...of, carrier: 'DHL', tracking: 'T', expectedOn: '2026-03-12' })),
    reporting(known, 'transport.refused', () => refused),
    reporting(known, 'shipment.delayed', (dice) => ({
      ...of,
      expectedOn: dice.of('2026-03-10', '2026-03-18'),
      reason: 'snow',
    })),
    reporting(known, 'shipment.delivered', () => of),
  ];
  const books: Next[] = [
    reporting(known, 'issue.posted', () => ({ ...of, document: `GI ${id}` })),
    reporting(known, 'invoice.issued', () => ({ ...of, invoice: `INV ${id}` })),
    reporting(known, 'issue.refused', () => refused),
    reporting(known, 'invoice.refused', () => refused),
  ];
  return state === 'shipped' || state === 'delivered'
    ? [...onTheWay, ...books, ...books.slice(0, 2)]
    : [...onTheWay, ...books.slice(0, 1)];
}
