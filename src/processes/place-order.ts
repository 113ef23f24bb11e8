// An order arrives: accepted, planned, reserved and promised in one decision, or refused as a whole.
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { read, write } from '#kernel/layer.ts';
import { acceptOrder } from '#orders/decide.ts';
import type { Order, OrderLine } from '#orders/model.ts';
import { beginParts } from '#stock/evolve.ts';
import { viewOrder } from '#orders/view.ts';
import type { OrderView } from '#orders/view.ts';
import type { Context, Draft } from './draft.ts';
import { promiseLines, promisedEntry } from './promise-lines.ts';
import { entryOf } from './entry.ts';
import type { ObjectReference } from './entry.ts';
import { orderProcess } from './catalogue.ts';
import { spokenFor } from './ask-for-allocation.ts';
import { activeProcess } from './definitions.ts';
import { beginCase } from './fulfilment/case.ts';
import { rightsOf } from './fulfilment/rights.ts';
import type { Command, Message } from './message.ts';

export function orderName(channel: string, externalId: string): string {
  return `${channel}\t${externalId}`;
}

/** The name in a reference of the form <channel>/<externalId>; null for anything else. */
export function nameInReference(reference: string): string | null {
  const slash = reference.indexOf('/');
  return slash < 0 ? null : orderName(reference.slice(0, slash), reference.slice(slash + 1));
}

export function placeOrder(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'order.place' }>,
): OrderView | Rejection {
  const { document } = command;
  const known = knownOrder(draft, orderName(document.channel, document.externalId));
  if (known !== undefined) {
    if (known.digest === message.digest) return viewOrder(known);
    return reject(
      'order_exists_with_different_body',
      `${known.id} has channel ${known.channel} and external id ${known.externalId}.`,
      {
        pointer: '/externalId',
        facts: { order: known.id },
      },
    );
  }
  const accepted = acceptOrder(
    {
      id: command.id,
      document,
      digest: message.digest,
      party: command.party,
      now: context.now,
      scope: message.scope,
    },
    context.catalog,
  );
  if (isRejection(accepted)) return accepted;
  const process = activeProcess(context.catalog, orderProcess);
  const allowed = process === undefined ? null : rightsOf(context, accepted);
  beginParts(draft, accepted.id);
  const promised = promiseLines(draft, context, accepted, {
    scope: message.scope,
    rights: allowed?.rights ?? null,
    spokenFor: spokenFor(draft),
  });
  if (isRejection(promised)) {
    if (promised.rejected === 'insufficient_stock') draft.entries.push(refusedEntry(message, accepted, promised));
    return promised;
  }
  write(draft.orders, promised.order.id, promised.order);
  write(draft.orderNames, orderName(document.channel, document.externalId), promised.order.id);
  const at = draft.entries.length;
  const begun =
    process === undefined || allowed === null
      ? null
      : beginCase(draft, context, message, promised.order, { process, allowed });
  const order = begun?.order ?? promised.order;
  draft.entries.splice(
    at,
    0,
    acceptedEntry(message, promised.order),
    promisedEntry(message, promised.order, promised.plan, begun?.told),
  );
  if (accepted.expiresAt !== null) {
    draft.deadlines.push({
      id: `order.expire:${accepted.id}`,
      dueAt: accepted.expiresAt,
      command: { type: 'order.expire', id: accepted.id, dueAt: accepted.expiresAt },
    });
  }
  return viewOrder(order);
}

export function knownOrder(draft: Draft, name: string): Order | undefined {
  const id = read(draft.orderNames, name);
  return id === undefined ? undefined : read(draft.orders, id);
}

function acceptedEntry(message: Message, order: Order): ReturnType<typeof entryOf> {
  return entryOf(message, 'order.accepted.v1', order.id, objectsOf(order, 'ordered'), {
    channel: order.channel,
    externalId: order.externalId,
    requestedFor: order.requestedFor,
    allowBackorder: order.allowBackorder,
    priority: order.priority,
    party: order.party,
    lines: order.lines.map((line) => ({
      line: line.line,
      item: line.item,
      ordered: line.ordered,
      scale: line.scale,
      price: line.price,
    })),
  });
}

function refusedEntry(message: Message, order: Order, rejection: Rejection): ReturnType<typeof entryOf> {
  return entryOf(message, 'order.refused.v1', order.id, objectsOf(order, 'refused'), {
    channel: order.channel,
    externalId: order.externalId,
    code: rejection.rejected,
    ...rejection.facts,
  });
}

function objectsOf(order: Order, qualifier: string): ObjectReference[] {
  const objects: ObjectReference[] = [{ type: 'order', id: order.id, qualifier }];
  if (order.customer !== null) objects.push({ type: 'partner', id: order.customer, qualifier: 'customer' });
  if (order.site !== null) objects.push({ type: 'site', id: order.site, qualifier: 'requested' });
  for (const item of new Set(order.lines.map((line: OrderLine) => line.item)))
    objects.push({ type: 'item', id: item, qualifier: 'ordered' });
  return objects;
}
