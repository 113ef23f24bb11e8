// The nodes of a world: each with the batcher and the turns of the product, on the world's time and over the store they share.
// A node dies with all that it has not committed, and comes back empty.
import type { Input, Reply, Submission } from '#runtime/engine.ts';
import { Batcher } from '#runtime/batcher.ts';
import { runTurn } from '#runtime/turn.ts';
import type { TurnOptions } from '#runtime/turn.ts';
import { wideItems } from '#runtime/wide.ts';
import type { Submitted } from '#processes/message.ts';
import type { Agenda } from './agenda.ts';
import type { Chance } from './chance.ts';
import type { Coverage } from './coverage.ts';
import type { Profile } from './profile.ts';
import type { CommitFate, OpenFate, Owner, SharedStore } from './shared-store.ts';

export interface NodesOptions {
  readonly agenda: Agenda;
  readonly chance: Chance;
  readonly store: SharedStore;
  readonly profile: Profile;
  readonly coverage: Coverage;
  readonly newTurnId: () => string;
  readonly onBug: (error: Error, submission: Submission) => void;
  /** Faults are over: everything goes well from here on. */
  readonly isQuiet: () => boolean;
}

class SimulatedNode implements Owner {
  readonly name: string;
  readonly #options: NodesOptions;
  readonly #turn: TurnOptions;
  #batcher: Batcher;
  #isAlive = true;
  /** Counts its lives: what an earlier one began is nothing to the present one. */
  #life = 0;

  constructor(name: string, options: NodesOptions) {
    this.name = name;
    this.#options = options;
    const { store, newTurnId, onBug } = options;
    this.#turn = { store: store.storeOf(this), wide: wideItems(), onBug, newTurnId };
    this.#batcher = this.#start();
  }

  isAlive(): boolean {
    return this.#isAlive;
  }

  life(): number {
    return this.#life;
  }

  submit(input: Input, submission: Submission): Promise<Reply> {
    return this.#batcher.submit(input, submission);
  }

  die(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#life += 1;
    const { agenda, chance } = this.#options;
    agenda.after(chance.whole(500, 60_000), () => {
      this.#batcher = this.#start();
      this.#isAlive = true;
    });
  }

  openFate(): OpenFate {
    const { chance, profile, coverage, isQuiet } = this.#options;
    if (isQuiet() || !chance.happens(profile.storeFaults)) return 'goes well';
    const fate = chance.oneOf<Exclude<OpenFate, 'goes well'>>(['contention', 'contention', 'unavailable']);
    coverage.fault(`store: ${fate} at open`);
    return fate;
  }

  commitFate(submissions: readonly Submission[]): CommitFate {
    const { chance, profile, coverage, isQuiet } = this.#options;
    if (submissions.some(({ message }) => isUnbearable(message, profile))) {
      coverage.fault('store: refused at commit');
      return 'refused';
    }
    if (isQuiet() || !chance.happens(profile.storeFaults)) return 'goes well';
    const fate = chance.oneOf<Exclude<CommitFate, 'goes well'>>([
      'contention',
      'contention',
      'disk_full',
      'unknown_outcome',
      'dies_before',
      'dies_after',
    ]);
    coverage.fault(`store: ${fate} at commit`);
    return fate;
  }

  frozenMs(): number {
    const { chance, profile, coverage, isQuiet } = this.#options;
    if (isQuiet() || !chance.happens(profile.storeFaults / 4)) return 0;
    coverage.fault('node: frozen');
    return chance.whole(5_000, 120_000);
  }

  statementMs(): number {
    return this.#options.profile.statementMs;
  }

  #start(): Batcher {
    const { agenda, store } = this.#options;
    const life = this.#life;
    return new Batcher({
      run: async (submissions) => {
        const result = await runTurn(this.#turn, submissions);
        if (result.position === null)
          store.answered(this.name, submissions.slice(0, result.replies.length), result.replies);
        return result;
      },
      catalog: store.memory.catalog,
      onTurn: () => undefined,
      timers: {
        now: () => agenda.now,
        after: (ms, call) => agenda.wake(ms, () => (this.#life === life ? call() : undefined)),
      },
    });
  }
}

/** What is kept of a message instead is borne. */
function isUnbearable({ id, command }: Submitted, profile: Profile): boolean {
  return command.type !== 'event.hold' && command.type !== 'deadline.fail' && profile.isUnbearable(id);
}

export class Nodes {
  readonly #nodes: readonly SimulatedNode[];
  readonly #chance: Chance;

  constructor(options: NodesOptions) {
    this.#chance = options.chance;
    this.#nodes = Array.from(
      { length: options.profile.nodes },
      (_, index) => new SimulatedNode(`node ${index + 1}`, options),
    );
  }

  /** One that answers; undefined: all are dead. */
  any(): Pick<SimulatedNode, 'submit' | 'name'> | undefined {
    const alive = this.#nodes.filter((node) => node.isAlive());
    return alive[Math.floor(this.#chance.next() * alive.length)];
  }

  all(): readonly Pick<SimulatedNode, 'submit' | 'name' | 'isAlive' | 'die'>[] {
    return this.#nodes;
  }
}
