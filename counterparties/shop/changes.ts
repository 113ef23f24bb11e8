// Customers who change their minds: another quantity, another date, or nothing at all.
import { dayMs } from '../system/time.ts';
import type { ShopDesk, ShopOrder, ShopState } from './state.ts';

export function changeOrder(
  desk: ShopDesk,
  state: ShopState,
  kind: 'change' | 'move' | 'cancel',
  externalId: string,
): void {
  const order = state.orders.get(externalId);
  if (order?.stage !== 'confirmed' || order.id === null) return; // Refused, cancelled or complete meanwhile.
  const to = { about: externalId, order: order.id };
  if (kind === 'cancel') {
    const id = desk.ask({ kind, ...to, body: { reason: 'customer changed their mind' } });
    state.asked.set(id, { externalId, kind });
    return;
  }
  const body = kind === 'change' ? otherQuantity(desk, order) : otherDate(desk, order);
  state.asked.set(desk.ask({ kind: 'change', ...to, body }), { externalId, kind: 'change' });
}

function otherQuantity(desk: ShopDesk, order: ShopOrder): { readonly lines: ShopOrder['lines'] } {
  const isMore = desk.chance(`more ${order.externalId}`) < 0.5;
  order.lines = order.lines.map((line, index) =>
    index > 0 ? line : { ...line, quantity: isMore ? line.quantity + 2 : Math.ceil(line.quantity / 2) },
  );
  return { lines: order.lines };
}

function otherDate(desk: ShopDesk, order: ShopOrder): { readonly requestedFor: string } {
  const [first] = desk.market.sites.keys();
  const days = desk.whole(`moved ${order.externalId}`, 2, 7);
  order.requestedFor = desk.date(desk.now + days * dayMs, first);
  return { requestedFor: order.requestedFor };
}
