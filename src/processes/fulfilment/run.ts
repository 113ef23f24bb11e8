// One message carried through the case of its order: the chart moves, its effects act on the order, what they find out is
// heard by the chart again, first in, first out, until nothing is left to hear.
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import { write } from '#kernel/layer.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { factsOf } from '#orders/fulfilment.ts';
import type { Fulfilment } from '#orders/fulfilment.ts';
import type { Order } from '#orders/model.ts';
import type { Decision } from '#policies/decide.ts';
import type { Definition, Effect } from '#statecharts/model.ts';
import { start, step } from '#statecharts/step.ts';
import type { Context, Draft } from '../draft.ts';
import type { Message, OrderEvent } from '../message.ts';
import { keepClocks } from './clocks.ts';

/** What one message does to one order. Effects change `order` and add to `heard` and `decisions`. */
export interface Run {
  readonly draft: Draft;
  readonly context: Context;
  readonly message: Message;
  readonly definition: Definition;
  /** What an outside system reported, while it is being heard. */
  readonly report: OrderEvent | null;
  /** The warehouse reported goods that it could not find, or others instead. */
  readonly foundShort: boolean;
  order: Order & { readonly fulfilment: Fulfilment };
  /** Events that the chart is still to hear. */
  readonly heard: string[];
  /** Explanations of the policies that were asked. */
  readonly decisions: Decision[];
  /** Why what was asked could not be done at all. */
  refused: Rejection | null;
}

export type Perform = (run: Run, effect: Effect) => void;

export interface Moved {
  readonly from: Fulfilment['value'] | null;
  readonly to: Fulfilment['value'];
  /** Events that the state it was in does not expect. */
  readonly unexpected: readonly string[];
}

/** Lets the case hear the first event (or begin, with null) and whatever follows from it. */
export function advance(run: Run, first: string | null, perform: Perform): Moved {
  const { definition } = run;
  const from = first === null ? null : run.order.fulfilment.value;
  const unexpected: string[] = [];
  if (first === null) take(run, start(definition, facts(run)), perform);
  else run.heard.push(first);
  for (let steps = 0; ; steps++) {
    const event = run.heard.shift();
    if (event === undefined) break;
    assert(steps < limits.processStepsMax, `${definition.process} goes in circles on ${event}`);
    const { value, ended } = run.order.fulfilment;
    const next = ended ? null : step(definition, value, event, facts(run));
    if (next === null || !next.taken) unexpected.push(event);
    else take(run, next, perform);
  }
  keepClocks(run);
  return { from, to: run.order.fulfilment.value, unexpected };
}

function take(run: Run, next: ReturnType<typeof step>, perform: Perform): void {
  change(run, { value: next.value as Fulfilment['value'], ended: next.done });
  for (const effect of next.effects) perform(run, effect);
}

function facts(run: Run): Readonly<Record<string, number | boolean>> {
  return { ...factsOf(run.order, run.order.fulfilment), foundShort: run.foundShort };
}

export function change(run: Run, part: Partial<Fulfilment>): void {
  run.order = { ...run.order, fulfilment: { ...run.order.fulfilment, ...part } };
}

/** Effects that reserve and give back read the order where they left it. */
export function keep(run: Run): void {
  write(run.draft.orders, run.order.id, run.order);
}
