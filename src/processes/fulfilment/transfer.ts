// A transfer: goods of another site are reserved where they lie and asked to be moved to the site that the order is served from.
import assert from '#kernel/assert.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { promise } from '#orders/decide.ts';
import type { Alternative } from '#orders/fulfilment.ts';
import type { OrderLine, OrderPortion } from '#orders/model.ts';
import { entryOf } from '../entry.ts';
import type { ObjectReference } from '../entry.ts';
import { reservePieces } from '../promise.ts';
import { planTransfer } from './alternatives.ts';
import { keep } from './run.ts';
import type { Run } from './run.ts';

export function requestTransfer(
  run: Run,
  late: readonly OrderLine[],
  { date }: Alternative,
  without: ReadonlySet<string>,
): void {
  const { order, message, draft } = run;
  const { site: toSite } = order;
  assert(toSite !== null && date !== null, 'it is offered with a date, for an order that is served from one site');
  const planned = planTransfer(run, late, without);
  assert(planned !== null, 'it was looked whether they are there');
  const [first] = planned.portions;
  assert(first !== undefined, 'something is late, and all of it was found');
  reservePieces(draft, order.id, order.nextPart, planned.pieces);
  const portions = planned.portions.map((portion): OrderPortion => ({ ...portion, promisedFor: date, toSite }));
  const lines = order.lines.map((line) =>
    late.some((one) => one.line === line.line) ? { ...line, backordered: 0 } : line,
  );
  const { fulfilment } = order;
  run.order = { ...promise({ ...order, lines }, { ...planned, portions }, toSite), fulfilment };
  keep(run);
  const objects: ObjectReference[] = [
    { type: 'order', id: order.id, qualifier: 'transferred for' },
    { type: 'site', id: first.site, qualifier: 'transferred from' },
    { type: 'site', id: toSite, qualifier: 'transferred to' },
  ];
  draft.entries.push(
    entryOf(message, 'transfer.requested.v1', order.id, objects, {
      order: order.id,
      from: first.site,
      to: toSite,
      lines: late.map((line) => ({
        line: line.line,
        item: line.item,
        quantity: showQuantity(line.backordered, line.scale),
        unit: line.unit,
      })),
    }),
  );
}
