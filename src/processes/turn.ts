// A turn decided: a pure function of loaded state, messages and the time. Each message is decided on a draft of its own and
// merged in order, so any split of the same ordered messages into turns ends in the same state.
import { reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { rejections } from '#kernel/rejections.ts';
import { showInstant } from '#kernel/time.ts';
import type { Layer } from '#kernel/layer.ts';
import { write, read } from '#kernel/layer.ts';
import type { StockFact, SumRequest } from '#stock/model.ts';
import { decide, holdEvent } from './decide.ts';
import type { Answer } from './decide.ts';
import { catalogOver, draftOver, isMissing } from './draft.ts';
import type { Context, Deadline, Draft, LayeredKey, TurnState } from './draft.ts';
import type { Entry } from './entry.ts';
import { entryOf } from './entry.ts';
import { deadlineOf, failDeadline } from './failed-deadline.ts';
import type { Claim, EventHead, Message, Submitted } from './message.ts';

/** A message with what the turn must know about its past. */
export interface Incoming {
  readonly message: Message;
  /** The first answer, when the claim of the message was taken before. */
  readonly known: { readonly digest: string; readonly answer: Answer } | null;
  /** The held event this message corrects. */
  readonly replaying: string | null;
}

export interface Decided {
  readonly answer: Answer;
  readonly repeated: boolean;
  /** A bug met while deciding; the message was quarantined. */
  readonly bug: Error | null;
}

export interface TurnOutcome {
  readonly decided: readonly Decided[];
  /** Not empty: some message needs more keys; nothing of this outcome may be kept. */
  readonly missing: {
    readonly balances: ReadonlySet<string>;
    readonly details: ReadonlySet<string>;
    readonly holders: ReadonlySet<string>;
    readonly orders: ReadonlySet<string>;
    readonly items: ReadonlySet<string>;
    readonly sums: ReadonlyMap<string, SumRequest>;
  };
  readonly entries: readonly Entry[];
  readonly facts: readonly StockFact[];
  /** Keys of each table that the turn changed. */
  readonly changed: Readonly<Record<LayeredKey, ReadonlySet<string>>>;
  readonly deadlines: ReadonlyMap<string, Deadline | null>;
  readonly heard: ReadonlyMap<string, number>;
  /** References of personal data to delete. */
  readonly erased: ReadonlySet<string>;
  /** Messages that left a trace, in order: what `replay` decides again. */
  readonly effective: readonly Incoming[];
}

const layered = [
  'balances',
  'details',
  'absolutes',
  'supplies',
  'parts',
  'partsOf',
  'waiting',
  'orders',
  'orderNames',
  'reservations',
  'items',
  'sites',
  'partners',
  'intakes',
  'definitions',
  'awaited',
] as const satisfies readonly LayeredKey[];

export function decideTurn(state: TurnState, context: Context, incoming: readonly Incoming[]): TurnOutcome {
  const changed = Object.fromEntries(layered.map((table) => [table, new Set<string>()])) as Record<
    LayeredKey,
    Set<string>
  >;
  const missing = {
    balances: new Set<string>(),
    details: new Set<string>(),
    holders: new Set<string>(),
    orders: new Set<string>(),
    items: new Set<string>(),
    sums: new Map<string, SumRequest>(),
  };
  const outcome = {
    decided: [] as Decided[],
    entries: [] as Entry[],
    facts: [] as StockFact[],
    deadlines: new Map<string, Deadline | null>(),
    heard: new Map<string, number>(),
    erased: new Set<string>(),
    effective: [] as Incoming[],
  };
  const answered = new Map<string, { readonly digest: string; readonly answer: Answer }>();
  for (const one of incoming) {
    const { claim } = one.message;
    const known = one.known ?? (claim === null ? undefined : answered.get(keyOf(claim)));
    if (claim !== null && known !== undefined) {
      outcome.decided.push(
        known.digest === one.message.digest ? { answer: known.answer, repeated: true, bug: null } : reused(claim),
      );
      continue;
    }
    const { draft, decided } = decideOne(state, context, one, outcome.facts);
    if (isMissing(draft)) {
      for (const key of draft.missing.balances) missing.balances.add(key);
      for (const key of draft.missing.details) missing.details.add(key);
      for (const id of draft.missing.holders) missing.holders.add(id);
      for (const id of draft.missing.orders) missing.orders.add(id);
      for (const code of draft.missing.items) missing.items.add(code);
      for (const [key, request] of draft.missing.sums) missing.sums.set(key, request);
    }
    merge(draft, changed, outcome);
    if (draft.entries.length > 0 || draft.facts.length > 0 || draft.deadlinesDone.length > 0)
      outcome.effective.push(one);
    if (claim !== null && !isUnheard(decided.answer))
      answered.set(keyOf(claim), { digest: one.message.digest, answer: decided.answer });
    outcome.decided.push(decided);
  }
  return { ...outcome, changed, missing };
}

/** Refused for its key, not for what it says: sent again with a good key it is decided. */
export function isUnheard(answer: Answer): boolean {
  return answer.status === 'refused' && answer.rejection.rejected === 'key_revoked';
}

export function claimKey(message: Submitted): string | null {
  return message.claim === null ? null : keyOf(message.claim);
}

function keyOf({ source, id }: Claim): string {
  return `${source}\t${id}`;
}

function decideOne(
  state: TurnState,
  context: Context,
  one: Incoming,
  earlier: readonly StockFact[],
): { draft: Draft; decided: Decided } {
  const draft = draftOver(state, earlier);
  const over = { now: context.now, catalog: catalogOver(context.catalog, draft) };
  let answer: Answer;
  try {
    answer = decide(draft, over, one.message);
  } catch (thrown) {
    const bug = new Error(String(thrown), { cause: thrown });
    // Thrown over stand-ins for what was not loaded, it proves nothing: decided again.
    if (isMissing(draft)) return { draft, decided: { answer: failed(one.message, bug), repeated: false, bug: null } };
    return quarantine(state, over, one, earlier, bug);
  }
  if (answer.status === 'done') {
    settleIntake(draft, over, one);
    return { draft, decided: { answer, repeated: false, bug: null } };
  }
  // A refusal leaves no trace in stock or documents; an outside event is kept to be corrected.
  if (isMissing(draft)) return { draft, decided: { answer, repeated: false, bug: null } };
  const event = outsideEvent(one.message);
  if (answer.rejection.rejected !== 'key_revoked' && event !== null)
    return hold(state, over, one, earlier, event, answer.rejection);
  const { entries } = draft;
  const clean = draftOver(state, earlier);
  clean.entries.push(...entries.filter((entry) => entry.type === 'crossdock.order.refused.v1'));
  return { draft: clean, decided: { answer, repeated: false, bug: null } };
}

/** Where an event is kept that cannot be applied: where it was kept before, or under its message's number. */
export function intakeOf(message: Submitted, replaying: string | null | undefined): string {
  return replaying ?? message.id.replace(/^msg_/, 'int_');
}

export function outsideEvent({ command }: Submitted): EventHead | null {
  return command.type === 'stock.event' || command.type === 'supply.expected' || command.type === 'order.event'
    ? command.event
    : null;
}

function hold(
  state: TurnState,
  context: Context,
  one: Incoming,
  earlier: readonly StockFact[],
  event: EventHead,
  rejection: Rejection,
): { draft: Draft; decided: Decided } {
  const { message } = one;
  const draft = draftOver(state, earlier);
  const intake = intakeOf(message, one.replaying);
  const info = rejections[rejection.rejected];
  const reason = {
    code: rejection.rejected,
    title: info.title,
    detail: rejection.detail,
    fix: info.fix,
    ...(rejection.pointer !== undefined && { pointer: rejection.pointer }),
  };
  holdEvent(draft, context, message, { type: 'event.hold', intake, event, reason });
  const held: Answer = { status: 'refused', rejection: { ...rejection, facts: { ...rejection.facts, intake } } };
  return { draft, decided: { answer: held, repeated: false, bug: null } };
}

function quarantine(
  state: TurnState,
  context: Context,
  one: Incoming,
  earlier: readonly StockFact[],
  bug: Error,
): { draft: Draft; decided: Decided } {
  const answer = failed(one.message, bug);
  const event = outsideEvent(one.message);
  if (event !== null) {
    const held = hold(state, context, one, earlier, event, answer.rejection);
    return { draft: held.draft, decided: { ...held.decided, bug } };
  }
  const draft = draftOver(state, earlier);
  const deadline = deadlineOf(one.message.command);
  if (deadline !== null) {
    failDeadline(draft, context, one.message, deadline);
    return { draft, decided: { answer, repeated: false, bug } };
  }
  const objects = [{ type: 'message', id: one.message.id, qualifier: 'failed' }] as const;
  draft.entries.push(
    entryOf(one.message, 'message.failed.v1', one.message.id, objects, { command: one.message.command.type }),
  );
  return { draft, decided: { answer, repeated: false, bug } };
}

function failed(message: Message, bug: Error): Extract<Answer, { status: 'refused' }> {
  return { status: 'refused', rejection: reject('message_failed', `Message ${message.id} failed: ${bug.message}`) };
}

/** A held event that was applied after all is no longer held. */
function settleIntake(draft: Draft, context: Context, one: Incoming): void {
  if (one.replaying === null) return;
  const intake = read(draft.intakes, one.replaying);
  if (intake === undefined) return;
  write(draft.intakes, intake.id, { ...intake, state: 'replayed' });
  const objects = [{ type: 'intake', id: intake.id, qualifier: 'replayed' }] as const;
  draft.entries.push(entryOf(one.message, 'event.replayed.v1', intake.id, objects, { at: showInstant(context.now) }));
}

function reused({ source, id }: Claim): Decided {
  const code = source.startsWith('key:') ? 'idempotency_key_reused' : 'event_id_reused';
  const rejection = reject(code, `${id} came before with another body.`);
  return { answer: { status: 'refused', rejection }, repeated: false, bug: null };
}

type Collected = {
  entries: Entry[];
  facts: StockFact[];
  deadlines: Map<string, Deadline | null>;
  heard: Map<string, number>;
  erased: Set<string>;
};

function merge(draft: Draft, changed: Record<LayeredKey, Set<string>>, outcome: Collected): void {
  for (const table of layered) mergeLayer(draft[table] as Layer<unknown>, changed[table]);
  outcome.entries.push(...draft.entries);
  for (const fact of draft.facts) outcome.facts.push(fact); // Not spread: a change of a large order has very many.
  for (const id of draft.deadlinesDone) outcome.deadlines.set(id, null);
  for (const deadline of draft.deadlines) outcome.deadlines.set(deadline.id, deadline);
  for (const party of draft.erased) outcome.erased.add(party);
  for (const [key, moment] of draft.heard) outcome.heard.set(key, Math.max(moment, outcome.heard.get(key) ?? moment));
}

function mergeLayer(layer: Layer<unknown>, changed: Set<string>): void {
  if (layer.changed.size === 0) return;
  const below = layer.below as Map<string, unknown>; // The draft was laid over the state's own map in draftOver.
  for (const [key, value] of layer.changed) {
    below.set(key, value);
    changed.add(key);
  }
}
