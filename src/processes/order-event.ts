// What outside systems report about an order: written down, posted in the ledger where goods left, and told to its process.
import type { Item } from '#catalog/model.ts';
import assert from '#kernel/assert.ts';
import { read, write } from '#kernel/layer.ts';
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { perUnit } from '#orders/model.ts';
import type { Order } from '#orders/model.ts';
import { statusOf } from '#orders/view.ts';
import { decideStockEvent } from '#stock/events.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import type { ObjectReference } from './entry.ts';
import { isManaged, moveCase, note, repeatCase } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { takeOutMissed } from './fulfilment/missed.ts';
import { writeDown } from './fulfilment/report.ts';
import { callOffTransfers } from './fulfilment/transfer.ts';
import type { LeftLine, MissedLine } from './fulfilment/written.ts';
import { leavesTwice, promiseLeft } from './fulfilment/left-unasked.ts';
import type { Message, OrderEvent } from './message.ts';
import { knownOrder, nameInReference } from './place-order.ts';
import { daysAt } from './days.ts';
import { outsideOf } from './sites-outside.ts';
import { movementsOf, recordIssue } from './stock-event.ts';

export interface OrderEventView {
  readonly status: 'accepted';
  readonly order: string;
  readonly orderStatus: string;
  /** The same was reported before: nothing changed. */
  readonly repeated?: true;
}

/** What the chart hears for each report; the answers of finance are heard as what they mean. */
const heardAs: Partial<Readonly<Record<OrderEvent['kind'], string>>> = {
  'credit.approved': 'hold.released',
  'credit.refused': 'hold.refused',
};

export function orderEvent(
  draft: Draft,
  context: Context,
  message: Message,
  report: OrderEvent,
): OrderEventView | Rejection {
  const { order: reference } = report.data;
  const name = nameInReference(reference);
  const order = name === null ? read(draft.orders, reference) : knownOrder(draft, name);
  if (order === undefined)
    return reject('order_unknown', `No order is called ${reference}.`, { pointer: '/data/order' });
  if (!isManaged(order))
    return reject('order_without_process', `${order.id} is run by no process.`, { pointer: '/data/order' });
  const outside = siteOutside(context, message, order, report);
  if (outside !== null)
    return reject('site_outside_scope', `Site ${outside} is outside the scope of the caller.`, {
      pointer: 'site' in report.data ? '/data/site' : '/data/order',
    });
  const written = writeDown(order, context, message, report);
  if (isRejection(written)) return written;
  const managed: Managed = { ...order, lines: written.lines ?? order.lines, fulfilment: written.fulfilment };
  write(draft.orders, order.id, managed);
  const at = draft.entries.length;
  const before = draft.facts.length;
  const posted = post(draft, context, message, report, { before: order, managed, left: written.left });
  if (isRejection(posted)) return posted;
  const event = written.heard ?? heardAs[report.kind] ?? report.kind;
  const out = missOf(draft, context, message, report, posted.order, written.missed ?? []);
  const movements = movementsOf(draft.facts.slice(before));
  const moved = written.repeated
    ? repeatCase(draft, context, message, out.order, event)
    : moveCase(draft, context, message, out.order, event, {
        report,
        missed: out.missed,
        askedTwice: leavesTwice(report, order, out.order),
      });
  let after = moved.order;
  const oddity = written.oddity ?? (posted.unreserved > 0 ? 'shipped_without_reservation' : null);
  if (oddity !== null) after = note(draft, context, message, after, oddity);
  if (out.isUnclear) after = note(draft, context, message, after, 'count_needed');
  draft.entries.splice(
    at,
    0,
    entryOf(message, report.event.type.replace(/^crossdock\./, ''), order.id, objectsOf(order, report), {
      ...report.data,
      order: order.id,
      eventSource: report.event.source,
      eventId: report.event.id,
      ...(movements.length > 0 && { movements }),
      case: moved.told,
    }),
  );
  return {
    status: 'accepted',
    order: order.id,
    orderStatus: statusOf(after),
    ...(written.repeated && { repeated: true }),
  };
}

/** A site that the report is about and the caller has no right to: that of the goods, or of an order each of its sites. */
function siteOutside(context: Context, { scope }: Message, order: Managed, { data }: OrderEvent): string | null {
  const shipment = 'shipment' in data && !('site' in data) ? data.shipment : null;
  const known = order.fulfilment.shipments.find(({ id }) => id === shipment);
  const codes = 'site' in data ? [data.site] : known === undefined ? order.sites : [known.site];
  return outsideOf(context, scope, codes);
}

/** Goods that left are posted from the order's reservations, component by component; the line facts follow the ledger. */
function post(
  draft: Draft,
  context: Context,
  message: Message,
  report: OrderEvent,
  told: { readonly before: Managed; readonly managed: Managed; readonly left: readonly LeftLine[] },
): { order: Managed; unreserved: number } | Rejection {
  const { before, managed, left } = told;
  if (report.kind !== 'shipment.shipped') return { order: managed, unreserved: 0 };
  const order = promiseLeft(draft, context, before, managed, { ...report.data, left });
  callOffTransfers({ draft, message }, managed, order);
  let unreserved = 0;
  for (const { line, quantity, lot } of left) {
    for (const component of perUnit(line)) {
      const item = context.catalog.item(component.item);
      assert(item !== undefined, `${component.item} was ordered and so is known`);
      const outcome = decideStockEvent(
        draft,
        item,
        {
          kind: 'issued',
          cell: { item: item.code, site: report.data.site, lot: lotOf(line, item, lot), status: 'available' },
          quantity: quantity * component.per,
          expiresOn: null,
          reason: 'sale',
          reference: order.id,
          source: report.event.source,
          sequence: null,
          occurredAt: message.occurredAt,
          asOf: null,
          to: null,
          supply: null,
        },
        { id: order.id, line: line.line },
        (site) => daysAt(context, site, context.now),
      );
      if (isRejection(outcome)) return outcome;
      assert(outcome.unreserved !== undefined, 'an issue tells what of it nobody had reserved');
      unreserved += outcome.unreserved;
    }
  }
  return { order: recordIssue(draft, order, report.data.site), unreserved };
}

/** Goods that were not found are taken out of the promise; the order is written for what follows. */
function missOf(
  draft: Draft,
  context: Context,
  message: Message,
  report: OrderEvent,
  order: Managed,
  missed: readonly MissedLine[],
): ReturnType<typeof takeOutMissed> {
  if (missed.length === 0 || !('release' in report.data)) return { order, missed: null, isUnclear: false };
  const { release } = report.data;
  const out = takeOutMissed(draft, context, message, order, { release, source: report.event.source, missed });
  write(draft.orders, order.id, out.order);
  return out;
}

/** Of a kit the lot is that of the component which is kept in lots. */
function lotOf(line: LeftLine['line'], item: Item, lot: string | null): string {
  return lot === null || (line.components !== null && !item.lots) ? '' : lot;
}

function objectsOf(order: Order, report: OrderEvent): ObjectReference[] {
  const objects: ObjectReference[] = [{ type: 'order', id: order.id, qualifier: report.kind }];
  if ('site' in report.data) objects.push({ type: 'site', id: report.data.site, qualifier: report.kind });
  if ('shipment' in report.data) objects.push({ type: 'shipment', id: report.data.shipment, qualifier: report.kind });
  return objects;
}
