// Customers who change their minds: another quantity, another date, or nothing at all.
import { dayMs } from '../system/time.ts';
import type { ShopTools, ShopOrder, ShopState } from './state.ts';

export function changeOrder(
  tools: ShopTools,
  state: ShopState,
  kind: 'change' | 'move' | 'cancel',
  externalId: string,
): void {
  const order = state.orders.get(externalId);
  if (order?.stage !== 'confirmed' || order.id === null) return; // Refused, cancelled or complete meanwhile.
  const to = { about: externalId, order: order.id };
  if (kind === 'cancel') {
    const id = tools.ask({ kind, ...to, body: { reason: 'customer changed their mind' } });
    state.asked.set(id, { externalId, kind });
    return;
  }
  const body = kind === 'change' ? otherQuantity(tools, order) : otherDate(tools, order);
  state.asked.set(tools.ask({ kind: 'change', ...to, body }), { externalId, kind: 'change' });
}

function otherQuantity(tools: ShopTools, order: ShopOrder): { readonly lines: ShopOrder['lines'] } {
  const isMore = tools.chance(`more ${order.externalId}`) < 0.5;
  order.lines = order.lines.map((line, index) =>
    index > 0 ? line : { ...line, quantity: isMore ? line.quantity + 2 : Math.ceil(line.quantity / 2) },
  );
  return { lines: order.lines };
}

function otherDate(tools: ShopTools, order: ShopOrder): { readonly requestedFor: string } {
  const [first] = tools.market.sites.keys();
  const days = tools.whole(`moved ${order.externalId}`, 2, 7);
  order.requestedFor = tools.date(tools.now + days * dayMs, first);
  return { requestedFor: order.requestedFor };
}
