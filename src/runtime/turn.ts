// One batch of submissions through one transaction: lock, load, decide, write, claim, seal, commit, answer. Reruns what lost a
// race, widens keys that were guessed too small, and bisects to the message that the store refuses.
import { v7 } from 'uuid';
import { Fault } from '#kernel/fault.ts';
import { limits } from '#kernel/limits.ts';
import { reject } from '#kernel/rejection.ts';
import { rejections } from '#kernel/rejections.ts';
import { showInstant } from '#kernel/time.ts';
import { sealEntry } from '#processes/entry.ts';
import { isIncomplete } from '#processes/draft.ts';
import { deadlineOf } from '#processes/failed-deadline.ts';
import { addKeys, itemsOf, noKeys } from '#processes/keys.ts';
import type { Keys } from '#processes/keys.ts';
import { changesCatalog } from '#processes/message.ts';
import type { Message } from '#processes/message.ts';
import { routesOf } from '#processes/routing.ts';
import { claimKey, decideTurn, intakeOf, isUnheard, outsideEvent } from '#processes/turn.ts';
import type { Incoming, TurnOutcome } from '#processes/turn.ts';
import { splitStockKey } from '#stock/model.ts';
import type { Reply, Submission } from './engine.ts';
import { packMessages, rootOf } from './seal.ts';
import { StoreError } from './store.ts';
import type { KeptAnswer, OpenTurn, Store } from './store.ts';

export interface TurnOptions {
  readonly store: Store;
  /** Items whose first site did not suffice lately. */
  readonly wide: Wide;
  /** Told of bugs met while deciding, each with the message that was quarantined. */
  readonly onBug: (error: Error, submission: Submission) => void;
  readonly newTurnId?: () => string;
  /** Never cut to its first message: what is replayed was one turn. */
  readonly whole?: true;
}

export interface Wide {
  readonly items: ReadonlySet<string>;
  add(item: string): void;
}

export interface TurnResult {
  readonly replies: readonly Reply[];
  /** Submissions that were not part of the turn after all and come next, in order. */
  readonly left: readonly Submission[];
  /** Null when nothing had to be written. */
  readonly position: number | null;
}

export async function runTurn(options: TurnOptions, batch: readonly Submission[]): Promise<TurnResult> {
  let submissions = batch;
  let extra = noKeys();
  let widenings = 0;
  let cause: unknown;
  for (let attempt = 1; attempt <= limits.turnAttemptsMax; attempt++) {
    let open: OpenTurn | undefined;
    /** Once: afterwards the connection belongs to another turn. */
    const giveUp = async (): Promise<void> => {
      const abandoned = open;
      open = undefined;
      await abandoned?.abandon();
    };
    try {
      const { catalog } = options.store;
      await catalog.ensure(submissions.flatMap(({ message }) => itemsOf(message.command)));
      const turnId = (options.newTurnId ?? v7)();
      open = await options.store.open(request(options, turnId, submissions, extra));
      // Refreshed under the turn's lock, where the epoch stands still, so that busy master data cannot starve the turn.
      if (open.epoch !== catalog.epoch) await catalog.refresh();
      if (open.epoch !== catalog.epoch) {
        await giveUp();
        continue;
      }
      const stamped = stamp(submissions, open.now);
      submissions = stamped;
      const incoming = comingIn(stamped, open);
      const outcome = decideTurn(open.state, { now: open.now, catalog }, incoming);
      if (isIncomplete(outcome.missing)) {
        await giveUp();
        await catalog.ensure(outcome.missing.items);
        extra = widen(extra, outcome, options.wide);
        attempt -= 1;
        if (++widenings >= limits.turnWideningsMax && submissions.length > 1 && options.whole !== true)
          submissions = submissions.slice(0, 1);
        if (widenings > limits.turnWideningsMax * 4) throw new Error('bug: a message kept asking for more keys');
        continue;
      }
      for (const [index, decided] of outcome.decided.entries()) {
        const submission = submissions[index];
        if (decided.bug !== null && submission !== undefined) options.onBug(decided.bug, submission);
      }
      const position = await finish(options.store, open, turnId, submissions, incoming, outcome);
      return { replies: outcome.decided, left: batch.slice(submissions.length), position };
    } catch (error) {
      if (!(error instanceof StoreError)) {
        // A bug beside the decision, in what one message asks for or leaves: it costs that message alone too.
        await giveUp();
        const message = error instanceof Error ? error.message : String(error);
        return bisect(options, submissions, batch.slice(submissions.length), new StoreError('refused', message, error));
      }
      if (error.kind === 'contention') {
        cause = error;
        continue;
      }
      if (error.kind === 'refused') return bisect(options, submissions, batch.slice(submissions.length), error);
      throw faultOf(error);
    }
  }
  throw new Fault('turn_contention', `A turn of ${submissions.length} messages lost ${limits.turnAttemptsMax} races.`, {
    cause,
  });
}

function request(
  options: TurnOptions,
  turnId: string,
  submissions: readonly Submission[],
  extra: Keys,
): Parameters<Store['open']>[0] {
  const keys = noKeys();
  for (const { message } of submissions) addKeys(keys, message, options.store.catalog, options.wide.items);
  for (const key of extra.balances) keys.balances.add(key);
  for (const key of extra.details) keys.details.add(key);
  for (const id of extra.holders) keys.holders.add(id);
  for (const id of extra.orders) keys.orders.add(id);
  for (const [key, sum] of extra.sums) keys.sums.set(key, sum);
  const claims = submissions.flatMap(({ message }) => (message.claim === null ? [] : [message.claim]));
  return {
    turnId,
    keys,
    claims,
    exclusive: submissions.some(({ message }) => changesCatalog(message)),
    intakes: submissions.flatMap(({ replaying }) => (replaying === undefined ? [] : [replaying])),
  };
}

interface Stamped extends Submission {
  readonly message: Message;
}

/**
 * Once: a turn that is tried again asks the store for what its messages asked for at that time. Nothing came later than now, whatever
 * the clock of the store said then.
 */
function stamp(submissions: readonly Submission[], now: number): Stamped[] {
  return submissions.map((submission) => {
    if (isStamped(submission)) return submission;
    const { message, receivedAt = now } = submission;
    return { ...submission, message: { ...message, occurredAt: Math.min(receivedAt, now) } };
  });
}

function isStamped(submission: Submission): submission is Stamped {
  return submission.message.occurredAt !== null;
}

function comingIn(submissions: readonly Stamped[], open: OpenTurn): Incoming[] {
  return submissions.map(({ message, replaying }) => {
    const claim = claimKey(message);
    return { message, known: claim === null ? null : (open.known.get(claim) ?? null), replaying: replaying ?? null };
  });
}

function widen(extra: Keys, outcome: TurnOutcome, wide: Wide): Keys {
  for (const key of outcome.missing.balances) {
    extra.balances.add(key);
    wide.add(splitStockKey(key).item);
  }
  for (const key of outcome.missing.details) extra.details.add(key);
  for (const id of outcome.missing.holders) extra.holders.add(id);
  for (const id of outcome.missing.orders) {
    extra.orders.add(id);
    extra.holders.add(id);
  }
  for (const [key, sum] of outcome.missing.sums) extra.sums.set(key, sum);
  return extra;
}

async function finish(
  store: Store,
  open: OpenTurn,
  turnId: string,
  submissions: readonly Submission[],
  incoming: readonly Incoming[],
  outcome: TurnOutcome,
): Promise<number | null> {
  const answers = answersToKeep(incoming, outcome);
  if (outcome.effective.length === 0 && answers.length === 0) {
    await open.abandon();
    return null;
  }
  const recordedAt = showInstant(open.now);
  const sealed = outcome.entries.map((entry) => sealEntry(entry, recordedAt, showInstant(entry.occurredAt)));
  const deliveries = routesOf(outcome.entries, open.state, store.catalog);
  const { position } = await open.commit({
    turnId,
    now: open.now,
    outcome,
    state: open.state,
    sealed,
    root: rootOf(sealed),
    /** Packed for the store that keeps them; the one in memory does not. */
    get messages() {
      return packMessages(outcome.effective);
    },
    answers,
    submissions,
    incoming,
    deliveries,
  });
  return position;
}

/** Sorted by claim: every turn takes them in one order. */
function answersToKeep(incoming: readonly Incoming[], outcome: TurnOutcome): KeptAnswer[] {
  const answers = new Map<string, KeptAnswer>();
  for (const [index, { message, known }] of incoming.entries()) {
    const decided = outcome.decided[index];
    const key = claimKey(message);
    const { claim, digest } = message;
    if (decided === undefined || claim === null || key === null || known !== null) continue;
    if (!answers.has(key) && !isUnheard(decided.answer)) answers.set(key, { claim, digest, answer: decided.answer });
  }
  return [...answers].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, answer]) => answer);
}

/** The store refused what was decided for some message: halves find it, and it alone fails. */
async function bisect(
  options: TurnOptions,
  submissions: readonly Submission[],
  left: readonly Submission[],
  error: StoreError,
): Promise<TurnResult> {
  const [only] = submissions;
  if (submissions.length === 1 && only !== undefined) {
    options.onBug(error, only);
    const held = asHold(only, error);
    if (held !== null) {
      const { replies, position } = await runTurn(options, [held]);
      // Nobody is told that an event is kept when it is not.
      if (replies[0]?.answer.status !== 'done')
        throw new Fault('store_unavailable', `Event ${held.message.id} can be neither applied nor kept.`, {
          cause: error,
        });
      return {
        replies: [
          {
            answer: { status: 'refused', rejection: failed(only, error, held.message.command.intake) },
            repeated: false,
          },
        ],
        left,
        position,
      };
    }
    const reply = { answer: { status: 'refused', rejection: failed(only, error) }, repeated: false } as const;
    const of = deadlineOf(only.message.command);
    if (of === null) return { replies: [reply], left, position: null };
    const postponed = { ...only, message: { ...only.message, command: { type: 'deadline.fail', of } as const } };
    const { position } = await runTurn(options, [postponed]);
    return { replies: [reply], left, position };
  }
  // The other half comes next: what this half commits is answered even if the store fails before the rest is done.
  const { replies, position } = await runTurn(options, submissions.slice(0, Math.ceil(submissions.length / 2)));
  return { replies, left: [...submissions.slice(replies.length), ...left], position };
}

function failed(submission: Submission, error: StoreError, intake?: string): ReturnType<typeof reject> {
  const detail = `Message ${submission.message.id} failed: ${error.message}`;
  return reject('message_failed', detail, intake === undefined ? {} : { facts: { intake } });
}

/** An outside event that the store refuses is kept like any other that cannot be applied. */
function asHold(
  submission: Submission,
  error: StoreError,
):
  | (Submission & { readonly message: { readonly command: { readonly type: 'event.hold'; readonly intake: string } } })
  | null {
  const { message } = submission;
  const event = outsideEvent(message);
  if (event === null) return null;
  const { title, fix } = rejections.message_failed;
  const reason = { code: 'message_failed', title, detail: error.message, fix };
  const intake = intakeOf(message, submission.replaying);
  return {
    ...submission,
    message: { ...message, command: { type: 'event.hold', intake, event, reason } },
  };
}

function faultOf(error: StoreError): Fault {
  switch (error.kind) {
    case 'disk_full':
      return new Fault('disk_full', error.message, { cause: error });
    case 'unknown_outcome':
      return new Fault('outcome_unknown', error.message, { cause: error });
    case 'contention':
    case 'refused':
    case 'unavailable':
      return new Fault('store_unavailable', error.message, { cause: error });
  }
}
