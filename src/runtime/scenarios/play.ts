// A scenario played through real turns, up to the first place where it and what happens part.
import assert from '#kernel/assert.ts';
import type { OrderDocument } from '#orders/model.ts';
import type { Answer } from '#processes/decide.ts';
import type { Claim, Command } from '#processes/message.ts';
import type { Submission } from '../engine.ts';
import { differences } from './found.ts';
import type { Difference, Quantities, Scenario, Supply, When } from './model.ts';
import { customerPut, itemPut } from './network.ts';
import type { ScenarioNetwork } from './network.ts';

/** On a network that has been set up. */
export async function playScenario(network: ScenarioNetwork, scenario: Scenario): Promise<Difference[]> {
  const begun = await prepare(network, scenario.given);
  if (begun.length > 0) return begun;
  for (const [index, when] of scenario.when.entries()) {
    const parted = await happen(network, when, `/when/${index}`);
    if (parted.length > 0) return parted;
  }
  return differences(network, scenario.then, '/then');
}

async function prepare(network: ScenarioNetwork, given: Scenario['given']): Promise<Difference[]> {
  const { stock, supplies = [], items = {}, customer, order } = given;
  const told: (readonly [pointer: string, command: () => Command])[] = [
    ...Object.entries(items).map(
      ([code, attributes]) => ['/given/items', () => itemPut(code, { attributes })] as const,
    ),
    ...(customer === undefined ? [] : [['/given/customer', () => customerPut('BUYER', customer)] as const]),
    ...[...each(stock)].map(([code, site, quantity]) => {
      const day = code === 'TEA' ? { expiresOn: '2027-01-31' } : {};
      return ['/given/stock', () => network.moved('received', code, site, quantity, day)] as const;
    }),
    ...supplies.map((supply, index) => [`/given/supplies/${index}`, () => expected(network, supply)] as const),
    ['/given/order', () => placed('ord_1', customer === undefined ? 'B' : 'BUYER', order)],
  ];
  for (const [pointer, command] of told) {
    const parted = asExpected(network, await network.when(command()), undefined, pointer);
    if (parted.length > 0) return parted;
  }
  if (network.store.tables.orders.get('ord_1')?.fulfilment === null)
    return [{ pointer: '/given/order', message: 'this process does not run orders: order-fulfilment does' }];
  return passed(network, 0, '/given/order');
}

/** Five lamps for 10.00 EUR each, where nothing else is said. */
export function placed(id: string, customer: string, order: Partial<OrderDocument>): Command {
  const { lines = [{ line: 1, item: 'LAMP', quantity: 5 }], ...rest } = order;
  const price = { amount: '10.00', currency: 'EUR' };
  return {
    type: 'order.place',
    id,
    party: null,
    document: { externalId: id, channel: 'web', customer, ...rest, lines: lines.map((line) => ({ price, ...line })) },
  };
}

async function happen(network: ScenarioNetwork, when: When, at: string): Promise<Difference[]> {
  if ('then' in when) return differences(network, when.then, `${at}/then`);
  if ('wait' in when) return passed(network, when.wait, at);
  const parted = await say(network, when, at);
  // What is due at once is done at once, as a node does.
  return parted.length > 0 ? parted : passed(network, 0, at);
}

/** A clock that cannot be decided stops the network: it would ring for ever. */
async function passed(network: ScenarioNetwork, hours: number, at: string): Promise<Difference[]> {
  try {
    await network.wait(hours);
    return [];
  } catch (error) {
    const [bug] = network.bugs;
    if (bug === undefined) throw error;
    return [{ pointer: at, message: `a clock rings and cannot be decided: ${bug.message}` }];
  }
}

type Said = Exclude<When, { then: unknown } | { wait: unknown }>;

async function say(network: ScenarioNetwork, when: Said, at: string): Promise<Difference[]> {
  const refused = 'refused' in when ? when.refused : undefined;
  for (const submission of said(network, when)) {
    const [reply] = await network.decide(submission);
    // A repetition is answered as before, whatever that was.
    if (reply === undefined || ('again' in when && when.again === 'same id')) continue;
    const parted = asExpected(network, reply.answer, refused, at);
    if (parted.length > 0) return parted;
  }
  return [];
}

function asExpected(network: ScenarioNetwork, answer: Answer, refused: string | undefined, at: string): Difference[] {
  const [bug] = network.bugs;
  if (bug !== undefined) return [{ pointer: at, message: `this cannot be decided: ${bug.message}` }];
  const code = answer.status === 'refused' ? answer.rejection.rejected : undefined;
  if (code === refused) return [];
  const why = answer.status === 'refused' ? `, for ${answer.rejection.detail}` : '';
  return [
    {
      pointer: at,
      message: `it is ${code === undefined ? 'taken' : `refused with ${code}${why}`}, expected is that it is ${refused === undefined ? 'taken' : `refused with ${refused}`}`,
    },
  ];
}

function said(network: ScenarioNetwork, when: Said): Submission[] {
  const { id } = network.order();
  const ask = (command: Command): Submission[] => [network.message(command)];
  const stock = (kind: 'received' | 'counted' | 'issued', of: Quantities, more = {}): Submission[] =>
    [...each(of)].map(([code, site, quantity]) => network.message(network.moved(kind, code, site, quantity, more)));
  if ('report' in when) return [report(network, when)];
  if ('again' in when) return again(network, when.again);
  if ('cancel' in when) return ask({ type: 'order.cancel', id, reason: when.cancel });
  if ('change' in when) return ask({ type: 'order.change', id, change: when.change });
  if ('act' in when) {
    const { act, hold = null, option = null, date = null } = when;
    return ask({ type: 'order.act', id, act, hold, decidesFor: ['desk', 'finance'], option, date, reason: 'decided' });
  }
  if ('receive' in when)
    return stock('received', when.receive, when.supply === undefined ? {} : { supply: when.supply });
  if ('count' in when) return stock('counted', when.count);
  if ('issue' in when) return stock('issued', when.issue, { reference: id });
  if ('supply' in when) return ask(expected(network, when.supply));
  return ask(placed(`ord_${when.order.externalId}`, 'B', when.order));
}

function report(network: ScenarioNetwork, { report: kind, data }: Extract<When, { report: unknown }>): Submission {
  // The data were checked by their contract when the scenario was read.
  const command = network.report(kind, reportOf(network.order().id, data) as never);
  return network.message(command, { claim: claimOf(command) });
}

/** In a scenario there is one order; its releases are R1, R2, …, what finance is asked is C1, C2, … */
export function reportOf(order: string, data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { release, request } = data;
  return {
    order,
    ...data,
    ...(typeof release === 'string' && { release: `${order}-${release}` }),
    ...(typeof request === 'string' && { request: `${order}-${request}` }),
  };
}

/** What was reported last, as its sender repeats it. */
function again(network: ScenarioNetwork, as: 'same id' | 'another id'): Submission[] {
  const last = network.played.findLast(({ submission }) => submission.message.command.type === 'order.event');
  const command = last?.submission.message.command;
  if (last === undefined || command?.type !== 'order.event') return [];
  if (as === 'same id') return [last.submission];
  const named = { ...command, event: { ...command.event, id: `${command.event.id}, told again` } };
  return [network.message(named, { claim: claimOf(named) })];
}

function claimOf(command: Command): Claim {
  assert(command.type === 'order.event', 'reports have an event');
  return { source: command.event.source, id: command.event.id };
}

function expected(network: ScenarioNetwork, { reference, item, site, quantity, expectedOn }: Supply): Command {
  network.now += 1; // A later word about a supply counts only if it is later.
  return {
    type: 'supply.expected',
    event: { source: 'erp', id: network.newEventId('supply'), type: 'crossdock.supply.expected.v1' },
    data: { reference, item, site, quantity, expectedOn },
  };
}

function* each(quantities: Quantities | undefined): Generator<readonly [item: string, site: string, quantity: number]> {
  for (const [site, items] of Object.entries(quantities ?? {}))
    for (const [code, quantity] of Object.entries(items)) yield [code, site, quantity];
}
