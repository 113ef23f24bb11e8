// From lines to a plan to reservations: shared by orders, changes, reservations and the availability question.
import type { Catalog, Item, Site } from '#catalog/model.ts';
import { limits } from '#kernel/limits.ts';
import { divFloor } from '#kernel/quantity.ts';
import { inScope } from '#kernel/scope.ts';
import type { Scope } from '#kernel/scope.ts';
import { addDays, localDate, localTime } from '#kernel/time.ts';
import { kitOf } from '#orders/decide.ts';
import { evolve } from '#stock/evolve.ts';
import type { Part, StockDraft } from '#stock/model.ts';
import type { Component, Piece } from '#stock/plan-model.ts';
import type { Demand, PlanSite } from '#stock/plan.ts';
import { perUnit } from '#orders/model.ts';

/** The sites an order may be promised from, most preferred first. */
export function candidateSites(catalog: Catalog, scope: Scope, only: string | null): readonly Site[] {
  const named = only === null ? undefined : catalog.site(only);
  const sites = only === null ? catalog.sitesByRank() : named?.active === true ? [named] : [];
  if (scope.sites === undefined && scope.companies === undefined) return sites.slice(0, limits.sitesPerItemMax);
  return sites.filter((site) => inScope(scope, site)).slice(0, limits.sitesPerItemMax);
}

export function planSites(sites: readonly Site[], now: number): PlanSite[] {
  return sites.map((site) => ({ code: site.code, leavesFrom: leavesFrom(site, now) }));
}

/** The first day on which goods of the site can leave: today until its cut-off. */
export function leavesFrom({ zone, cutOff }: Pick<Site, 'zone' | 'cutOff'>, now: number): string {
  const today = localDate(now, zone);
  return cutOff === undefined || localTime(now, zone) < cutOff ? today : addDays(today, 1);
}

/** A date that is over at every site. Today is not, even after the cut-off: what was wanted today leaves tomorrow. */
export function isPast(date: string, sites: readonly Site[], now: number): boolean {
  return sites.every(({ zone }) => date < localDate(now, zone));
}

export function demandOf(item: Item, line: number, quantity: number, catalog: Catalog): Demand {
  return { line, quantity, components: componentsOf(item, kitOf(item, catalog)) };
}

/** What one unit takes out of stock, of an item that was promised with these components: a stocked item is its own only one. */
export function componentsOf(item: Item, kit: readonly Component[] | null): readonly Component[] {
  return kit ?? [{ item: item.code, per: 1, lots: item.lots }];
}

export function componentCodes(item: Item): readonly string[] {
  return item.components.length === 0 ? [item.code] : item.components.map((component) => component.item);
}

/** Reserves the pieces of a plan for a holder, numbering its parts from `first`. */
export function reservePieces(draft: StockDraft, holder: string, first: number, pieces: readonly Piece[]): void {
  for (const [index, piece] of pieces.entries()) {
    evolve(draft, {
      fact: 'reserved',
      part: {
        holder,
        part: first + index,
        line: piece.line,
        item: piece.item,
        site: piece.site,
        quantity: piece.quantity,
        inbound: piece.inbound,
        supply: piece.supply,
        posted: 0,
        state: 'pending',
        reported: {},
      },
    });
  }
}

/** How many whole units of the line its parts have posted: for a kit, as many as its scarcest component. */
export function issuedUnits(
  parts: readonly Part[],
  promised: { readonly item: string; readonly components: readonly Component[] | null },
): number {
  const components = perUnit(promised);
  return Math.min(...components.map(({ item, per }) => divFloor(postedOf(parts, item), per)));
}

export function postedOf(parts: readonly Part[], item: string): number {
  let posted = 0;
  for (const part of parts) if (part.item === item) posted += part.posted;
  return posted;
}
