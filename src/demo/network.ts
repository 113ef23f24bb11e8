// The demo network: one distributor with three sites, 200 items and 50 customers, the same for everyone because it is made
// from a seed. Pure: what comes out are documents and events like any ERP and WMS would send them.
import { addDays } from '#kernel/time.ts';
import type { ItemDocument, PartnerDocument, SiteDocument, StockEventData, SupplyData } from '#processes/message.ts';
import { sequenceOf } from './random.ts';
import { customerAttributes, listPriceOf } from './trade.ts';

export interface DemoNetwork {
  readonly sites: readonly SiteDocument[];
  readonly items: readonly ItemDocument[];
  readonly partners: readonly PartnerDocument[];
  readonly openingStock: readonly StockEventData[];
  readonly supplies: readonly SupplyData[];
}

const families = [
  'Hex bolt',
  'Ball bearing',
  'Hydraulic hose',
  'Safety glove',
  'LED lamp',
  'Cable',
  'Paint',
  'Filter',
  'Pump',
  'Valve',
] as const;
const towns = ['Hamburg', 'Lyon', 'Gent', 'Graz', 'Porto', 'Turin', 'Malmö', 'Brno', 'Utrecht', 'Basel'] as const;

const demoSites: readonly SiteDocument[] = [
  { code: 'HAM', name: 'Hamburg distribution centre', company: 'NORTH', zone: 'Europe/Berlin', rank: 1 },
  { code: 'LYO', name: 'Lyon warehouse', company: 'NORTH', zone: 'Europe/Paris', rank: 2 },
  { code: 'LON', name: 'London city hub', company: 'ISLES', zone: 'Europe/London', rank: 3 },
];

/** `today` dates the expiries and the expected supplies. */
export function demoNetwork(today: string, seed = 1): DemoNetwork {
  const random = sequenceOf(seed);
  const pick = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  const items = [
    ...Array.from({ length: 19 }, (_, index) => families.map((family) => stockedItem(family, index + 1))).flat(),
    ...Array.from({ length: 10 }, (_, index) => kit(index)),
  ].map((item) => ({ ...item, attributes: { listPrice: listPriceOf(item), ...item.attributes } }));
  const stocked = items.filter((item) => item.components === undefined);
  return {
    sites: demoSites,
    items,
    partners: [
      ...Array.from({ length: 5 }, (_, round) => towns.map((town, index) => customer(town, round, index))).flat(),
      ...towns.slice(0, 5).map((town, index): PartnerDocument => ({
        code: `V${index + 1}`,
        name: `${town} Works`,
        roles: ['supplier'],
      })),
    ],
    openingStock: stocked.flatMap((item) =>
      demoSites.map((site, rank): StockEventData => ({
        item: item.code,
        site: site.code,
        quantity: pick(rank === 0 ? 80 : 5, rank === 0 ? 600 : 150),
        reason: 'opening',
        ...(item.lots === true && { lot: `L${pick(100, 999)}`, expiresOn: addDays(today, pick(20, 200)) }),
      })),
    ),
    supplies: stocked
      .filter((_, index) => index % 4 === 0)
      .map((item, index): SupplyData => ({
        reference: `PO-${1000 + index}`,
        item: item.code,
        site: 'HAM',
        quantity: pick(100, 400),
        expectedOn: addDays(today, pick(2, 21)),
      })),
  };
}

function customer(town: string, round: number, index: number): PartnerDocument {
  const code = `C${String(round * towns.length + index + 1).padStart(3, '0')}`;
  return {
    code,
    name: `${town} Workshop Supplies ${round + 1}`,
    roles: ['customer'],
    attributes: customerAttributes(code),
  };
}

function stockedItem(family: (typeof families)[number], size: number): ItemDocument {
  return {
    code: `${family.slice(0, 3).toUpperCase()}-${String(size).padStart(3, '0')}`,
    name: `${family}, size ${size}`,
    unit: family === 'Cable' || family === 'Hydraulic hose' ? 'm' : family === 'Paint' ? 'can' : 'each',
    scale: family === 'Cable' || family === 'Hydraulic hose' ? 1 : 0,
    units: family === 'Cable' ? [{ unit: 'drum', factor: '100' }] : [{ unit: 'box', factor: '12' }],
    ...(family === 'Paint' && { lots: true, shelfLifeDays: 365 }),
    // Some units of each lamp are kept for the customers that policies let have them.
    ...(family === 'LED lamp' && { attributes: { protected: '5' } }),
  };
}

/** A pump set: the pump with two valves and a filter. */
function kit(index: number): ItemDocument {
  const size = String(index + 1).padStart(3, '0');
  return {
    code: `SET-${size}`,
    name: `Pump set, size ${index + 1}`,
    unit: 'each',
    components: [
      { item: `PUM-${size}`, quantity: 1 },
      { item: `VAL-${size}`, quantity: 2 },
      { item: `FIL-${size}`, quantity: 1 },
    ],
  };
}
