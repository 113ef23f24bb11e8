// Holds: the policy order-holds says what stands against an order, or against a change of one that was agreed; finance or the
// desk says whether it may go on. A release is good for what was looked at: an order that comes to more is looked at anew.
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { reopen } from '#orders/decide.ts';
import type { Hold, HoldKind } from '#orders/fulfilment.ts';
import type { OrderLine } from '#orders/model.ts';
import { amountOf, atMost, pricedTotal, wanted } from '#orders/total.ts';
import type { Amount } from '#orders/total.ts';
import { showQuantity } from '#kernel/quantity.ts';
import type { Partner } from '#catalog/model.ts';
import type { Context } from '../draft.ts';
import { entryOf } from '../entry.ts';
import type { Message, OrderEvent } from '../message.ts';
import type { Managed } from './case.ts';
import { ask } from './policy.ts';
import type { Written } from './written.ts';
import { customerOf } from './rights.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';

/** Asks the policy anew. What somebody has released stays released as long as it covers the order. */
export function checkHolds(run: Run): void {
  const { order, context } = run;
  const lines = linesAsWanted(order, context);
  const { total, isKnown } = pricedTotal(lines, wanted);
  const belowListPercent = priceDeviation(context, lines);
  const { outputs } = ask(run, 'order-holds', {
    orderTotal: Number(total?.amount ?? 0),
    totalKnown: isKnown,
    ...standingOf(context, order, total),
    priceDeviationPercent: belowListPercent,
    lineCount: lines.length,
    channel: order.channel,
  });
  const figures = { total, isKnown, belowListPercent };
  const released = order.fulfilment.holds.filter(({ state }) => state === 'released');
  const holds = [...released];
  for (const output of outputs) {
    const hold = output['hold'] as HoldKind | 'none'; // The values of the policy's output column.
    if (hold === 'none') continue;
    const isKept = holds.some((known) => known.hold === hold && (known.state === 'open' || covers(known, figures)));
    if (isKept) continue;
    const who = output['ask'] as Hold['ask']; // As above.
    holds.push({ hold, ask: who, state: 'open', by: null, reason: null, amount: total, belowListPercent });
  }
  const isFinanceAsked = holds.some((hold) => hold.state === 'open' && hold.ask === 'finance');
  // Asked again about the same, a request keeps its number.
  change(run, { holds, creditRequests: order.fulfilment.creditRequests + Number(isFinanceAsked) });
  run.heard.push(holds.some(({ state }) => state === 'open') ? 'holds.found' : 'holds.none');
}

/** Says that the order is held, and asks finance where it is finance's to say. */
export function askForApproval(run: Run): void {
  const { order, message, context } = run;
  const open = order.fulfilment.holds.filter(({ state }) => state === 'open');
  const objects = [{ type: 'order', id: order.id, qualifier: 'held' }] as const;
  run.draft.entries.push(
    entryOf(message, 'order.held.v1', order.id, objects, {
      holds: open.map(({ hold, ask: who }) => ({ hold, ask: who })),
    }),
  );
  if (!open.some((hold) => hold.ask === 'finance')) return;
  const { total, isKnown } = pricedTotal(linesAsWanted(order, context), wanted);
  // Finance is asked when there is an amount to ask for: once the desk has given the missing price, all is checked anew.
  if (!isKnown && open.some(({ hold }) => hold === 'price')) return;
  run.draft.entries.push(
    entryOf(message, 'credit.requested.v1', order.id, objects, {
      order: order.id,
      request: latestRequest(order),
      customer: order.customer,
      amount: isKnown ? total : null,
    }),
  );
}

type CreditAnswer = Extract<OrderEvent, { kind: 'credit.approved' | 'credit.refused' }>;

/** An answer counts for the request it names: once the order is asked for anew, an answer about how it was is no news. */
export function answerCredit(order: Managed, message: Message, { kind, data }: CreditAnswer): Written | Rejection {
  const { fulfilment } = order;
  const isLatest = data.request === latestRequest(order);
  if (!isLatest && !isEarlier(order, data.request))
    return reject('credit_request_unknown', `Order ${order.id} has no request ${data.request}.`, {
      pointer: '/data/request',
    });
  const nothing: Written = { fulfilment, repeated: true, left: [], oddity: null };
  if (!isLatest) return nothing;
  const asked = fulfilment.holds.filter((hold) => hold.ask === 'finance');
  const state = kind === 'credit.approved' ? 'released' : 'refused';
  if (!asked.some((hold) => hold.state === 'open')) {
    if (asked.every((hold) => hold.state === state)) return nothing;
    // Somebody let it go before finance said no: the goods may be on their way.
    return { ...nothing, repeated: false, oddity: state === 'refused' ? 'refused_after_release' : null };
  }
  const limit = kind === 'credit.approved' ? (data.limit ?? null) : null;
  const isTooSmall = asked.some((hold) => hold.state === 'open' && limit !== null && !atMost(hold.amount, limit));
  if (isTooSmall) return { ...nothing, repeated: false, oddity: 'approval_too_small' };
  const reason = kind === 'credit.refused' ? data.reason : (data.note ?? null);
  const holds = fulfilment.holds.map((hold): Hold =>
    hold.ask === 'finance' && hold.state === 'open'
      ? { ...hold, state, by: message.actor, reason, amount: limit ?? hold.amount }
      : hold,
  );
  return { ...nothing, repeated: false, fulfilment: { ...fulfilment, holds: withoutReplaced(holds) } };
}

/** A person releases or refuses one hold. */
export function decideHold(
  order: Managed,
  context: Context,
  by: {
    readonly hold: HoldKind | null;
    readonly state: 'released' | 'refused';
    readonly actor: string;
    readonly reason: string | null;
    readonly decidesFor: readonly Hold['ask'][];
  },
): Managed | Rejection {
  const { fulfilment } = order;
  const found = fulfilment.holds.find((hold) => hold.hold === by.hold && hold.state === 'open');
  if (found === undefined)
    return reject('hold_unknown', `${order.id} has no open hold ${by.hold ?? ''}.`, { pointer: '/hold' });
  if (!by.decidesFor.includes(found.ask))
    return reject('hold_of_others', `The ${found.hold} hold of ${order.id} is for ${found.ask} to decide.`, {
      pointer: '/hold',
    });
  const unpriced = linesAsWanted(order, context).find(
    (line) => wanted(line) > 0 && amountOf(line, wanted(line)) === null,
  );
  if (found.hold === 'price' && by.state === 'released' && unpriced !== undefined)
    return reject(
      'price_missing',
      `Line ${unpriced.line} of ${order.id}, ${showQuantity(wanted(unpriced), unpriced.scale)} ${unpriced.item}, has no price that can be billed.`,
      { facts: { line: unpriced.line } },
    );
  const holds = fulfilment.holds.map((hold): Hold =>
    hold === found ? { ...hold, state: by.state, by: by.actor, reason: by.reason } : hold,
  );
  return { ...order, fulfilment: { ...fulfilment, holds: withoutReplaced(holds) } };
}

/** The lines as they will be when the change that waits is made; it was found to be possible before the chart heard of it. */
function linesAsWanted(order: Managed, context: Context): readonly OrderLine[] {
  const { change: waiting } = order.fulfilment;
  if (waiting === null) return order.lines;
  const changed = reopen(order, waiting, context.catalog);
  // What became impossible meanwhile is refused when it is to be made.
  return isRejection(changed) ? order.lines : changed.lines;
}

/** What was released for less is replaced by what was released for more. */
function withoutReplaced(holds: readonly Hold[]): Hold[] {
  return holds.filter(
    (hold, index) =>
      hold.state !== 'released' ||
      !holds.some((later, at) => at > index && later.hold === hold.hold && later.state === 'released'),
  );
}

/** What is open for a change, or was refused, is over with it; what was agreed before stands. */
export function withoutOpen(holds: readonly Hold[]): Hold[] {
  return holds.filter(({ state }) => state === 'released');
}

function covers(
  { hold, amount, belowListPercent }: Hold,
  now: { readonly total: Amount | null; readonly isKnown: boolean; readonly belowListPercent: number },
): boolean {
  if (hold === 'price') return now.isKnown && now.belowListPercent <= belowListPercent;
  return atMost(now.total, amount);
}

function latestRequest({ id, fulfilment }: Managed): string {
  return `${id}-C${fulfilment.creditRequests}`;
}

function isEarlier({ id, fulfilment }: Managed, request: string): boolean {
  const number = request.startsWith(`${id}-C`) ? Number(request.slice(id.length + 2)) : 0;
  return number >= 1 && number < fulfilment.creditRequests;
}

/** Who orders, and how much on credit. A limit in another currency, or in none, says nothing about this order. */
function standingOf(
  context: Context,
  order: Managed,
  total: Amount | null,
): { customerKnown: boolean; creditLimit: number; limitComparable: boolean; blocked: boolean } {
  const named = order.customer === null ? undefined : context.catalog.partner(order.customer);
  const customer = customerOf(context, order);
  const limit = customer?.attributes?.['creditLimit'];
  const isComparable =
    limit === undefined || total === null || customer?.attributes?.['creditCurrency'] === total.currency;
  return {
    customerKnown: customer !== undefined,
    creditLimit: limit !== undefined && isComparable ? Number(limit) : -1, // Checked to be one when it was put.
    limitComparable: isComparable,
    blocked: named !== undefined && isBlocked(named),
  };
}

/** With who is no longer active there is no new business. */
function isBlocked({ active, attributes }: Partner): boolean {
  return !active || attributes?.['blocked'] === 'true';
}

/** By how many percent the cheapest line is below the list price of its item; 0 where no list price is known. */
function priceDeviation(context: Context, lines: readonly OrderLine[]): number {
  let most = 0;
  for (const { item, price } of lines) {
    const listed = Number(context.catalog.item(item)?.attributes['listPrice'] ?? Number.NaN);
    if (price === null || !(listed > 0)) continue;
    most = Math.max(most, (100 * (listed - Number(price.amount))) / listed);
  }
  return Math.round(most * 100) / 100;
}
