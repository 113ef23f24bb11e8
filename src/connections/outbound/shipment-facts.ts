// What a mapping that goes out is told of the shipment that its event names: packages as the warehouse told them when it packed, and
// weight and volume of those or of the items. Read when it is sent, like the names of the order: the event itself stays as it was
// decided. Pure but for the words of the query.
import { showQuantity } from '#kernel/quantity.ts';

export interface StoredShipment {
  readonly id: string;
  readonly release: string;
  readonly lines:
    | readonly {
        readonly line: number;
        readonly item: string;
        readonly quantity: number;
        readonly scale: number;
        readonly unit: string;
        readonly attributes: Readonly<Record<string, string>> | null;
      }[]
    | null;
  readonly packages: readonly { readonly id: string; readonly weightGrams?: number }[] | null;
}

export interface ShipmentFacts {
  readonly id: string;
  readonly release: string;
  /** Empty: the warehouse did not tell. */
  readonly packages: readonly { readonly id: string; readonly weightGrams?: number }[];
  /** Of the packages, if each was weighed; otherwise of the goods, if each item's attributes say it. Null: nobody knows. */
  readonly weightGrams: number | null;
  /** Of the goods, without what they are packed in. */
  readonly volumeCm3: number | null;
  readonly lines: readonly {
    readonly line: number;
    readonly item: string;
    readonly quantity: number;
    readonly unit: string;
  }[];
}

export function shipmentFacts({ id, release, lines, packages }: StoredShipment): ShipmentFacts {
  const goods = lines ?? [];
  const weighed = packages ?? [];
  return {
    id,
    release,
    packages: weighed,
    weightGrams: sumOf(weighed.map(({ weightGrams }) => weightGrams)) ?? ofItems(goods, 'weightGrams'),
    volumeCm3: ofItems(goods, 'volumeCm3'),
    lines: goods.map(({ line, item, quantity, scale, unit }) => ({
      line,
      item,
      quantity: showQuantity(quantity, scale),
      unit,
    })),
  };
}

/** By an attribute of the items, which says it of one base unit. Rounded up: who carries it plans for no less. */
function ofItems(goods: NonNullable<StoredShipment['lines']>, attribute: string): number | null {
  const sum = sumOf(
    goods.map(({ quantity, scale, attributes }) => {
      const text = attributes?.[attribute];
      return text !== undefined && /^\d{1,12}(?:\.\d{1,6})?$/.test(text)
        ? showQuantity(quantity, scale) * Number(text)
        : undefined;
    }),
  );
  return sum === null ? null : Math.ceil(Number(sum.toFixed(6)));
}

/** Null: of one it is not known, or there is none. */
function sumOf(numbers: readonly (number | undefined)[]): number | null {
  let sum = 0;
  for (const number of numbers) {
    if (number === undefined) return null;
    sum += number;
  }
  return numbers.length === 0 ? null : sum;
}

/** A StoredShipment in a query over `deliveries d` and its order `o`; null where the event names no shipment of it. */
export const storedShipment = `case when d.type similar to 'crossdock.(transport|shipment|invoice).%' then (
           select json_build_object('id', s.id, 'release', s.release,
             'lines', (
               select json_agg(json_build_object('line', sl.line, 'item', i.code, 'quantity', sl.quantity, 'scale', i.scale,
                 'unit', i.document ->> 'unit', 'attributes', i.document -> 'attributes'))
               from json_to_recordset(s.lines) as sl (line int, quantity bigint)
               join json_to_recordset(o.document::json -> 'lines') as ol (line int, item text) on ol.line = sl.line
               join items i on i.code = ol.item
             ),
             'packages', (
               select packed.entry::json -> 'data' -> 'packages'
               from journal packed
               where packed.subject = o.id collate "default" and packed.type = 'crossdock.shipment.packed.v1'
                 and packed.entry::json -> 'data' ->> 'release' = s.release
                 and s.id in (packed.entry::json -> 'data' ->> 'shipment', (packed.entry::json -> 'data' ->> 'shipment') || substring(s.release from '-[^-]*$'))
               order by packed.turn_id desc, packed.ordinal desc
               limit 1
             ))
           from journal asked
           join json_to_recordset(o.document::json -> 'fulfilment' -> 'shipments') as s (id text, release text, lines json)
             on s.id = asked.entry::json -> 'data' ->> 'shipment'
           where asked.turn_id = d.turn_id and asked.ordinal = d.ordinal
           limit 1
         ) end`;
