// The network on which scenarios play. It is set up once: every other takes over what that set-up committed, so that definitions
// are compiled once and thousands of histories run in seconds. What was submitted is kept, to be told or decided again.
import assert from '#kernel/assert.ts';
import { noKeys } from '#processes/keys.ts';
import type { Command } from '#processes/message.ts';
import type { StockEventData, StockEventKind } from '#processes/message.ts';
import type { Reply, Submission } from '../engine.ts';
import { OrderSpec } from '../order-spec.ts';
import { Spec } from '../spec.ts';
import type { Store, Writes } from '../store.ts';
import { runTurn } from '../turn.ts';

type ItemDocument = Extract<Command, { type: 'item.put' }>['item'];

export interface Played {
  readonly at: number;
  readonly submission: Submission;
}

/** Hamburg is asked before Lyon. A SET is a lamp and two bulbs; TEA is kept in lots. */
export function masterData(definitions: readonly Command[]): readonly Command[] {
  return [
    ...definitions,
    { type: 'site.put', site: { code: 'HAM', name: 'Hamburg', company: 'NORTH', zone: 'Europe/Berlin', rank: 1 } },
    { type: 'site.put', site: { code: 'LYO', name: 'Lyon', company: 'NORTH', zone: 'Europe/Paris', rank: 2 } },
    itemPut('LAMP', { attributes: { listPrice: '10.00' } }),
    itemPut('BULB'),
    itemPut('TEA', { lots: true }),
    itemPut('SET', {
      components: [
        { item: 'LAMP', quantity: 1 },
        { item: 'BULB', quantity: 2 },
      ],
    }),
    ...['A', 'B', 'C'].map((code) => customerPut(code, { class: code })),
    customerPut('LIMITED', { creditLimit: '20', creditCurrency: 'EUR' }),
  ];
}

export function itemPut(code: string, more: Partial<ItemDocument> = {}): Command {
  return { type: 'item.put', item: { code, name: code, unit: 'each', ...more } };
}

export function customerPut(code: string, attributes: Readonly<Record<string, string>>): Command {
  return { type: 'partner.put', party: null, partner: { code, name: code, roles: ['customer'], attributes } };
}

/** What putting all of this into an empty network commits. Refused definitions are a fault of whoever passes them unchecked. */
export async function setUp(commands: readonly Command[]): Promise<readonly Writes[]> {
  const spec = new Spec();
  const all: Writes[] = [];
  const store: Store = {
    catalog: spec.store.catalog,
    open: async (request) => {
      const open = await spec.store.open(request);
      return {
        ...open,
        commit: (writes) => {
          all.push(writes);
          return open.commit(writes);
        },
      };
    },
  };
  for (const command of commands) {
    const { replies } = await runTurn({ ...spec.turn, store }, [spec.message(command)]);
    for (const { answer } of replies)
      assert(answer.status === 'done', `the network is set up: ${command.type} is answered ${JSON.stringify(answer)}`);
  }
  return all;
}

export class ScenarioNetwork extends OrderSpec {
  /** Everything that was submitted after the set-up, with the time at which it was decided. */
  readonly played: Played[] = [];
  /** Why messages were refused, in order. */
  readonly refusals: string[] = [];

  async open(writes: readonly Writes[]): Promise<this> {
    for (const each of writes) {
      const open = await this.store.open({ turnId: '', keys: noKeys(), claims: [], exclusive: true, intakes: [] });
      await open.commit(each);
    }
    return this;
  }

  override async decide(...submissions: readonly Submission[]): Promise<Reply[]> {
    for (const submission of submissions) this.played.push({ at: this.now, submission });
    const replies = await super.decide(...submissions);
    for (const { answer } of replies) if (answer.status === 'refused') this.refusals.push(answer.rejection.rejected);
    return replies;
  }

  /** What a warehouse reports about stock. TEA is in lot T1 where no other is named. */
  moved(
    kind: StockEventKind,
    item: string,
    site: string,
    quantity: number,
    more: Partial<StockEventData> = {},
  ): Command {
    const lot = item === 'TEA' ? { lot: 'T1' } : {};
    return {
      type: 'stock.event',
      kind,
      event: { source: 'wms', id: this.newEventId('stock'), type: `crossdock.stock.${kind}.v1` },
      data: { item, site, quantity, ...lot, ...more },
    };
  }

  async stock(item: string, site: string, quantity: number, lot?: string): Promise<void> {
    const lots = lot === undefined ? {} : { lot, expiresOn: '2027-01-31' };
    await this.given(this.moved('received', item, site, quantity, lots));
  }
}
