// What Crossdock itself knows of goods that came and left, as events of EPCIS: made of the journal, as far as items have GTINs and sites
// GLNs. What has none is left out. Pure.
import { elementFaults } from '#gs1/elements/element.ts';
import { readKey } from '#gs1/keys/keys.ts';
import { printDigitalLink } from '#gs1/links/digital-link.ts';
import type { EpcisEvent, QuantityElement } from '#gs1/epcis/model.ts';

/** Entries of the journal that events are made of. */
export const goodsTypes = [
  'crossdock.stock.received.v1',
  'crossdock.stock.issued.v1',
  'crossdock.shipment.shipped.v1',
] as const;

export interface GoodsEntry {
  readonly position: number;
  readonly ordinal: number;
  readonly type: (typeof goodsTypes)[number];
  readonly occurredAt: string;
  readonly movements: readonly Movement[];
  /** Of goods that left for an order. */
  readonly shipment: string | null;
  readonly reference: string | null;
  /** As the warehouse told when it packed the shipment; null: it did not. */
  readonly packed: { readonly at: string; readonly packages: readonly string[] } | null;
}

export interface Movement {
  readonly item: string;
  readonly site: string;
  readonly lot: string;
  readonly quantity: number;
}

export interface ItemNames {
  readonly gtin: string | null;
  readonly scale: number;
  readonly unit: string;
}

export interface Names {
  readonly items: ReadonlyMap<string, ItemNames>;
  /** GLN by site. */
  readonly glns: ReadonlyMap<string, string>;
}

/** Where goods came from is not told by a receipt, and where they go to is personal data: neither is said. */
export function goodsEvents(entry: GoodsEntry, names: Names): EpcisEvent[] {
  const isReceived = entry.type === 'crossdock.stock.received.v1';
  const moved = entry.movements.filter(({ quantity }) => (isReceived ? quantity > 0 : quantity < 0));
  return [...Map.groupBy(moved, ({ site }) => site)].flatMap(([site, movements]) => {
    const place = placeOf(names.glns.get(site));
    const quantities = movements.flatMap((movement) => quantityOf(movement, names.items.get(movement.item)) ?? []);
    if (place === null || quantities.length === 0) return [];
    return isReceived ? [received(entry, place, quantities)] : left(entry, place, quantities);
  });
}

interface Place {
  readonly gln: string;
  readonly uri: string;
}

function received(entry: GoodsEntry, { gln, uri }: Place, quantityList: readonly QuantityElement[]): EpcisEvent {
  return {
    ...base(entry, 'ObjectEvent', entry.occurredAt),
    quantityList,
    action: 'OBSERVE',
    bizStep: 'receiving',
    disposition: 'in_progress',
    readPoint: { id: uri },
    bizLocation: { id: uri },
    ...transaction(gln, entry.reference),
  };
}

/** Packages with an SSCC leave by it. Only of a single package is it known what is in it. */
function left(entry: GoodsEntry, { gln, uri }: Place, quantityList: readonly QuantityElement[]): EpcisEvent[] {
  const { packed, shipment, reference } = entry;
  const all = packed?.packages ?? [];
  const ssccs = all.flatMap((id) => ssccOf(id) ?? []);
  const [only] = all.length === 1 ? ssccs : [];
  const shipped: EpcisEvent = {
    ...base(entry, 'ObjectEvent', entry.occurredAt),
    ...(ssccs.length > 0 && { epcList: ssccs }),
    quantityList,
    action: 'OBSERVE',
    bizStep: 'shipping',
    disposition: 'in_transit',
    readPoint: { id: uri },
    ...transaction(gln, shipment ?? reference),
  };
  if (only === undefined || packed === null) return [shipped];
  const aggregated: EpcisEvent = {
    ...base(entry, 'AggregationEvent', packed.at),
    parentID: only,
    childQuantityList: quantityList,
    action: 'ADD',
    bizStep: 'packing',
    disposition: 'in_progress',
    readPoint: { id: uri },
    bizLocation: { id: uri },
    ...transaction(gln, shipment),
  };
  return [aggregated, shipped];
}

/** With its place in the journal, so that goods that moved twice in the same way are two events. */
function base({ position, ordinal }: GoodsEntry, type: string, eventTime: string): EpcisEvent {
  return {
    type,
    eventTime,
    eventTimeZoneOffset: '+00:00',
    extensions: [{ name: '{https://crossdock.dev/epcis/}entry', value: `${position}.${ordinal}` }],
  };
}

/** CBV 8.5.2: a number of the party whose GLN stands before it. */
function transaction(gln: string, number: string | null): Pick<EpcisEvent, 'bizTransactionList'> {
  if (number === null || number === '') return {};
  return { bizTransactionList: [{ bizTransaction: `urn:epcglobal:cbv:bt:${gln}:${encodeURIComponent(number)}` }] };
}

function placeOf(gln: string | undefined): Place | null {
  const uri = gln === undefined ? null : linkOf('gln', gln);
  return gln === undefined || uri === null ? null : { gln, uri };
}

/** Package numbers are those of labels: with the identifier (00) before the SSCC, or without it. */
function ssccOf(id: string): string | null {
  const digits = /^\(?00\)?(\d{18})$/.exec(id)?.[1] ?? id;
  return /^\d{18}$/.test(digits) ? linkOf('sscc', digits) : null;
}

/** Null: its check digit is wrong, or it is none. */
function linkOf(kind: 'gtin' | 'gln' | 'sscc', digits: string, lot?: string): string | null {
  const { element, faults } = readKey(kind, digits);
  if (faults.length > 0) return null;
  // A lot that the standard could not have on a label is not said: the item is.
  const lots = lot === undefined || lot === '' ? [] : [{ ai: '10', value: lot, position: 0 }];
  const own = lots.filter((one) => elementFaults(one).length === 0);
  return printDigitalLink([element, ...own]).uri;
}

const measures: Readonly<Record<string, string>> = {
  kg: 'KGM',
  g: 'GRM',
  t: 'TNE',
  m: 'MTR',
  cm: 'CMT',
  mm: 'MMT',
  l: 'LTR',
  ml: 'MLT',
  m2: 'MTK',
  m3: 'MTQ',
};

/** What is measured needs a unit of UN/ECE recommendation 20; what is counted has none. */
function quantityOf({ lot, quantity }: Movement, item: ItemNames | undefined): QuantityElement | null {
  if (item?.gtin == null) return null;
  const epcClass = linkOf('gtin', item.gtin, lot);
  const uom = measures[item.unit.toLowerCase()];
  if (epcClass === null || (item.scale > 0 && uom === undefined)) return null;
  return { epcClass, quantity: decimal(Math.abs(quantity), item.scale), ...(uom !== undefined && { uom }) };
}

function decimal(steps: number, scale: number): string {
  const digits = String(steps).padStart(scale + 1, '0');
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - scale);
  return scale === 0 ? digits : fraction === '' ? whole : `${whole}.${fraction}`;
}
