import type { ShopTools, ShopOrder } from './state.ts';

const toldMax = 50;

export function tellCustomer(tools: ShopTools, order: ShopOrder, what: string, date: string | null): void {
  order.told.push({ at: tools.instant(tools.now), what, date });
  if (order.told.length > toldMax) order.told.shift();
}
