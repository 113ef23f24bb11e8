// What of an order is promised and does not come, for the cause that endangers its promise: what waits for a late supply, what a
// silent warehouse was asked for, what another site was to move here. Whatever is done instead takes its place.
import { isSilent, sitesThatRefused } from '#orders/fulfilment.ts';
import type { RecoveryOption, RiskCause } from '#orders/fulfilment.ts';
import { perUnit } from '#orders/model.ts';
import type { OrderLine } from '#orders/model.ts';
import { readParts } from '#stock/read.ts';
import type { Lost } from './replan.ts';
import type { Run } from './run.ts';

/** Whole units of its lines, by site. */
export function stuck(run: Run, cause: RiskCause | null): readonly Lost[] {
  switch (cause) {
    case 'supply_late':
      return onSupplies(run);
    case 'warehouse_silent':
      return unanswered(run);
    case 'transfer_late':
      return notMoved(run);
    case 'short_pick':
    case 'late_carrier':
    case 'stock_lost':
    case 'warehouse_late':
    case 'held':
    case null:
      return [];
  }
}

/** Goods of a silent warehouse can leave from another site; that it is silent is no reason to replace them, or to send it more. */
export function stuckFor(option: RecoveryOption, cause: RiskCause): RiskCause | null {
  return cause === 'warehouse_silent' && option !== 'other_site' ? null : cause;
}

/**
 * Of the lines, what is still to be found: what nobody has, and what is stuck. Of a silent warehouse only what it was asked for:
 * that can leave from another site, whatever nobody has.
 */
export function lateLines(run: Run, cause: RiskCause | null): OrderLine[] {
  const goods = stuck(run, cause);
  const late = run.order.lines.map((line) => {
    const more = goods.reduce((sum, one) => sum + (one.line === line.line ? one.quantity : 0), 0);
    return { ...line, backordered: more + (cause === 'warehouse_silent' ? 0 : line.backordered) };
  });
  return late.filter(({ backordered }) => backordered > 0);
}

/**
 * Where the order is served from, or its goods are stuck, is not asked again, nor a site whose warehouse refused the goods. What is
 * to be moved to where the order is served from may have come there otherwise.
 */
export function placesWithout(run: Run, cause: RiskCause | null): ReadonlySet<string> {
  const { site, lines, fulfilment } = run.order;
  const places = new Set(lines.flatMap(({ line }) => [...sitesThatRefused(fulfilment, line)]));
  for (const one of stuck(run, cause)) places.add(one.site);
  return site === null || cause === 'transfer_late' ? places : places.add(site);
}

/** What waits for supplies, where one of them is late: of a kit as many as miss a component. */
function onSupplies(run: Run): readonly Lost[] {
  const parts = readParts(run.draft, run.order.id).filter(({ state, inbound }) => state === 'pending' && inbound > 0);
  return run.order.lines.flatMap(({ line, item, components }) =>
    [...Map.groupBy(parts, ({ site }) => site)].flatMap(([site, there]) => {
      const units = perUnit({ item, components }).map((component) => {
        const own = there.filter((part) => part.line === line && part.item === component.item);
        return Math.ceil(own.reduce((sum, { inbound }) => sum + inbound, 0) / component.per);
      });
      const quantity = Math.max(...units);
      return quantity > 0 ? [{ line, site, quantity, toSite: null, waits: true as const }] : [];
    }),
  );
}

function unanswered({ order }: Run): readonly Lost[] {
  return order.fulfilment.releases
    .filter(isSilent)
    .flatMap(({ site, lines }) =>
      lines.map(({ line, quantity, shipped }) => ({ line, site, quantity: quantity - shipped, toSite: null })),
    );
}

function notMoved({ order }: Run): readonly Lost[] {
  return order.lines.flatMap(({ portions }) =>
    portions.flatMap(({ line, site, quantity, toSite }) =>
      toSite === undefined ? [] : [{ line, site, quantity, toSite }],
    ),
  );
}
