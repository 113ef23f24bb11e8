// Scenarios as data: definitions/processes/order-fulfilment/scenarios/*.json say what is given, what happens and what is then the
// case. Each is played through real turns over the shipped definitions; every word in a file is checked, so that a mistyped
// expectation cannot pass.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { isLive } from '#orders/fulfilment.ts';
import type { HoldKind, RecoveryOption } from '#orders/fulfilment.ts';
import type { ChangeDocument, OrderDocument } from '#orders/model.ts';
import { statusOf } from '#orders/view.ts';
import type { Command } from '#processes/message.ts';
import type { OrderEventKind } from '#processes/order-event-data.ts';
import { event, expected, item } from '#runtime/commands.testsuite.ts';
import { Network } from './network.testsuite.ts';
import { showState } from './told.ts';

const folder = new URL('../../../definitions/processes/order-fulfilment/scenarios/', import.meta.url);

type Quantities = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface Scenario {
  readonly name: string;
  readonly why: string;
  readonly given: {
    /** Site → item → on hand. */
    readonly stock?: Quantities;
    readonly supplies?: readonly Supply[];
    /** Item → attributes. */
    readonly items?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    /** Attributes of the customer who orders. */
    readonly customer?: Readonly<Record<string, string>>;
    readonly order: Partial<OrderDocument>;
  };
  readonly when: readonly When[];
  readonly then: Then;
}

interface Supply {
  readonly reference: string;
  readonly item: string;
  readonly site: string;
  readonly quantity: number;
  readonly expectedOn: string;
}

export type When =
  | { readonly report: OrderEventKind; readonly data: Readonly<Record<string, unknown>>; readonly refused?: string }
  | { readonly again: 'same id' | 'another id' }
  | { readonly cancel: string; readonly refused?: string }
  | { readonly change: ChangeDocument; readonly refused?: string }
  | {
      readonly act: Extract<Command, { type: 'order.act' }>['act'];
      readonly hold?: HoldKind;
      readonly option?: RecoveryOption;
      readonly refused?: string;
    }
  /** Hours. */
  | { readonly wait: number }
  | { readonly receive: Quantities; readonly supply?: string }
  | { readonly count: Quantities }
  | { readonly issue: Quantities }
  | { readonly supply: Supply }
  /** Another order, which is only there to want the same goods. */
  | { readonly order: Partial<OrderDocument> & { readonly externalId: string } }
  | { readonly then: Then };

export interface Then {
  readonly status?: string;
  readonly state?: string;
  /** Line → what of it is where. What is left out is 0. */
  readonly lines?: Readonly<
    Record<string, Partial<Record<'reserved' | 'backordered' | 'issued' | 'cancelled', number>>>
  >;
  /** Everything sent to other systems, in order; of a row of the same, "type × 2". */
  readonly sent?: readonly string[];
  /** Site → item → [on hand, reserved]. */
  readonly stock?: Readonly<Record<string, Readonly<Record<string, readonly [onHand: number, reserved: number]>>>>;
  /** Sum of the invoices asked for. */
  readonly invoiced?: string;
  readonly exceptions?: readonly string[];
  readonly promisedFor?: string | null;
  readonly deviations?: readonly string[];
}

/** What goes to the systems around; the shop hears of the order and its promise. */
const outgoing: ReadonlySet<string> = new Set([
  'credit.requested',
  'release.requested',
  'release.reminded',
  'release.cancel_requested',
  'transport.requested',
  'transfer.requested',
  'issue.requested',
  'invoice.requested',
  'promise.at_risk',
  'promise.changed',
  'order.changed',
  'order.change_refused',
  'order.cancelled',
  'order.expired',
  'order.closed',
]);

export function loadScenarios(): (readonly [file: string, scenario: Scenario])[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && !file.endsWith('.chart.json'))
    .toSorted()
    .map((file) => {
      // Every key is read by name below, and what is left over is refused.
      return [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Scenario] as const;
    });
}

export async function playScenario(scenario: Scenario): Promise<Network> {
  keysOf(scenario, ['name', 'why', 'given', 'when', 'then'], scenario.name);
  const network = await new Network().open();
  await prepare(network, scenario.given);
  for (const [index, when] of scenario.when.entries()) await happen(network, when, `when[${index}]`);
  assertThen(network, scenario.then, 'then');
  assert.deepEqual(network.bugs, []);
  return network;
}

async function prepare(network: Network, given: Scenario['given']): Promise<void> {
  keysOf(given, ['stock', 'supplies', 'items', 'customer', 'order'], 'given');
  for (const [code, attributes] of Object.entries(given.items ?? {})) await network.given(item(code, { attributes }));
  if (given.customer !== undefined)
    await network.given({
      type: 'partner.put',
      party: null,
      partner: { code: 'BUYER', name: 'Buyer', roles: ['customer'], attributes: given.customer },
    });
  for (const [code, site, quantity] of each(given.stock)) await network.stock(code, site, quantity, lotOf(code));
  for (const supply of given.supplies ?? []) await expect(network, supply);
  const { lines = [{ line: 1, item: 'LAMP', quantity: 5 }], ...rest } = given.order;
  const price = { amount: '10.00', currency: 'EUR' };
  await network.place(0, {
    customer: given.customer === undefined ? 'B' : 'BUYER',
    lines: lines.map((line) => ({ price, ...line })),
    ...rest,
  });
  await network.wait(0);
}

async function happen(network: Network, when: When, at: string): Promise<void> {
  if ('then' in when) {
    keysOf(when, ['then'], at);
    assertThen(network, when.then, `${at}.then`);
    return;
  }
  if ('wait' in when) {
    keysOf(when, ['wait'], at);
    await network.wait(when.wait);
    return;
  }
  await say(network, when, at);
  // What is due at once is done at once, as a node does.
  await network.wait(0);
}

async function say(
  network: Network,
  when: Exclude<When, { then: Then } | { wait: number }>,
  at: string,
): Promise<void> {
  const id = network.order().id;
  if ('report' in when) {
    keysOf(when, ['report', 'data', 'refused'], at);
    const data = {
      ...when.data,
      ...(typeof when.data['release'] === 'string' && { release: `${id}-${when.data['release']}` }),
    };
    // The words of the file are the contract's; what does not fit shows in the answer.
    const command = network.report(when.report, data as never);
    await answered(network, command, when.refused, at, claimOf(command));
  } else if ('again' in when) {
    keysOf(when, ['again'], at);
    const last = network.played.findLast(({ submission }) => submission.message.command.type === 'order.event');
    const command = last?.submission.message.command;
    assert(last !== undefined && command?.type === 'order.event', `${at}: nothing was reported yet`);
    const named = { ...command, event: { ...command.event, id: `${command.event.id}, told again` } };
    if (when.again === 'same id') await network.decide(last.submission);
    else await answered(network, named, undefined, at, claimOf(named));
  } else if ('cancel' in when) {
    keysOf(when, ['cancel', 'refused'], at);
    await answered(network, { type: 'order.cancel', id, reason: when.cancel }, when.refused, at);
  } else if ('change' in when) {
    keysOf(when, ['change', 'refused'], at);
    await answered(network, { type: 'order.change', id, change: when.change }, when.refused, at);
  } else if ('act' in when) {
    keysOf(when, ['act', 'hold', 'option', 'refused'], at);
    const { act, hold = null, option = null } = when;
    await answered(network, { type: 'order.act', id, act, hold, option, reason: 'decided' }, when.refused, at);
  } else if ('receive' in when) {
    keysOf(when, ['receive', 'supply'], at);
    for (const [code, site, quantity] of each(when.receive))
      await network.given(
        event('received', code, site, quantity, {
          ...lots(code),
          ...(when.supply !== undefined && { supply: when.supply }),
        }),
      );
  } else if ('count' in when) {
    keysOf(when, ['count'], at);
    for (const [code, site, quantity] of each(when.count))
      await network.given(event('counted', code, site, quantity, lots(code)));
  } else if ('issue' in when) {
    keysOf(when, ['issue'], at);
    for (const [code, site, quantity] of each(when.issue))
      await network.given(event('issued', code, site, quantity, { ...lots(code), reference: id }));
  } else if ('supply' in when) {
    keysOf(when, ['supply'], at);
    await expect(network, when.supply);
  } else {
    keysOf(when, ['order'], at);
    await network.place(1, { customer: 'B', ...when.order }, `ord_${when.order.externalId}`);
  }
}

function claimOf(command: Command): { readonly source: string; readonly id: string } {
  assert(command.type === 'order.event', 'reports have an event');
  return { source: command.event.source, id: command.event.id };
}

async function answered(
  network: Network,
  command: Command,
  refused: string | undefined,
  at: string,
  claim?: { readonly source: string; readonly id: string },
): Promise<void> {
  const answer = await network.when(command, claim === undefined ? {} : { claim });
  const code = answer.status === 'refused' ? answer.rejection.rejected : undefined;
  assert.equal(code, refused, `${at}: ${JSON.stringify(answer)}`);
}

async function expect(network: Network, supply: Supply): Promise<void> {
  const { reference, item: code, site, quantity, expectedOn } = supply;
  keysOf(supply, ['reference', 'item', 'site', 'quantity', 'expectedOn'], 'supply');
  network.now += 1; // A later word about a supply counts only if it is later.
  await network.given(expected(reference, code, site, quantity, expectedOn));
}

export function assertThen(network: Network, then: Then, at: string): void {
  keysOf(
    then,
    ['status', 'state', 'lines', 'sent', 'stock', 'invoiced', 'exceptions', 'promisedFor', 'deviations'],
    at,
  );
  const found = foundIn(network);
  const wanted = { ...then, ...(then.lines !== undefined && { lines: completed(then.lines) }) };
  const compared: Record<string, unknown> = Object.fromEntries(
    Object.entries(found).filter(([key]) => Object.hasOwn(wanted, key)),
  );
  if (then.stock !== undefined) {
    compared['stock'] = Object.fromEntries(
      Object.entries(then.stock).map(([site, items]) => [
        site,
        Object.fromEntries(Object.keys(items).map((code) => [code, balanceOf(network, code, site)])),
      ]),
    );
  }
  assert.deepEqual(compared, wanted, at);
}

/** All that an expectation can speak of, but for stock. */
export function foundIn(network: Network): Omit<Required<Then>, 'stock'> {
  const { lines, fulfilment } = network.order();
  const entries = network
    .entries()
    .filter(({ data, subject }) => data['order'] === network.order().id || subject === network.order().id);
  return {
    status: statusOf(network.order()),
    state: showState(fulfilment.value),
    lines: completed(
      Object.fromEntries(
        lines.map(({ line, reserved, backordered, issued, cancelled }) => [
          line,
          { reserved, backordered, issued, cancelled },
        ]),
      ),
    ),
    sent: counted(entries.map(({ type }) => nameOf(type)).filter((type) => outgoing.has(type))),
    invoiced: sumOf(entries.filter(({ type }) => nameOf(type) === 'invoice.requested')),
    exceptions: fulfilment.exceptions.map(({ kind }) => kind).toSorted(),
    promisedFor: fulfilment.promisedFor,
    deviations: entries
      .filter(({ type }) => nameOf(type) === 'order.deviated')
      .map(({ data }) => `${String(data['event'])}: ${String(data['severity'])}`),
  };
}

export function balanceOf(network: Network, code: string, site: string): readonly [onHand: number, reserved: number] {
  const { onHand, reserved } = network.balance(code, site);
  return [onHand, reserved];
}

/** Invoices are billed once per shipment: one asked for again after a refusal takes the place of the first. */
function sumOf(invoices: readonly ReturnType<Network['entries']>[number][]): string {
  const amounts = new Map<unknown, number>();
  for (const { data } of invoices) {
    const amount = data['amount'] as { readonly amount: string } | null;
    amounts.set(data['shipment'], Math.round(Number(amount?.amount ?? 0) * 100));
  }
  return ([...amounts.values()].reduce((sum, cents) => sum + cents, 0) / 100).toFixed(2);
}

export function counted(types: readonly string[]): string[] {
  const rows: [type: string, times: number][] = [];
  for (const type of types) {
    const last = rows.at(-1);
    if (last?.[0] === type) last[1] += 1;
    else rows.push([type, 1]);
  }
  return rows.map(([type, times]) => (times === 1 ? type : `${type} × ${times}`));
}

export function nameOf(type: string): string {
  return type.replace(/^crossdock\./, '').replace(/\.v1$/, '');
}

export function isSent(type: string): boolean {
  return outgoing.has(nameOf(type));
}

/** Releases that warehouses still have. */
export function liveReleases(network: Network): { readonly release: string; readonly site: string }[] {
  return network
    .order()
    .fulfilment.releases.filter(isLive)
    .map(({ id, site }) => ({ release: id, site }));
}

function completed(lines: NonNullable<Then['lines']>): NonNullable<Then['lines']> {
  return Object.fromEntries(
    Object.entries(lines).map(([line, facts]) => [
      line,
      { reserved: 0, backordered: 0, issued: 0, cancelled: 0, ...facts },
    ]),
  );
}

function* each(quantities: Quantities | undefined): Generator<readonly [item: string, site: string, quantity: number]> {
  for (const [site, items] of Object.entries(quantities ?? {}))
    for (const [code, quantity] of Object.entries(items)) yield [code, site, quantity];
}

function lotOf(code: string): string | undefined {
  return code === 'TEA' ? 'T1' : undefined;
}

function lots(code: string): { readonly lot?: string } {
  const lot = lotOf(code);
  return lot === undefined ? {} : { lot };
}

function keysOf(value: object, known: readonly string[], at: string): void {
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  assert.deepEqual(unknown, [], `${at} says what nobody reads`);
}
