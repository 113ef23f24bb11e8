// What customers order: order number n is the same in every run of a seed, whatever became of the orders before it.
import { money } from '../system/amount.ts';
import type { Item } from '../system/network.ts';
import { dayMs, hourMs } from '../system/time.ts';
import type { OrderedLine, ShopTools, ShopOptions } from './state.ts';

export interface Demand {
  readonly customer: string;
  readonly lines: readonly OrderedLine[];
  readonly requestedFor: string | null;
  readonly allowBackorder: boolean;
  readonly priority: number;
  readonly shipTo: Readonly<Record<string, unknown>>;
}

const discounts = { A: 0.08, B: 0.03, C: 0 } as const;
const priorities = { A: 7, B: 5, C: 4 } as const;
const largeShare = 0.03;
/** Prices that are typed wrong, or agreed with nobody. */
const oddPriceShare = 0.01;
const names = ['Kim Sommer', 'Alex Winter', 'Robin Vos', 'Sascha Blanc', 'Toni Rossi', 'Maxi Novak'] as const;
const places = [
  { city: 'Hamburg', postalCode: '20457', country: 'DE' },
  { city: 'Lyon', postalCode: '69002', country: 'FR' },
  { city: 'Gent', postalCode: '9000', country: 'BE' },
  { city: 'Graz', postalCode: '8010', country: 'AT' },
  { city: 'Porto', postalCode: '4000', country: 'PT' },
] as const;

/** How long after an order the next comes: by chance, and three times as often by day as by night. */
export function pauseMs(tools: ShopTools, number: number, ordersPerDay: number): number {
  const hour = Math.floor((tools.now % dayMs) / hourMs);
  const pace = hour >= 7 && hour < 19 ? 1.5 : 0.5;
  return Math.ceil((-Math.log(1 - tools.chance(`pause ${number}`)) * dayMs) / (ordersPerDay * pace));
}

export function demandOf(tools: ShopTools, number: number, options: ShopOptions): Demand {
  const { customers, classOf } = tools.market;
  const customer = tools.oneOf(`customer ${number}`, customers).code;
  const kind = classOf(customer);
  const [first] = tools.market.sites.keys();
  const isDated = tools.chance(`dated ${number}`) < 0.12;
  const requestedAt = tools.now + tools.whole(`wanted ${number}`, 2, 9) * dayMs;
  return {
    customer,
    lines: linesOf(tools, number, discounts[kind]),
    requestedFor: isDated ? tools.date(requestedAt, first) : null,
    allowBackorder: tools.chance(`waits ${number}`) < options.backorders,
    priority: priorities[kind],
    shipTo: {
      name: tools.oneOf(`name ${number}`, names),
      address: [`Dock Road ${tools.whole(`street ${number}`, 1, 99)}`],
      ...tools.oneOf(`place ${number}`, places),
    },
  };
}

function linesOf(tools: ShopTools, number: number, discount: number): OrderedLine[] {
  const { items } = tools.market.network;
  const count = 1 + Math.floor(4 * tools.chance(`lines ${number}`) ** 2);
  const lines = new Map<string, OrderedLine>();
  for (let index = 0; index < count; index += 1) {
    // A few items make most of the sales.
    const item = items[Math.floor(items.length * tools.chance(`item ${number} ${index}`) ** 2)];
    if (item !== undefined && !lines.has(item.code))
      lines.set(item.code, lineOf(tools, { number, line: lines.size + 1, item, discount }));
  }
  return [...lines.values()];
}

function lineOf(
  tools: ShopTools,
  { number, line, item, discount }: { number: number; line: number; item: Item; discount: number },
): OrderedLine {
  const isLarge =
    line === 1 && tools.chance(`large ${number}`) < Math.max(largeShare, tools.setting('large_orders', 'rate'));
  const usual = 1 + Math.floor(-4 * Math.log(1 - tools.chance(`quantity ${number} ${line}`)));
  const pack = item.units?.[0];
  const isPacked = pack !== undefined && !isLarge && tools.chance(`packed ${number} ${line}`) < 0.08;
  const quantity = isLarge ? usual * tools.whole(`times ${number}`, 15, 40) : isPacked ? Math.ceil(usual / 4) : usual;
  const isOdd = tools.chance(`odd ${number} ${line}`) < oddPriceShare;
  const cents = tools.market.priceCents(item) * (isPacked ? Number(pack.factor) : 1) * (1 - (isOdd ? 0.6 : discount));
  return {
    line,
    item: item.code,
    quantity,
    unit: isPacked ? pack.unit : item.unit,
    price: money(Math.max(1, Math.round(cents))),
  };
}
