// What a turn needs of its storage. PostgreSQL implements it for the product, a map in memory for the simulator and the tests;
// the turn is the same code over both.
import type { Catalog, Subscriber } from '#catalog/model.ts';
import type { Answer } from '#processes/decide.ts';
import type { TurnState } from '#processes/draft.ts';
import type { Incoming, TurnOutcome } from '#processes/turn.ts';
import type { Keys } from '#processes/keys.ts';
import type { Claim } from '#processes/message.ts';
import type { Submission } from './engine.ts';

export interface Store {
  /** Locks and loads the keys, and what was answered to the claims. What the turn decides is invisible to others until it is committed. */
  open(request: OpenRequest): Promise<OpenTurn>;
  readonly catalog: CatalogSource;
}

export interface OpenRequest {
  readonly turnId: string;
  readonly keys: Keys;
  readonly claims: readonly Claim[];
  /** The turn changes master data: no other turn decides meanwhile. */
  readonly exclusive: boolean;
  /** Held events that messages of the turn correct. */
  readonly intakes: readonly string[];
}

export interface OpenTurn {
  /** Epoch milliseconds by the store's clock. */
  readonly now: number;
  /** Master data as of this epoch must be used. */
  readonly epoch: number;
  /** Claims that were taken before, with the first answer. Key: source TAB id. */
  readonly known: ReadonlyMap<string, { readonly digest: string; readonly answer: Answer }>;
  readonly state: TurnState;
  commit(writes: Writes): Promise<{ readonly position: number }>;
  abandon(): Promise<void>;
}

export interface KeptAnswer {
  readonly claim: Claim;
  readonly digest: string;
  readonly answer: Answer;
}

export interface Writes {
  readonly turnId: string;
  readonly now: number;
  readonly outcome: TurnOutcome;
  readonly state: TurnState;
  /** Sealed text of each entry of the outcome, in order. */
  readonly sealed: readonly string[];
  readonly root: Buffer;
  /** Messages that left a trace, compressed. */
  readonly messages: Buffer;
  /** First answers to claims, in the order of the claims. The commit fails as a lost race when one was taken meanwhile. */
  readonly answers: readonly KeptAnswer[];
  readonly submissions: readonly Submission[];
  readonly incoming: readonly Incoming[];
  /** Deliveries: index of the entry and the connection that wants it. */
  readonly deliveries: readonly (Subscriber & { readonly entry: number })[];
}

export interface CatalogSource extends Catalog {
  readonly epoch: number;
  /** Loads items into memory (unknown codes are remembered as unknown) with the components of kits. */
  ensure(codes: Iterable<string>): Promise<void>;
  /** Catches up with the store. */
  refresh(): Promise<void>;
}

/** Thrown by `open` and `commit`; the turn decides what to do by `kind`. */
export class StoreError extends Error {
  readonly kind: 'contention' | 'refused' | 'unavailable' | 'unknown_outcome' | 'disk_full';

  constructor(kind: StoreError['kind'], message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.kind = kind;
  }
}
