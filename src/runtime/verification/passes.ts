// Everything that the background verifier looks at.
import { allTurns, newTurns, sealedEntries, sealedMovements } from './chain.ts';
import { orders, orderSites, reservations } from './orders.ts';
import type { Pass } from './pass.ts';
import { reserved, stock } from './stock.ts';
import { deadlines, definitions, deliveries, items, partners, sites } from './work.ts';

export const passes: readonly Pass[] = [
  newTurns,
  stock,
  reserved,
  orders,
  orderSites,
  reservations,
  deliveries,
  deadlines,
  items,
  sites,
  partners,
  definitions,
  allTurns,
  sealedEntries,
  sealedMovements,
];

/** The pass under which findings of this name stand. */
export function passOfFindings(name: string): Pass | undefined {
  return passes.find((pass) => pass.name === name);
}
