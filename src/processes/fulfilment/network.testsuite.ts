// The network on which the tests of order-fulfilment play. It is set up once: every other spec takes over what that set-up
// committed, so that definitions are compiled once and thousands of histories run in seconds. What was submitted is kept, to be
// decided again.
import assert from 'node:assert/strict';
import type { Command } from '#processes/message.ts';
import { noKeys } from '#processes/keys.ts';
import type { Definition } from '#statecharts/model.ts';
import { event, item, kit } from '#runtime/commands.testsuite.ts';
import type { Reply, Submission } from '#runtime/engine.ts';
import { FulfilmentSpec, shippedDefinitions } from '#runtime/fulfilment.testsuite.ts';
import { Spec } from '#runtime/spec.ts';
import { StoreError } from '#runtime/store.ts';
import type { Store, Writes } from '#runtime/store.ts';
import { runTurn } from '#runtime/turn.ts';
import { processOf } from '../definitions.ts';

/** Hamburg is asked before Lyon. A SET is a lamp and two bulbs; TEA is kept in lots. */
export const masterData: readonly Command[] = [
  ...shippedDefinitions(),
  { type: 'site.put', site: { code: 'HAM', name: 'Hamburg', company: 'NORTH', zone: 'Europe/Berlin', rank: 1 } },
  { type: 'site.put', site: { code: 'LYO', name: 'Lyon', company: 'NORTH', zone: 'Europe/Paris', rank: 2 } },
  item('LAMP', { attributes: { listPrice: '10.00' } }),
  item('BULB'),
  item('TEA', { lots: true }),
  kit('SET', { LAMP: 1, BULB: 2 }),
  ...['A', 'B', 'C'].map((code): Command => ({
    type: 'partner.put',
    party: null,
    partner: { code, name: code, roles: ['customer'], attributes: { class: code } },
  })),
  {
    type: 'partner.put',
    party: null,
    partner: { code: 'LIMITED', name: 'Limited', roles: ['customer'], attributes: { creditLimit: '20' } },
  },
];

const setUp = recorded();

export interface Played {
  readonly at: number;
  readonly submission: Submission;
}

export class Network extends FulfilmentSpec {
  /** Everything that was submitted after the set-up, with the time at which it was decided. */
  readonly played: Played[] = [];
  /** Why messages were refused, in order. */
  readonly refusals: string[] = [];

  async open(): Promise<this> {
    for (const writes of await setUp) {
      const open = await this.store.open({
        turnId: '',
        keys: noKeys(),
        claims: [],
        exclusive: true,
        intakes: [],
      });
      await open.commit(writes);
    }
    return this;
  }

  override async decide(...submissions: readonly Submission[]): Promise<Reply[]> {
    for (const submission of submissions) this.played.push({ at: this.now, submission });
    const replies = await super.decide(...submissions);
    for (const { answer } of replies) if (answer.status === 'refused') this.refusals.push(answer.rejection.rejected);
    return replies;
  }

  /** Power is lost when the decision is about to be committed: nothing of it is left, and its sender is not answered. */
  async dies(submission: Submission): Promise<void> {
    const store: Store = {
      catalog: this.store.catalog,
      open: async (request) => {
        const open = await this.store.open(request);
        return {
          ...open,
          commit: async () => {
            await open.abandon();
            throw new StoreError('unavailable', 'power is lost', null);
          },
        };
      },
    };
    await assert.rejects(runTurn({ ...this.turn, store }, [submission]), { code: 'store_unavailable' });
  }

  /** The definition that cases are compiled to: the same object in every network, so that what they take adds up. */
  definition(): Definition {
    return processOf(this.store.catalog, { process: 'order-fulfilment', version: 1 });
  }

  async stock(code: string, site: string, quantity: number, lot?: string): Promise<void> {
    const lots = lot === undefined ? {} : { lot, expiresOn: '2027-01-31' };
    await this.given(event('received', code, site, quantity, lots));
  }

  /** Entries since a position in the journal. */
  since(count: number): readonly ReturnType<Network['entries']>[number][] {
    return this.entries().slice(count);
  }

  /** Everything kept, whatever the order in which rows were made. */
  everything(): Record<string, unknown> {
    const { tables, deadlines, movements } = this.store;
    const { awaited: _, ...kept } = tables; // What a turn knows of who waits is not kept.
    return Object.fromEntries(
      Object.entries({ ...kept, deadlines, movements }).map(([name, table]) => [
        name,
        [...(table as ReadonlyMap<string, unknown>)].toSorted(([one], [other]) => (one < other ? -1 : 1)),
      ]),
    );
  }
}

/** Decides again what was submitted, in turns of the given sizes, as a node does that lost everything but the journal. */
export async function playedAgain(network: Network, sizes: Iterator<number>): Promise<Network> {
  const again = await new Network().open();
  for (let at = 0; at < network.played.length;) {
    const first = network.played[at];
    assert(first !== undefined, 'there is something left');
    again.now = first.at;
    const size = sizes.next().value ?? 1;
    // One turn has one time.
    const together = network.played.slice(at, at + size).filter((one) => one.at === first.at);
    at += together.length;
    await again.decide(...together.map(({ submission }) => submission));
  }
  again.now = network.now;
  return again;
}

async function recorded(): Promise<readonly Writes[]> {
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
  for (const command of masterData) await runTurn({ ...spec.turn, store }, [spec.message(command)]);
  assert.deepEqual(spec.bugs, []);
  return all;
}
