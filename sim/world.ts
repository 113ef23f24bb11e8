// One world, from its seed to its end: channels, warehouses, ERP, carrier, finance and people around the nodes of Crossdock, on
// virtual time. Everything that is left to chance comes of the seed. It ends early with what a check has found.
import type { Entry } from '#processes/entry.ts';
import type { Submission } from '#runtime/engine.ts';
import { Agenda } from './agenda.ts';
import { chanceOf } from './chance.ts';
import type { Chance } from './chance.ts';
import { Watch } from './checks/watch.ts';
import type { Violation } from './checks/watch.ts';
import { Coverage } from './coverage.ts';
import { Alarms } from './deadlines.ts';
import { setUpWrites, startAt, subscribers } from './network.ts';
import { Nodes } from './nodes.ts';
import { Post } from './post.ts';
import { profileOf } from './profile.ts';
import type { Profile } from './profile.ts';
import { answeredOf, SharedStore } from './shared-store.ts';
import type { Tamper, Turned } from './shared-store.ts';
import { castOf } from './actors/cast.ts';
import type { Actor } from './actors/stage.ts';
import { dayMs, hourMs, minuteMs, Stage } from './actors/stage.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly size: 'short' | 'long';
  /** Turns after which the world is left as it is; the whole of it where left out. */
  readonly until?: number;
  /** As many nodes, whatever the seed says. */
  readonly nodes?: number;
  readonly tamper?: Tamper;
  readonly onTurn?: (turned: Turned, number: number) => void;
}

/** A turn as it can be played again: what was decided together, and when. */
export interface Step {
  readonly number: number;
  readonly at: number;
  readonly node: string;
  readonly submissions: readonly Submission[];
}

export interface Outcome {
  readonly seed: number;
  readonly profile: Profile;
  readonly steps: readonly Step[];
  readonly messages: number;
  readonly turns: number;
  readonly virtualMs: number;
  readonly violations: readonly Violation[];
  /** The hash of the last turn: two runs of one seed have the same. */
  readonly head: string;
  readonly coverage: Coverage;
}

const quietDays = 8;

export async function runWorld(options: WorldOptions): Promise<Outcome> {
  const chance = chanceOf(options.seed);
  const profile = profileOf(chance, options.size);
  const world = new World(chance, { ...profile, nodes: options.nodes ?? profile.nodes }, options);
  return world.run();
}

class World {
  readonly #options: WorldOptions;
  readonly #profile: Profile;
  readonly #chance: Chance;
  readonly #agenda = new Agenda(startAt);
  readonly #coverage = new Coverage();
  readonly #steps: Step[] = [];
  readonly #store: SharedStore;
  readonly #watch: Watch;
  readonly #nodes: Nodes;
  readonly #post: Post;
  readonly #alarms: Alarms;
  readonly #cast: ReadonlyMap<string, Actor>;
  readonly #quietAt: number;
  /** The latest delivery of each lane: none overtakes it. */
  readonly #lanes = new Map<string, number>();
  #clockOffsetMs = 0;
  #messages = 0;
  #turnIds = 0;
  #hasBegun = false;

  constructor(chance: Chance, profile: Profile, options: WorldOptions) {
    this.#options = options;
    this.#chance = chance;
    this.#profile = profile;
    const [agenda, coverage] = [this.#agenda, this.#coverage];
    const lastOrderAt = startAt + profile.days * dayMs;
    this.#quietAt = lastOrderAt + 2 * dayMs;
    const isQuiet = (): boolean => agenda.now >= this.#quietAt;
    const onError = (error: unknown): void => this.#found('no node fails', String(error));
    this.#store = new SharedStore({
      clock: () => this.#clock(),
      sleep: (ms) => agenda.sleep(ms),
      onTurn: (turned) => this.#onTurn(turned),
      ...(options.tamper !== undefined && { tamper: options.tamper }),
    });
    this.#watch = new Watch({ view: this.#store.view, subscribers, everyTurns: options.size === 'long' ? 4_096 : 256 });
    const shared = { agenda, chance, profile, coverage, isQuiet };
    this.#nodes = new Nodes({
      ...shared,
      store: this.#store,
      newTurnId: () => `turn ${(this.#turnIds += 1)}`,
      onBug: (error, { message }) => this.#onBug(error, message.id),
    });
    this.#post = new Post({
      ...shared,
      nodes: this.#nodes,
      onError,
      onHeard: (submission, reply) => this.#watch.heard(answeredOf(submission, reply)),
    });
    this.#alarms = new Alarms({
      ...shared,
      nodes: this.#nodes,
      rows: this.#store.memory.deadlines,
      clock: () => this.#clock(),
      newMessageId: () => this.#post.nextMessageId(),
      onError,
    });
    const stage = new Stage({ ...shared, lastOrderAt, send: (letter) => this.#post.send(letter) });
    this.#cast = castOf(stage);
  }

  async run(): Promise<Outcome> {
    const { until = Infinity } = this.#options;
    await this.#store.begin(await setUpWrites(this.#profile.hasProcess));
    this.#hasBegun = true;
    for (const actor of this.#cast.values()) actor.begin?.();
    this.#disturb();
    const endAt = this.#quietAt + quietDays * dayMs;
    while (this.#watch.violations.length === 0 && this.#steps.length < until) {
      const next = this.#agenda.nextAt();
      if (next === null || next > endAt) {
        this.#end();
        break;
      }
      this.#agenda.step();
      if (this.#agenda.hasWoken()) await settled();
    }
    return this.#outcome();
  }

  #clock(): number {
    return this.#agenda.now + this.#clockOffsetMs;
  }

  #onTurn(turned: Turned): void {
    this.#watch.turn(turned.told);
    if (!this.#hasBegun) return;
    const { at, node, submissions, told, writes } = turned;
    const step = { number: this.#steps.length + 1, at, node, submissions };
    this.#steps.push(step);
    this.#messages += submissions.length;
    for (const { command, code } of told.answers) {
      this.#coverage.command(command);
      if (code !== null) this.#coverage.refusal(code);
    }
    if (writes !== null) {
      for (const { type, data } of writes.outcome.entries) this.#coverage.entry(type, data);
      for (const deadline of writes.outcome.deadlines.values()) if (deadline !== null) this.#alarms.set(deadline);
      for (const { entry: index, connection } of writes.deliveries) {
        const entry = writes.outcome.entries[index];
        if (entry !== undefined) this.#deliver(connection, entry);
      }
    }
    this.#options.onTurn?.(turned, step.number);
  }

  /** At least once, late or not, and in the order of the lane: one per receiver and order. */
  #deliver(connection: string, entry: Entry): void {
    const actor = this.#cast.get(connection);
    if (actor === undefined) return;
    const { lost, late, repeated } = this.#profile;
    const isQuiet = this.#agenda.now >= this.#quietAt;
    let at = this.#agenda.now + this.#chance.whole(50, 5_000);
    if (!isQuiet && this.#chance.happens(lost + late)) {
      this.#coverage.fault('delivery: late');
      at += this.#chance.whole(minuteMs, 6 * hourMs);
    }
    const lane = `${connection} ${entry.subject}`;
    at = Math.max(at, this.#lanes.get(lane) ?? 0);
    this.#lanes.set(lane, at);
    this.#agenda.at(at, () => actor.hear(entry));
    if (isQuiet || !this.#chance.happens(repeated)) return;
    this.#coverage.fault('delivery: repeated');
    this.#agenda.at(at + this.#chance.whole(0, hourMs), () => actor.hear(entry));
  }

  /** Nodes are killed between their turns, and the clock of the database is set back by some seconds, now and then. */
  #disturb(): void {
    if (this.#profile.storeFaults === 0) return;
    const againMs = this.#chance.whole(hourMs, dayMs);
    this.#agenda.after(againMs, () => {
      if (this.#agenda.now >= this.#quietAt) return;
      if (this.#chance.happens(0.5)) {
        this.#coverage.fault('node: killed between turns');
        const nodes = this.#nodes.all();
        nodes[this.#chance.whole(0, nodes.length - 1)]?.die();
      } else {
        const before = this.#clockOffsetMs;
        this.#clockOffsetMs = this.#chance.whole(-3_000, 3_000);
        if (this.#clockOffsetMs < before) this.#coverage.fault('clock: database jumps back');
      }
      this.#disturb();
    });
  }

  /** A bug met in a decision is a violation; one that the store was made to show is not. */
  #onBug(error: Error, message: string): void {
    if (error.message === 'made to fail by the simulator') return;
    this.#found('no message fails', `${message}: ${error.stack ?? error.message}`);
  }

  #found(check: string, what: string): void {
    this.#watch.violations.push({ check, what, position: null });
  }

  #end(): void {
    this.#watch.all();
    this.#watch.quiet(this.#clock() - hourMs);
    for (const { command, actor } of this.#post.unanswered(this.#quietAt))
      this.#found('every sender is answered', `${actor} was never answered to ${JSON.stringify(command(1))}`);
  }

  #outcome(): Outcome {
    return {
      seed: this.#options.seed,
      profile: this.#profile,
      steps: this.#steps,
      messages: this.#messages,
      turns: this.#steps.length,
      virtualMs: this.#agenda.now - startAt,
      violations: this.#watch.violations,
      head: this.#store.memory.turns.at(-1)?.hash.toString('hex') ?? '',
      coverage: this.#coverage,
    };
  }
}

/** Everything that can go on without time passing has done so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
