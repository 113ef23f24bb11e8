import type { ShopDesk, ShopOrder } from './state.ts';

const toldMax = 50;

export function tellCustomer(desk: ShopDesk, order: ShopOrder, what: string, date: string | null): void {
  order.told.push({ at: desk.instant(desk.now), what, date });
  if (order.told.length > toldMax) order.told.shift();
}
