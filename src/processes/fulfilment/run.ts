// One message carried through the case of its order.
import { write } from '#kernel/layer.ts';
import type { Rejection } from '#kernel/rejection.ts';
import type { Fulfilment } from '#orders/fulfilment.ts';
import type { Order } from '#orders/model.ts';
import type { Decision } from '#policies/decide.ts';
import type { Definition } from '#statecharts/model.ts';
import type { Context, Draft } from '../draft.ts';
import type { Message, OrderEvent } from '../message.ts';
import type { Missed } from './missed.ts';

/** What one message does to one order. Effects change `order` and add to `heard` and `decisions`. */
export interface Run {
  readonly draft: Draft;
  readonly context: Context;
  readonly message: Message;
  readonly definition: Definition;
  /** What an outside system reported, while it is being heard. */
  readonly report: OrderEvent | null;
  /** Goods that a warehouse has just missed; null where it missed none. */
  readonly missed: Missed | null;
  /** Releases of goods that have just left from elsewhere. */
  readonly askedTwice: readonly string[];
  order: Order & { readonly fulfilment: Fulfilment };
  /** Events that the chart is still to hear. */
  readonly heard: string[];
  /** Explanations of the policies that were asked. */
  readonly decisions: Decision[];
  /** Why what was asked could not be done at all. */
  refused: Rejection | null;
}

export function change(run: Run, part: Partial<Fulfilment>): void {
  run.order = { ...run.order, fulfilment: { ...run.order.fulfilment, ...part } };
}

/** Effects that reserve and give back read the order where they left it. */
export function keep(run: Run): void {
  write(run.draft.orders, run.order.id, run.order);
}
