// The network on which the tests of order-fulfilment play, over the shipped definitions.
import assert from 'node:assert/strict';
import type { Command } from '#processes/message.ts';
import type { Definition } from '#statecharts/model.ts';
import type { Submission } from '#runtime/engine.ts';
import { shippedDefinitions } from '#runtime/fulfilment.testsuite.ts';
import { masterData, ScenarioNetwork, setUp } from '#runtime/scenarios/network.ts';
import { StoreError } from '#runtime/store.ts';
import type { Store } from '#runtime/store.ts';
import { runTurn } from '#runtime/turn.ts';
import { processOf } from '../definitions.ts';

export const commands: readonly Command[] = masterData(shippedDefinitions());

const prepared = setUp(commands);

export class Network extends ScenarioNetwork {
  override open(): Promise<this> {
    return prepared.then((writes) => super.open(writes));
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

  /** Everything kept, whatever the order in which rows were made. */
  everything(): Record<string, unknown> {
    const { tables, deadlines, movements } = this.store;
    const { awaited: _, queues: __, ...kept } = tables; // What a turn knows of who waits is not kept.
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
