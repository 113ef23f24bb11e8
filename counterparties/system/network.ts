// The master data that all systems of a distributor share, in the form in which an ERP exports them, and what each trade knows
// besides: prices, weights, distances. Those are made from the codes, so that the systems agree on them without talking.
import { quantityOf } from './amount.ts';
import { chanceOf, wholeOf } from './random.ts';

export interface Site {
  readonly code: string;
  readonly name: string;
  readonly zone: string;
  readonly rank?: number;
}

export interface Item {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly scale?: number;
  readonly units?: readonly { readonly unit: string; readonly factor: string }[];
  readonly lots?: boolean;
  readonly shelfLifeDays?: number;
  readonly components?: readonly { readonly item: string; readonly quantity: number | string }[];
}

export interface Partner {
  readonly code: string;
  readonly name: string;
  readonly roles: readonly string[];
}

export interface OpeningStock {
  readonly item: string;
  readonly site: string;
  readonly quantity: number | string;
  readonly lot?: string;
  readonly expiresOn?: string;
}

export interface ExpectedSupply {
  readonly reference: string;
  readonly item: string;
  readonly site: string;
  readonly quantity: number | string;
  readonly expectedOn: string;
}

export interface Network {
  readonly sites: readonly Site[];
  readonly items: readonly Item[];
  readonly partners: readonly Partner[];
  readonly openingStock: readonly OpeningStock[];
  readonly supplies: readonly ExpectedSupply[];
}

export type CustomerClass = 'A' | 'B' | 'C';

/** The network with what every trade looks up in it. */
export interface Market {
  readonly network: Network;
  readonly sites: ReadonlyMap<string, Site>;
  readonly items: ReadonlyMap<string, Item>;
  readonly customers: readonly Partner[];
  /** One that is known to be there. */
  item: (code: string) => Item;
  /** List price of the base unit, in cents. */
  priceCents: (item: Item) => number;
  /** What the base unit costs to buy, in cents. */
  costCents: (item: Item) => number;
  weightGrams: (item: Item) => number;
  classOf: (customer: string) => CustomerClass;
  creditLimitCents: (customer: string) => number;
  distanceKm: (site: string, customer: string) => number;
  /** A quantity in the base unit; null when the item has no such unit. */
  inBaseUnit: (item: Item, quantity: number, unit: string | null) => number | null;
  /** What stands on the shelf for one of the item: itself, or the components of a kit. */
  shelved: (item: Item) => readonly { readonly item: string; readonly quantity: number }[];
}

const tradeSeed = 7;
const limitsEuro = { A: 60_000, B: 20_000, C: 6_000 } as const;

export function marketOf(network: Network): Market {
  const items = new Map(network.items.map((item) => [item.code, item]));
  const shelved = (item: Item): readonly { readonly item: string; readonly quantity: number }[] =>
    item.components?.map((part) => ({ item: part.item, quantity: quantityOf(part.quantity, 'components') })) ?? [
      { item: item.code, quantity: 1 },
    ];
  const total = (item: Item, of: (part: Item) => number): number =>
    shelved(item).reduce((sum, part) => {
      const component = items.get(part.item);
      return component === undefined ? sum : sum + of(component) * part.quantity;
    }, 0);
  /** Most goods are cheap, some are not: 0.50 to about 120 euros. */
  const basePriceCents = (item: Item): number =>
    50 + Math.round(12_000 * chanceOf(tradeSeed, `price ${item.code}`) ** 3);
  const classOf = (customer: string): CustomerClass => {
    const place = chanceOf(tradeSeed, `class ${customer}`);
    return place < 0.2 ? 'A' : place < 0.6 ? 'B' : 'C';
  };
  return {
    network,
    sites: new Map(network.sites.map((site) => [site.code, site])),
    items,
    item: (code) => {
      const item = items.get(code);
      if (item === undefined) throw new RangeError(`bug: the item ${code} is not in the network`);
      return item;
    },
    customers: network.partners.filter((partner) => partner.roles.includes('customer')),
    priceCents: (item) => Math.round(total(item, basePriceCents) * (item.components === undefined ? 1 : 0.95)),
    costCents: (item) =>
      Math.round(total(item, (part) => basePriceCents(part) * (0.55 + 0.2 * chanceOf(tradeSeed, `cost ${part.code}`)))),
    weightGrams: (item) =>
      Math.round(total(item, (part) => wholeOf(tradeSeed, `weight ${part.code}`, { min: 20, max: 2_500 }))),
    classOf,
    creditLimitCents: (customer) => limitsEuro[classOf(customer)] * 100,
    distanceKm: (site, customer) => wholeOf(tradeSeed, `distance ${site} ${customer}`, { min: 30, max: 1_400 }),
    inBaseUnit: (item, quantity, unit) => {
      if (unit === null || unit === item.unit) return quantity;
      const factor = item.units?.find((other) => other.unit === unit)?.factor;
      return factor === undefined ? null : quantityOf(quantity * Number(factor), 'quantity');
    },
    shelved,
  };
}
