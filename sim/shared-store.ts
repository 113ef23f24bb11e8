// The store in memory, shared by all nodes of a world. It has one turn open at a time, so nodes wait for one another: what they do
// meanwhile, in which order they come and what becomes of a turn is up to the world. Told of every turn that is committed.
import { statusOf } from '#orders/view.ts';
import type { Reply, Submission } from '#runtime/engine.ts';
import { MemoryStore } from '#runtime/memory-store.ts';
import { StoreError } from '#runtime/store.ts';
import type { OpenTurn, Store, Writes } from '#runtime/store.ts';
import { noKeys } from '#processes/keys.ts';
import { claimKey } from '#processes/turn.ts';
import type { Answered, Told, View } from './checks/model.ts';
import { subscribers } from './network.ts';

export type OpenFate = 'goes well' | 'contention' | 'unavailable';
export type CommitFate =
  | 'goes well'
  | 'contention'
  | 'disk_full'
  /** The server does not bear one of the messages. */
  | 'refused'
  /** Committed, and the connection broke before that was known. */
  | 'unknown_outcome'
  /** The node dies, and nothing of the turn is left. */
  | 'dies_before'
  /** The node dies when the turn is committed: nobody is answered. */
  | 'dies_after';

/** A node, as its store sees it. */
export interface Owner {
  readonly name: string;
  /** How often it has died. */
  life(): number;
  die(): void;
  /** How long it is stopped before it goes on; 0: it is not. */
  frozenMs(): number;
  openFate(): OpenFate;
  commitFate(submissions: readonly Submission[]): CommitFate;
  /** How long a statement takes; 0: no time passes. */
  statementMs(): number;
}

/** A turn that was committed, or that answered without writing anything. */
export interface Turned {
  readonly at: number;
  readonly node: string;
  readonly submissions: readonly Submission[];
  readonly told: Told;
  readonly writes: Writes | null;
}

export interface SharedStoreOptions {
  readonly clock: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly onTurn: (turned: Turned) => void;
  /** For tests of the checks: what is written instead of what was decided. */
  readonly tamper?: Tamper;
}

export type Tamper = (writes: Writes, tables: MemoryStore['tables']) => Writes;

const tellings = new Map<string, readonly { readonly connection: string; readonly operation: null }[]>();

function told(type: string): readonly { readonly connection: string; readonly operation: null }[] {
  const known = tellings.get(type) ?? subscribers(type).map((connection) => ({ connection, operation: null }));
  tellings.set(type, known);
  return known;
}

const never = new Promise<never>(() => undefined);
const untouched: Told['changed'] = { balances: new Set(), orders: new Set(), reservations: new Set() };

export class SharedStore {
  readonly memory: MemoryStore;
  readonly #options: SharedStoreOptions;
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;
  #openedAt = 0;

  constructor(options: SharedStoreOptions) {
    this.#options = options;
    this.memory = new MemoryStore({ clock: () => (this.#openedAt = options.clock()), subscribers: told });
  }

  get view(): View {
    const { tables, deadlines } = this.memory;
    const status = (id: string): string => {
      const order = tables.orders.get(id);
      return order === undefined ? 'unknown' : statusOf(order);
    };
    return { ...tables, deadlines, status };
  }

  /** Takes over what a set-up committed. */
  async begin(writes: readonly Writes[]): Promise<void> {
    for (const each of writes) {
      const open = await this.memory.open({ turnId: '', keys: noKeys(), claims: [], exclusive: true, intakes: [] });
      await open.commit(each);
      this.#committed('set-up', each, each);
    }
  }

  storeOf(owner: Owner): Store {
    return {
      catalog: this.memory.catalog,
      open: async (request) => {
        const life = owner.life();
        const frozenMs = owner.frozenMs();
        if (frozenMs > 0) await this.#options.sleep(frozenMs);
        await this.#take();
        if (owner.statementMs() > 0) await this.#options.sleep(owner.statementMs());
        if (owner.life() !== life) return this.#vanish();
        const fate = owner.openFate();
        if (fate !== 'goes well') {
          this.#give();
          throw new StoreError(fate, 'made to fail by the simulator', null);
        }
        const open = await this.memory.open(request);
        return {
          ...open,
          commit: (writes) => this.#commit(owner, life, open, writes),
          abandon: async () => {
            await open.abandon();
            this.#give();
          },
        };
      },
    };
  }

  /** Told of answers for which nothing was written. */
  answered(node: string, submissions: readonly Submission[], replies: readonly Reply[]): void {
    const told: Told = {
      position: null,
      id: '',
      now: this.#openedAt,
      root: new Uint8Array(),
      hash: new Uint8Array(),
      sealed: [],
      facts: [],
      answers: submissions.flatMap((submission, index) => {
        const reply = replies[index];
        return reply === undefined ? [] : [answeredOf(submission, reply)];
      }),
      deadlines: new Map(),
      deliveries: [],
      changed: untouched,
    };
    this.#options.onTurn({ at: told.now, node, submissions, told, writes: null });
  }

  async #commit(owner: Owner, life: number, open: OpenTurn, writes: Writes): Promise<{ readonly position: number }> {
    if (owner.statementMs() > 0) await this.#options.sleep(owner.statementMs());
    const fate = owner.life() === life ? owner.commitFate(writes.submissions) : 'dies_before';
    switch (fate) {
      case 'goes well':
      case 'unknown_outcome':
      case 'dies_after':
        break;
      case 'dies_before':
        await open.abandon();
        if (owner.life() === life) owner.die();
        return this.#vanish();
      case 'contention':
      case 'disk_full':
      case 'refused':
        await open.abandon();
        this.#give();
        throw new StoreError(fate, 'made to fail by the simulator', null);
    }
    const written = this.#options.tamper?.(writes, this.memory.tables) ?? writes;
    const committed = await open.commit(written);
    this.#committed(owner.name, writes, written);
    if (fate === 'dies_after') {
      owner.die();
      return this.#vanish();
    }
    this.#give();
    if (fate === 'unknown_outcome') throw new StoreError(fate, 'made to fail by the simulator', null);
    return committed;
  }

  /** Told of what was decided, and of what was kept of it. */
  #committed(node: string, writes: Writes, written: Writes): void {
    const turn = this.memory.turns.at(-1);
    if (turn === undefined) throw new Error('bug: a turn was committed and is not there');
    const told: Told = {
      position: turn.position,
      id: turn.id,
      now: writes.now,
      root: turn.root,
      hash: turn.hash,
      sealed: turn.sealed,
      facts: written.outcome.facts,
      answers: written.submissions.flatMap((submission, index) => {
        const decided = writes.outcome.decided[index];
        return decided === undefined ? [] : [answeredOf(submission, decided)];
      }),
      deadlines: writes.outcome.deadlines,
      deliveries: written.deliveries,
      changed: writes.outcome.changed,
    };
    this.#options.onTurn({ at: writes.now, node, submissions: writes.submissions, told, writes });
  }

  #take(): Promise<void> {
    if (this.#isTaken) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
    return Promise.resolve();
  }

  #give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }

  /** What a node that died was doing comes to no end. */
  #vanish(): Promise<never> {
    this.#give();
    return never;
  }
}

export function answeredOf({ message }: Submission, { answer, repeated }: Reply): Answered {
  return {
    message: message.id,
    command: message.command.type,
    asked: { ...message.command },
    claim: claimKey(message)?.replace('\t', ' ') ?? null,
    digest: message.digest,
    status: answer.status,
    code: answer.status === 'refused' ? answer.rejection.rejected : null,
    answer,
    repeated,
  };
}
