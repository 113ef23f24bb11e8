// What a warehouse that took a release has not done yet: picked, packed or sent.
import { isUnpicked } from '#orders/fulfilment.ts';
import type { Fulfilment, Shipment } from '#orders/fulfilment.ts';

/** Exception → whether any warehouse is at that step. For what it was asked to give back it is not chased. */
export const stepsBehind = {
  pick_overdue: (fulfilment) =>
    fulfilment.releases.some((release) => release.state === 'accepted' && isUnpicked(fulfilment, release)),
  pack_overdue: (fulfilment) => isAny(fulfilment, 'picked'),
  ship_overdue: (fulfilment) => isAny(fulfilment, 'packed'),
} as const satisfies Readonly<Record<string, (fulfilment: Fulfilment) => boolean>>;

function isAny({ releases, shipments }: Fulfilment, state: Shipment['state']): boolean {
  const accepted = new Set(releases.filter((release) => release.state === 'accepted').map(({ id }) => id));
  return shipments.some((shipment) => shipment.state === state && accepted.has(shipment.release));
}
