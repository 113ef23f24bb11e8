// A warehouse that reports stock and not shipments: an issue that names an order with a process is a shipment of its own, known by
// the event that told it, so that it is posted and billed like any other.
import assert from '#kernel/assert.ts';
import { isLive, withRelease, withShipment } from '#orders/fulfilment.ts';
import type { Shipment, ShipmentLine } from '#orders/fulfilment.ts';
import type { Cell } from '#stock/model.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import { moveCase } from './fulfilment/case.ts';
import type { Managed } from './fulfilment/case.ts';
import { sentFrom } from './fulfilment/shipment-report.ts';
import type { EventHead, Message } from './message.ts';

export function shipByStockEvent(
  draft: Draft,
  context: Context,
  message: Message,
  told: { readonly before: Managed; readonly issued: Managed; readonly event: EventHead; readonly cell: Cell },
): void {
  const { before, issued, event, cell } = told;
  const issuedBefore = new Map(before.lines.map((line) => [line.line, line.issued]));
  const lines = issued.lines.flatMap((line): ShipmentLine[] => {
    const known = issuedBefore.get(line.line);
    assert(known !== undefined, 'goods that leave add no line');
    const quantity = line.issued - known;
    return quantity > 0 ? [{ line: line.line, quantity, lot: cell.lot === '' ? null : cell.lot }] : [];
  });
  // Of a kit only a component left: it is sent when the last of them has.
  if (lines.length === 0) return;
  let { fulfilment } = issued;
  const release = fulfilment.releases.find((known) => known.site === cell.site && isLive(known));
  if (release !== undefined) fulfilment = withRelease(fulfilment, sentFrom(release, lines, false));
  const shipment: Shipment = {
    id: `${event.source}#${event.id}`,
    release: release?.id ?? '',
    site: cell.site,
    state: 'shipped',
    lines,
    carrier: null,
    tracking: null,
    cost: null,
    leftAt: context.now,
    expectedOn: null,
    deliveredAt: null,
    issue: { state: 'open', document: null },
    invoice: { state: 'open', document: null },
  };
  const at = draft.entries.length;
  const order: Managed = { ...issued, fulfilment: withShipment(fulfilment, shipment) };
  const moved = moveCase(draft, context, message, order, 'shipment.shipped');
  const objects = [
    { type: 'order', id: order.id, qualifier: 'shipped' },
    { type: 'shipment', id: shipment.id, qualifier: 'shipped' },
  ] as const;
  draft.entries.splice(
    at,
    0,
    entryOf(message, 'order.shipped_by_stock_event.v1', order.id, objects, {
      order: order.id,
      shipment: shipment.id,
      site: cell.site,
      case: moved.told,
    }),
  );
}
