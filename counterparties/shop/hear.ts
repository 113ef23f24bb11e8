// What the shop makes of a webhook: the customer is told, and some lose patience.
import { hourMs } from '../system/time.ts';
import type { ShopTools, ShopOptions, ShopOrder } from './state.ts';
import { tellCustomer } from './tell.ts';

type Data = Readonly<Record<string, unknown>>;

/** How customers read what Crossdock calls it. */
export const words: Readonly<Record<string, string>> = {
  'crossdock.order.accepted.v1': 'order received',
  'crossdock.order.promised.v1': 'order promised',
  'crossdock.order.backordered.v1': 'waiting for goods',
  'crossdock.order.changed.v1': 'order changed',
  'crossdock.order.cancelled.v1': 'order cancelled',
  'crossdock.order.closed.v1': 'order complete',
  'crossdock.promise.at_risk.v1': 'may come later',
  'crossdock.promise.changed.v1': 'new date',
};

export function hear(tools: ShopTools, order: ShopOrder, type: string, data: Data, options: ShopOptions): void {
  const what = words[type];
  if (what === undefined) return; // Subscribed to, and no news for a customer.
  const before = order.promisedFor;
  const date = dateOf(type, data);
  if (type === 'crossdock.order.cancelled.v1') order.stage = 'cancelled';
  if (type === 'crossdock.order.closed.v1') order.stage = 'closed';
  if (date !== null) order.promisedFor = date;
  tellCustomer(tools, order, what, date);
  const isLater = date !== null && before !== null && date > before;
  const { externalId } = order;
  if (isLater && tools.chance(`impatient ${externalId}`) < options.impatient)
    tools.schedule({ kind: 'cancel', externalId }, tools.now + tools.whole(`patience ${externalId}`, 1, 6) * hourMs);
}

/** The date a message is about; null where it names none. */
function dateOf(type: string, data: Data): string | null {
  if (type === 'crossdock.promise.at_risk.v1') return textOf(data['expectedOn']);
  if (type === 'crossdock.promise.changed.v1') return textOf(data['after']);
  const portions = Array.isArray(data['portions']) ? (data['portions'] as unknown[]) : [];
  const dates = portions.flatMap((portion) =>
    typeof portion === 'object' && portion !== null && 'promisedFor' in portion
      ? (textOf(portion.promisedFor) ?? [])
      : [],
  );
  return data['backordered'] === undefined ? (dates.toSorted().at(-1) ?? null) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
