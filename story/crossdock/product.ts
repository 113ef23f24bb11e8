// The product itself: turns over the store in memory on virtual time, with the shipped policies and the shipped process in force.
// What it writes for outside systems comes out as the events a webhook would bring them.
import { readFileSync } from 'node:fs';
import { eventId, eventOf } from '#connectors/webhook/event.ts';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import { commandOf } from '#http/event-commands.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { parseInstant } from '#kernel/time.ts';
import type { Order } from '#orders/model.ts';
import { loadPolicies } from '#policies/load.ts';
import type { Answer } from '#processes/decide.ts';
import type { Claim, Command } from '#processes/message.ts';
import { MemoryStore } from '#runtime/memory-store.ts';
import { runTurn } from '#runtime/turn.ts';
import { wideItems } from '#runtime/wide.ts';
import type { CloudEvent } from '../../counterparties/system/message.ts';
import type { World } from '../world.ts';

const chart = new URL('../../definitions/processes/order-fulfilment/v1.json', import.meta.url);
const validator = createValidator(loadContracts());

export interface Product {
  /** Decides one command; the answer is what the API would answer, and the events are what webhooks would bring. */
  decide: (command: Command, by?: SaidBy) => Promise<Decided>;
  /** An event as POST /v1/events takes it. */
  event: (event: CloudEvent) => Promise<Decided>;
  /** Commands whose deadline has come. */
  due: () => readonly Command[];
  nextAt: () => number | null;
  order: (id: string) => Order | undefined;
  /** By the ledger, in the item's unit. */
  onHand: (item: string, site: string) => number;
  readonly store: MemoryStore;
}

export interface Decided {
  readonly answer: Answer;
  readonly events: readonly CloudEvent[];
}

interface SaidBy {
  readonly claim?: Claim;
  readonly actor?: string;
  readonly at?: number;
  readonly correlationId?: string | null;
}

export function startProduct(clock: () => number): Product {
  const store = new MemoryStore({ clock });
  const turn = {
    store,
    wide: wideItems(),
    onBug: (error: Error): void => {
      throw new Error('the product met a bug in the story', { cause: error });
    },
    newTurnId: () => `01890000-0000-7000-8000-${String(++turns).padStart(12, '0')}`,
  };
  let turns = 0;
  let messages = 0;
  let nextAt: number | null = null;

  async function decide(command: Command, by: SaidBy = {}): Promise<Decided> {
    const id = `msg_${String(++messages).padStart(8, '0')}`;
    const { claim = null, actor = 'system', at = clock(), correlationId } = by;
    const message = {
      id,
      claim,
      digest: JSON.stringify(command),
      actor,
      scope: {},
      occurredAt: at,
      correlationId: correlationId ?? id,
      causationId: null,
      command,
    };
    const before = store.turns.length;
    const { replies } = await runTurn(turn, [{ message }]);
    const answer = replies[0]?.answer;
    if (answer === undefined) throw new Error('bug: a message was not answered');
    nextAt = soonest(store);
    return { answer, events: store.turns.slice(before).flatMap(({ id: turnId, sealed }) => eventsOf(turnId, sealed)) };
  }

  return {
    store,
    decide,
    event: (event) => {
      const checked = validator.validateEvent(event);
      if (!checked.ok) throw new Error(`bug: ${event.type} breaks its contract: ${JSON.stringify(checked.errors)}`);
      const { source, id, type } = event;
      const at = parseInstant(event.time ?? '');
      return decide(commandOf(checked.value, { source, id, type }), {
        claim: { source: `source:${source}`, id },
        actor: `source:${source}`,
        correlationId: event.correlationid ?? null,
        ...(at !== undefined && { at }),
      });
    },
    due: () =>
      [...store.deadlines.values()]
        .filter(({ dueAt }) => dueAt <= clock())
        .toSorted((one, other) => one.dueAt - other.dueAt || (one.id < other.id ? -1 : 1))
        .map(({ command }) => command),
    nextAt: () => nextAt,
    order: (id) => store.tables.orders.get(id),
    onHand: (item, site) => {
      const scale = store.tables.items.get(item)?.scale ?? 0;
      return showQuantity(store.tables.balances.get(`${item}\t${site}`)?.onHand ?? 0, scale);
    },
  };
}

function eventsOf(turnId: string, sealed: readonly string[]): CloudEvent[] {
  // Written by the connector of webhooks, from an entry of ours.
  return sealed.map(
    (text, index) => JSON.parse(eventOf(eventId(turnId, index + 1), '/crossdock/story', text)) as CloudEvent,
  );
}

function soonest({ deadlines }: MemoryStore): number | null {
  let first: number | null = null;
  for (const { dueAt } of deadlines.values()) if (first === null || dueAt < first) first = dueAt;
  return first;
}

/** An order, a change or a cancellation as the API checks it. */
export function checked<Name extends 'order' | 'order-change' | 'order-cancel'>(
  name: Name,
  body: unknown,
): Extract<ReturnType<typeof validator.validate<Name>>, { ok: true }>['value'] {
  const result = validator.validate(name, body);
  if (!result.ok) throw new Error(`bug: the shop's ${name} breaks its contract: ${JSON.stringify(result.errors)}`);
  return result.value;
}

/** Master data, opening stock, open purchase orders, policies and process: what is there before the first order. */
export function opening({ network, market }: World, at: string): readonly (Command | CloudEvent)[] {
  const of = { hash: '', owner: '', active: true } as const;
  const stocked = network.items.filter(({ components }) => components === undefined);
  const kits = network.items.filter(({ components }) => components !== undefined);
  const event = (type: string, id: string, data: Readonly<Record<string, unknown>>): CloudEvent => ({
    specversion: '1.0',
    id,
    source: 'erp-demo',
    type: `crossdock.${type}.v1`,
    time: at,
    data,
  });
  return [
    ...network.sites.map((site): Command => ({ type: 'site.put', site: { company: 'NORTH', ...site } })),
    ...[...stocked, ...kits].map((item): Command => ({
      type: 'item.put',
      item: { ...item, attributes: { listPrice: (market.priceCents(item) / 100).toFixed(2) } },
    })),
    ...network.partners.map((partner): Command => ({
      type: 'partner.put',
      partner: partner.roles.includes('customer')
        ? {
            ...partner,
            attributes: {
              class: market.classOf(partner.code),
              creditLimit: (market.creditLimitCents(partner.code) / 100).toFixed(2),
              creditCurrency: 'EUR',
            },
          }
        : partner,
      party: null,
    })),
    ...loadPolicies().flatMap(({ name, versions }): Command[] => {
      const last = versions.at(-1);
      if (last === undefined) return [];
      return [
        {
          type: 'definition.put',
          definition: { ...of, kind: 'policy', name, version: last.version, content: last.text },
        },
      ];
    }),
    {
      type: 'definition.put',
      definition: {
        ...of,
        kind: 'process',
        name: 'order-fulfilment',
        version: 1,
        content: readFileSync(chart, 'utf8'),
      },
    },
    ...network.openingStock.map((stock) =>
      event('stock.received', `opening ${stock.item} ${stock.site} ${stock.lot ?? ''}`.trim(), {
        ...stock,
        reason: 'opening',
      }),
    ),
    ...network.supplies.map((supply) => event('supply.expected', `opening ${supply.reference}`, { ...supply })),
  ];
}
