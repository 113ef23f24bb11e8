// What a mapping that goes out is told of the order that its lane is about. The journal has our id of it alone: names that other
// systems know it by, and where it goes to, are read when it is sent. Once erased, an address is gone here too.

import { shipmentFacts, storedShipment } from './shipment-facts.ts';
import type { ShipmentFacts, StoredShipment } from './shipment-facts.ts';

export interface OrderFacts {
  readonly id: string;
  readonly channel: string;
  readonly externalId: string;
  readonly customer: string | null;
  readonly lines: readonly {
    readonly line: number;
    readonly item: string;
    /** Of one unit, as it was ordered; null: none was said. */
    readonly price: { readonly amount: string; readonly currency: string } | null;
  }[];
  /** Name and address; null when it has none, or they were erased. */
  readonly shipTo: Readonly<Record<string, unknown>> | null;
  /** The one that the event names; left out or null: none. */
  readonly shipment?: StoredShipment | null;
}

/** What the mapping gets beside the event. */
export function orderAndShipment(facts: OrderFacts | null): {
  readonly order: object | null;
  readonly shipment?: ShipmentFacts;
} {
  if (facts === null) return { order: null };
  const { shipment, ...order } = facts;
  return { order, ...(shipment !== null && shipment !== undefined && { shipment: shipmentFacts(shipment) }) };
}

/** A column of a query over `deliveries d`. The event itself is sent without. */
export const orderFacts = `case when d.operation is not null then (
         select json_build_object('id', o.id, 'channel', o.channel, 'externalId', o.external_id, 'customer', o.customer, 'shipTo', p.details,
           'shipment', ${storedShipment},
           'lines', (select json_agg(json_build_object('line', l.line, 'item', l.item, 'price', l.price) order by l.line) from json_to_recordset(o.document::json -> 'lines') as l (line int, item text, price json)))
         from orders o
         left join party_details p on p.id = o.document::json ->> 'party'
         where o.id = d.lane
       ) end as "order"`;
