// A case from the outside: begun with an order, moved by an event, its moves told in the journal.
import { write } from '#kernel/layer.ts';
import type { Rejection } from '#kernel/rejection.ts';
import type { Fulfilment, RiskCause } from '#orders/fulfilment.ts';
import type { Order } from '#orders/model.ts';
import type { Definition } from '#statecharts/model.ts';
import { expects } from '#statecharts/step.ts';
import type { Context, Draft } from '../draft.ts';
import { processOf } from '../definitions.ts';
import type { Message } from '../message.ts';
import { keepClocks } from './clocks.ts';
import { perform } from './effects.ts';
import { closeByHand, closeEnded, closeMended, closeOver, closeWithOrder, raise } from './exceptions.ts';
import { deviate } from './deviation.ts';
import { explain, showState } from './told.ts';
import type { Told } from './told.ts';
import { endanger } from './danger.ts';
import { promisedDate } from '#orders/promised-date.ts';
import { moveAway } from './replan.ts';
import type { Lost } from './replan.ts';
import type { rightsOf } from './rights.ts';
import { advance } from './advance.ts';
import type { Moved } from './advance.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';
import { substituteWaiting } from './substitute.ts';
import { callOffTransfers } from './transfer.ts';

export type Managed = Order & { readonly fulfilment: Fulfilment };

export interface CaseOutcome {
  readonly order: Managed;
  readonly told: Told;
  readonly refused: Rejection | null;
}

/** What an outside system reported, and what of it matters to the case. */
type About = Partial<Pick<Run, 'report' | 'missed' | 'askedTwice'>>;

export function isManaged(order: Order): order is Managed {
  return order.fulfilment !== null;
}

/** Begins the process of an order that is promised already. What it waits for is replaced where the policy allows. */
export function beginCase(
  draft: Draft,
  context: Context,
  message: Message,
  order: Order,
  { process, allowed }: { readonly process: Definition; readonly allowed: ReturnType<typeof rightsOf> },
): CaseOutcome {
  const fulfilment: Fulfilment = {
    process: process.process,
    version: process.version,
    value: '',
    ended: false,
    holds: [],
    creditRequests: 0,
    releases: [],
    shipments: [],
    clocks: {},
    alarmAt: null,
    promisedFor: null,
    risk: null,
    exceptions: [],
    change: null,
    cancelReason: null,
    expired: false,
    rights: allowed.rights,
  };
  const run = runOf(draft, context, message, { ...order, fulfilment }, process);
  run.decisions.push(allowed.decision);
  substituteWaiting(run);
  change(run, { promisedFor: promisedDate(run.order.lines) });
  return outcome(run, advance(run, null, perform));
}

/** What is told of a case that moved; `report` is what an outside system said, if one did. */
export function moveCase(
  draft: Draft,
  context: Context,
  message: Message,
  order: Managed,
  event: string,
  about: About = {},
): CaseOutcome {
  const definition = processOf(context.catalog, order.fulfilment);
  const run = runOf(draft, context, message, order, definition, about);
  const moved = advance(run, event, perform);
  closeEnded(run, event);
  if (!order.fulfilment.ended && run.order.fulfilment.ended) closeWithOrder(run);
  if (moved.unexpected.includes(event)) deviate(run, event);
  return outcome(run, moved);
}

/** The same was reported before: that is recorded, and the case does not move. */
export function repeatCase(
  draft: Draft,
  context: Context,
  message: Message,
  order: Managed,
  event: string,
): CaseOutcome {
  const run = runOf(draft, context, message, order, processOf(context.catalog, order.fulfilment));
  deviate(run, event, true);
  const { value } = run.order.fulfilment;
  return outcome(run, { from: value, to: value, unexpected: [] });
}

/** Something outside the case endangers its promise: that of an order which still waits for goods. */
export function dangerToCase(
  draft: Draft,
  context: Context,
  message: Message,
  order: Managed,
  cause: RiskCause,
  expectedOn: string | null,
  promisedFor: string | null = order.fulfilment.promisedFor,
): CaseOutcome {
  const run = runOf(draft, context, message, order, processOf(context.catalog, order.fulfilment));
  endanger(run, cause, expectedOn, promisedFor);
  const event = run.heard.shift();
  if (event !== undefined) return outcome(run, advance(run, event, perform));
  // Nobody watches the promise of an order that stands where it does.
  const { value } = order.fulfilment;
  return outcome(run, { from: value, to: value, unexpected: [] });
}

/** Goods the order was promised are not there: it is promised others, and goes on. */
export function loseStock(
  draft: Draft,
  context: Context,
  message: Message,
  order: Managed,
  lost: readonly Lost[],
  cause: RiskCause = 'stock_lost',
): CaseOutcome {
  const run = runOf(draft, context, message, order, processOf(context.catalog, order.fulfilment));
  moveAway(run, lost, cause);
  callOffTransfers(run, order, run.order);
  return outcome(run, advance(run, 'stock.allocated', perform));
}

/** Notes something in the case that the chart does not speak of. */
export function note(draft: Draft, context: Context, message: Message, order: Managed, kind: string): Managed {
  const run = runOf(draft, context, message, order, processOf(context.catalog, order.fulfilment));
  raise(run, kind);
  write(draft.orders, order.id, run.order);
  return run.order;
}

/** Somebody has dealt with an exception; undefined where it is not open. */
export function settle(
  draft: Draft,
  context: Context,
  message: Message,
  order: Managed,
  { kind, reason }: { readonly kind: string; readonly reason: string },
): Managed | undefined {
  const run = runOf(draft, context, message, order, processOf(context.catalog, order.fulfilment));
  if (!closeByHand(run, kind, reason)) return undefined;
  write(draft.orders, order.id, run.order);
  return run.order;
}

/** What somebody was to look at is over, as it turned out. */
export function endException(draft: Draft, context: Context, message: Message, order: Managed, kind: string): void {
  const run = runOf(draft, context, message, order, processOf(context.catalog, order.fulfilment));
  if (closeMended(run, kind)) write(draft.orders, order.id, run.order);
}

/** The alarm fired before any clock: it is set to the next one. */
export function resetAlarm(draft: Draft, context: Context, message: Message, order: Managed): void {
  const run = runOf(draft, context, message, order, processOf(context.catalog, order.fulfilment));
  keepClocks(run);
  write(draft.orders, order.id, run.order);
}

/** Whether the state the case is in takes the event. */
export function takes(context: Context, order: Managed, event: string): boolean {
  const { value, ended } = order.fulfilment;
  return !ended && expects(processOf(context.catalog, order.fulfilment), value).has(event);
}

function runOf(
  draft: Draft,
  context: Context,
  message: Message,
  order: Managed,
  definition: Run['definition'],
  about: About = {},
): Run {
  const heard = { report: null, missed: null, askedTwice: [], ...about };
  return { draft, context, message, definition, ...heard, order, heard: [], decisions: [], refused: null };
}

function outcome(run: Run, moved: Moved): CaseOutcome {
  closeOver(run);
  write(run.draft.orders, run.order.id, run.order);
  const { process, version } = run.order.fulfilment;
  const from = moved.from === null ? null : showState(moved.from);
  const told: Told = {
    process: `${process}/${version}`,
    ...(from !== null && { from }),
    to: showState(moved.to),
    ...(run.decisions.length > 0 && { decisions: explain(run.decisions) }),
  };
  return { order: run.order, told, refused: run.refused };
}
