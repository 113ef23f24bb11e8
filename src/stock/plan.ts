// The plan: which stock of which site answers a demand, and when. The same plan is made for the question ("availability") and
// for the promise ("reserve"), so that they cannot disagree.
//
// Sites are taken in order of preference (the caller's list):
//   1. the first site that can fill every line whole from stock;
//   2. otherwise line by line: the first site that can fill the line whole;
//   3. otherwise what each site has, in order;
//   4. what is still open: from expected supplies, earliest date first, when the requested date or a backorder allows it;
//   5. the rest is backordered.
// A demand that must come from one site is planned there alone: at the one that fills most of its lines whole, the first of equals.
// A kit is filled whole at one site: its components are reserved together or not at all. Lines of one demand share one
// working copy of stock, so two lines with the same item (or kits with the same component) never count a unit twice.
import { divFloor } from '#kernel/quantity.ts';
import { readBalance, readDetails, readSupplies } from './read.ts';
import { openQuantity, stockKey } from './model.ts';
import type { StockDraft } from './model.ts';
import type { Piece, Plan, Portion } from './plan-model.ts';

export interface Demand {
  readonly line: number;
  readonly components: readonly { readonly item: string; readonly per: number; readonly lots: boolean }[];
  readonly quantity: number;
}

export interface PlanSite {
  readonly code: string;
  /** The first day on which its goods can leave, in its zone: goods on hand are promised for it. */
  readonly leavesFrom: string;
}

export interface PlanOptions {
  readonly sites: readonly PlanSite[];
  /** Date the goods are wanted; null means as soon as possible. */
  readonly requestedFor: string | null;
  /** Promise on supplies later than requestedFor too, and leave the rest as a backorder. */
  readonly allowBackorder: boolean;
  /** Everything from one site: of several that cannot fill it whole, the one that fills most lines. Left out: no. */
  readonly oneSite?: boolean;
  /** What is not for this demand, of an item at each site: kept for others. Left out: nothing. */
  readonly keptBack?: (item: string) => number;
  /** What of an item those who wait for it are to be served with first, until they were; null: nobody is. Left out: nobody. */
  readonly spokenFor?: (item: string) => number | null;
  /** What the demand held until now and may have again, whoever waits for it. Left out: nothing. */
  readonly given?: (item: string, site: string) => Given;
}

/** On hand, and by supply. */
export interface Given {
  readonly onHand: number;
  readonly supplies: ReadonlyMap<string, number>;
}

const nothing: Given = { onHand: 0, supplies: new Map() };

interface Work {
  readonly draft: StockDraft;
  readonly options: PlanOptions;
  /** item × site → taken from stock by this plan */
  readonly taken: Map<string, number>;
  /** supply at item × site → taken from it by this plan */
  readonly takenInbound: Map<string, number>;
  readonly pieces: Piece[];
  readonly portions: Portion[];
}

export function plan(draft: StockDraft, demands: readonly Demand[], asked: PlanOptions): Plan {
  const probe: Work = { draft, options: asked, taken: new Map(), takenInbound: new Map(), pieces: [], portions: [] };
  const whole = asked.sites.find((site) => fitsWhole(probe, demands, site));
  const only = whole === undefined && asked.oneSite === true ? bestSite(probe, demands) : undefined;
  const options = only === undefined ? asked : { ...asked, sites: [only] };
  const work: Work = { ...probe, options };
  const open = demands.map((demand) => ({ demand, quantity: demand.quantity }));
  if (whole !== undefined) {
    for (const demand of demands) take(work, demand, whole, demand.quantity);
    return { pieces: work.pieces, portions: work.portions, open: [] };
  }
  for (const entry of open) {
    const filler = options.sites.find((site) => capacity(work, entry.demand, site) >= entry.quantity);
    for (const site of filler === undefined ? options.sites : [filler]) {
      const quantity = Math.min(entry.quantity, capacity(work, entry.demand, site));
      if (quantity > 0) take(work, entry.demand, site, quantity);
      entry.quantity -= quantity;
    }
  }
  for (const entry of open) if (entry.quantity > 0) entry.quantity -= takeInbound(work, entry.demand, entry.quantity);
  return {
    pieces: work.pieces,
    portions: work.portions,
    open: open
      .filter((entry) => entry.quantity > 0)
      .map((entry) => ({ line: entry.demand.line, quantity: entry.quantity })),
  };
}

/** Looks at every line even when one does not fit while something is not loaded yet, so that one pass notes all that is missing. */
function fitsWhole(work: Work, demands: readonly Demand[], site: PlanSite): boolean {
  const wanted = new Map<string, number>();
  let fits = true;
  for (const demand of demands) {
    for (const component of demand.components) {
      const units = (wanted.get(component.item) ?? 0) + component.per * demand.quantity;
      if (units > free(work, component, site)) fits = false;
      if (!fits && work.draft.missing.balances.size + work.draft.missing.details.size === 0) return false;
      wanted.set(component.item, units);
    }
  }
  return fits;
}

/** Looks at every site and line, so that one pass notes all that is missing. */
function bestSite(work: Work, demands: readonly Demand[]): PlanSite | undefined {
  const [best] = work.options.sites
    .map((site) => ({
      site,
      lines: demands.filter((demand) => capacity(work, demand, site) >= demand.quantity).length,
    }))
    .toSorted((one, other) => other.lines - one.lines);
  return best?.site;
}

/** How much of the demand the site can fill from stock now. */
function capacity(work: Work, demand: Demand, site: PlanSite): number {
  return Math.min(...demand.components.map((component) => divFloor(free(work, component, site), component.per)));
}

/**
 * Sellable − reserved, less lots that expire on or before the wanted date, and less what this plan took. Reservations are
 * counted against the lots that stay, because their own dates are not known here: never too much, at times too little.
 */
function free(work: Work, component: Demand['components'][number], site: PlanSite): number {
  const balance = readBalance(work.draft, component.item, site.code);
  let sellable = balance.sellable;
  const wanted = work.options.requestedFor;
  if (component.lots && wanted !== null && wanted > site.leavesFrom) {
    for (const detail of readDetails(work.draft, component.item, site.code)) {
      if (detail.status === 'available' && detail.expiresOn !== null && detail.expiresOn <= wanted)
        sellable -= detail.quantity;
    }
  }
  sellable -= work.options.keptBack?.(component.item) ?? 0;
  const taken = work.taken.get(stockKey(component.item, site.code)) ?? 0;
  const there = sellable - balance.reserved;
  const spokenFor = work.options.spokenFor?.(component.item) ?? null;
  if (spokenFor === null) return Math.max(0, there - taken);
  const { onHand } = givenOf(work, component.item, site.code);
  // Who is promised a supply may have what is there instead; what all of them want may be taken at any site.
  const forAnybody = Math.max(0, there - onHand - spokenFor - balance.inboundReserved);
  return Math.max(0, Math.min(there, onHand + forAnybody) - taken);
}

function givenOf(work: Work, item: string, site: string): Given {
  return work.options.given?.(item, site) ?? nothing;
}

function take(work: Work, demand: Demand, site: PlanSite, quantity: number): void {
  for (const component of demand.components) {
    const key = stockKey(component.item, site.code);
    const units = component.per * quantity;
    work.taken.set(key, (work.taken.get(key) ?? 0) + units);
    work.pieces.push({
      line: demand.line,
      item: component.item,
      site: site.code,
      quantity: units,
      inbound: 0,
      supply: null,
    });
  }
  const promisedFor = latest(site.leavesFrom, work.options.requestedFor);
  work.portions.push({ line: demand.line, site: site.code, quantity, promisedFor });
}

/** Promises what supplies bring, date by date; at each date and site a kit uses stock first and supplies in their order. */
function takeInbound(work: Work, demand: Demand, wanted: number): number {
  let open = wanted;
  const { requestedFor, allowBackorder, sites } = work.options;
  const dates = new Set<string>();
  for (const site of sites) {
    for (const component of demand.components) {
      for (const supply of freeSupplies(work, component.item, site.code)) {
        if (allowBackorder || (requestedFor !== null && supply.expectedOn <= requestedFor))
          dates.add(supply.expectedOn);
      }
    }
  }
  for (const date of [...dates].toSorted()) {
    for (const site of sites) {
      const kits = Math.min(
        open,
        ...demand.components.map((component) => divFloor(reach(work, component, site, date), component.per)),
      );
      if (kits <= 0) continue;
      for (const component of demand.components)
        takeReachable(work, demand.line, component, site, component.per * kits);
      work.portions.push({
        line: demand.line,
        site: site.code,
        quantity: kits,
        promisedFor: latest(latest(site.leavesFrom, date), requestedFor),
      });
      open -= kits;
    }
  }
  return wanted - open;
}

function reach(work: Work, component: Demand['components'][number], site: PlanSite, date: string): number {
  return freeSupplies(work, component.item, site.code)
    .filter((supply) => supply.expectedOn <= date)
    .reduce((sum, supply) => sum + supply.free, free(work, component, site));
}

/** Stock first, then supplies, earliest first; `units` is within reach. */
function takeReachable(
  work: Work,
  line: number,
  component: Demand['components'][number],
  site: PlanSite,
  units: number,
): void {
  const place = stockKey(component.item, site.code);
  const fromStock = Math.min(units, free(work, component, site));
  let left = units - fromStock;
  if (fromStock > 0) {
    work.taken.set(place, (work.taken.get(place) ?? 0) + fromStock);
    work.pieces.push({ line, item: component.item, site: site.code, quantity: fromStock, inbound: 0, supply: null });
  }
  for (const supply of freeSupplies(work, component.item, site.code)) {
    if (left === 0) break;
    const quantity = Math.min(left, supply.free);
    const key = `${place}\t${supply.id}`;
    work.takenInbound.set(key, (work.takenInbound.get(key) ?? 0) + quantity);
    work.pieces.push({ line, item: component.item, site: site.code, quantity, inbound: quantity, supply: supply.id });
    left -= quantity;
  }
}

/**
 * Expected supplies with something left to promise, earliest first. They cover a shortage on hand, and promises on supplies that
 * brought or will bring less, before anyone else.
 */
function freeSupplies(work: Work, item: string, site: string): { id: string; expectedOn: string; free: number }[] {
  const balance = readBalance(work.draft, item, site);
  if (balance.inbound - balance.inboundReserved - balance.short <= 0) return [];
  const result: { id: string; expectedOn: string; free: number }[] = [];
  const supplies = readSupplies(work.draft, item, site);
  let owed = supplies.reduce((sum, supply) => sum + Math.max(0, supply.reserved - openQuantity(supply)), balance.short);
  const spokenFor = work.options.spokenFor?.(item) ?? null;
  const given = givenOf(work, item, site);
  if (spokenFor !== null)
    owed += Math.max(0, spokenFor - Math.max(0, balance.sellable - balance.reserved - given.onHand));
  for (const supply of supplies) {
    const taken = work.takenInbound.get(`${stockKey(item, site)}\t${supply.id}`) ?? 0;
    const left = Math.max(0, openQuantity(supply) - supply.reserved);
    const covering = Math.min(owed, left);
    owed -= covering;
    const free = Math.max(left - covering, Math.min(left, given.supplies.get(supply.id) ?? 0)) - taken;
    if (free > 0) result.push({ id: supply.id, expectedOn: supply.expectedOn, free });
  }
  return result;
}

function latest(one: string, other: string | null): string {
  return other === null || one > other ? one : other;
}
