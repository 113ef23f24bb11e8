// The door to the turn: everything that changes anything is submitted here and is answered after it is committed.
import type { Word } from '#connections/inbound/word.ts';
import type { Answer } from '#processes/decide.ts';
import type { Submitted } from '#processes/message.ts';

export interface Submission {
  readonly message: Submitted;
  /** When it came, epoch milliseconds, if it waited since: that is when it happened, where its sender does not say. */
  readonly receivedAt?: number;
  /** Personal data that belongs to the message: stored apart in the same commit, never in the journal. */
  readonly personal?: readonly PersonalData[];
  /** The outside event exactly as it came; kept with an intake when the event cannot be applied. */
  readonly raw?: string;
  /** The held event (intake) that this submission corrects. */
  readonly replaying?: string;
  /** Of which message a change of master data is, stored with the change. */
  readonly word?: Word;
  /** Of one that was submitted together with others, whose order counts. */
  readonly run?: Run;
}

/** Submissions in their order: what comes after one that had to wait waits too, for it may be about the same thing. */
export interface Run {
  /** Why one of them could not be decided; null: none so far. */
  fault: unknown;
}

export interface PersonalData {
  /** pty_<UUIDv7> */
  readonly id: string;
  readonly salt: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly answer: Answer;
  /** The same message was answered before; this is that answer. */
  readonly repeated: boolean;
}

/** Where a submission came from. Inputs are drained by weight, so that a long import does not starve callers who wait. */
export type Input = 'api' | 'intake' | 'deadline' | 'bulk';

export interface Engine {
  /** Rejects with a Fault when the node is full (`queue_full`) or the store cannot be reached (`store_unavailable`). */
  submit(input: Input, submission: Submission): Promise<Reply>;
  /** Messages in the queue, for readiness and metrics. */
  waiting(): number;
}

/** The same engine, for submissions that are one run. */
export function runOn(engine: Engine): Engine {
  const run: Run = { fault: null };
  return {
    submit: (input, submission) => engine.submit(input, { ...submission, run }),
    waiting: () => engine.waiting(),
  };
}
