// What can be promised: the question is answered with the same plan that a reservation is made with, over the same rows, so
// that the two cannot disagree.
import type pg from 'pg';
import type { Catalog, Item } from '#catalog/model.ts';
import { limits } from '#kernel/limits.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { inScope } from '#kernel/scope.ts';
import type { Scope } from '#kernel/scope.ts';
import { showInstant } from '#kernel/time.ts';
import { readQuantity } from '#orders/decide.ts';
import { spokenFor } from '#processes/ask-for-allocation.ts';
import { draftOver, emptyState } from '#processes/draft.ts';
import type { Draft } from '#processes/draft.ts';
import { candidateSites, componentCodes, demandOf, isPast, planSites } from '#processes/promise.ts';
import { reject } from '#kernel/rejection.ts';
import { emptyBalance, stockKey } from '#stock/model.ts';
import { plan } from '#stock/plan.ts';
import type { Plan } from '#stock/plan-model.ts';
import { readAvailability } from '#stock/store.ts';
import type { AvailabilityState } from '#stock/store.ts';
import { oldest } from '#stock/view.ts';
import { ok } from './call.ts';
import type { Handlers } from './call.ts';
import type { Directory } from './directory.ts';
import { problem, ProblemError, refuse, rejectionProblem } from './problems.ts';
import { sourcesBySite } from './stock.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly directory: Directory;
}

interface Question {
  readonly item: string;
  readonly quantity: string;
  readonly unit: string | undefined;
  readonly site: string | undefined;
  readonly at: string | undefined;
}

export function availabilityHandlers({ pool, directory }: Parts): Handlers<'getAvailability'> {
  return {
    async getAvailability({ sender, query }) {
      const { item, quantity = '1', unit, site, at } = query;
      if (item === undefined)
        throw refuse('parameter_invalid', 'item is missing.', {
          errors: [{ parameter: 'item', detail: 'item is missing.', fix: 'Name the item, for example ?item=LAMP-01.' }],
        });
      const { scope } = sender.grant;
      checkSite(directory, scope, site);
      const sites = candidateSites(catalogOf(directory, []), scope, site ?? null).map(({ code }) => code);
      const state = await readAvailability(pool, item, sites);
      if (state === undefined) throw new ProblemError(problem('not_found', `No item has the code ${item}.`));
      return ok(answer(directory, scope, { item, quantity, unit, site, at }, state));
    },
  };
}

function answer(directory: Directory, scope: Scope, question: Question, state: AvailabilityState): object {
  const catalog = catalogOf(directory, state.items);
  const item = catalog.item(question.item);
  if (item === undefined) throw refuse('not_found', `No item has the code ${question.item}.`);
  const wanted = readQuantity(item, question.quantity, question.unit, '');
  if (typeof wanted !== 'number') throw new ProblemError(rejectionProblem(wanted));
  const quantity = wanted;
  const candidates = candidateSites(catalog, scope, question.site ?? null);
  const sites = planSites(candidates, state.now);
  const requestedFor = question.at ?? null;
  if (requestedFor !== null && sites.length > 0 && isPast(requestedFor, candidates, state.now)) {
    throw new ProblemError(rejectionProblem(reject('requested_for_past', `${requestedFor} is past.`)));
  }
  const draft = draftOf(
    item,
    candidates.map(({ code }) => code),
    state,
  );
  const show = (amount: number): number => showQuantity(amount, item.scale);
  // As much as there is: what a demand without end gets from stock alone, and with what arrives until the date.
  const most = (date: string | null): number =>
    promised(
      plan(draft, [demandOf(item, 1, limits.quantityMax, catalog)], {
        sites,
        requestedFor: date,
        allowBackorder: false,
        spokenFor: spokenFor(draft),
      }),
    );
  const best = plan(draft, [demandOf(item, 1, quantity, catalog)], {
    sites,
    requestedFor,
    allowBackorder: true,
    spokenFor: spokenFor(draft),
  });
  const bySite = sourcesBySite(directory, state.heard, state.now);
  const sources = candidates.flatMap(({ code }) =>
    (bySite.get(code) ?? []).map((source) => ({ site: code, ...source })),
  );
  return {
    item: item.code,
    unit: item.unit,
    quantity: show(quantity),
    at: requestedFor,
    available: show(most(requestedFor)),
    promisable: best.open.length === 0,
    promisedFor: best.open.length > 0 ? null : lastDate(best),
    portions: best.portions.map((portion) => ({
      site: portion.site,
      quantity: show(portion.quantity),
      promisedFor: portion.promisedFor,
    })),
    open: show(best.open.reduce((sum, entry) => sum + entry.quantity, 0)),
    sites: candidates.map(({ code }) => siteView(item, draft, code, show)),
    sources,
    staleness: oldest(sources),
    asOf: showInstant(state.now),
  };
}

function checkSite(directory: Directory, scope: Scope, site: string | undefined): void {
  if (site === undefined) return;
  const known = directory.site(site);
  if (known === undefined || !inScope(scope, known)) throw refuse('not_found', `No site has the code ${site}.`);
}

/** The plan reads through a draft, as it does in a turn; everything it may ask for is loaded. */
function draftOf(item: Item, sites: readonly string[], loaded: AvailabilityState): Draft {
  const state = emptyState();
  for (const component of componentCodes(item)) {
    for (const site of sites) {
      const key = stockKey(component, site);
      state.balances.set(key, emptyBalance(component, site));
      state.details.set(key, []);
      state.supplies.set(key, []);
    }
  }
  for (const balance of loaded.balances) state.balances.set(stockKey(balance.item, balance.site), balance);
  for (const { item: code, site, ...detail } of loaded.details) append(state.details, stockKey(code, site), detail);
  for (const { item: code, site, ...supply } of loaded.supplies) append(state.supplies, stockKey(code, site), supply);
  for (const { item: code, quantity } of loaded.allocating) state.awaited.set(code, { quantity, isAllocating: true });
  return draftOver(state, []);
}

function append<Value>(table: Map<string, readonly Value[]>, key: string, value: Value): void {
  table.set(key, [...(table.get(key) ?? []), value]);
}

function catalogOf(directory: Directory, items: readonly Item[]): Catalog {
  const known = new Map(items.map((item) => [item.code, item]));
  return {
    knows: (code) => known.has(code),
    item: (code) => known.get(code),
    site: (code) => directory.site(code),
    partner: () => undefined,
    sitesByRank: () => directory.sitesByRank(),
    keyIsLive: () => true,
    subscribers: () => [],
    definition: () => undefined,
    activeDefinition: () => undefined,
  };
}

/** Of a stocked item the numbers of the place; a kit has none of its own. */
function siteView(item: Item, draft: Draft, site: string, show: (quantity: number) => number): object {
  const balance = item.components.length > 0 ? undefined : draft.balances.below.get(stockKey(item.code, site));
  if (balance === undefined) return { site };
  return {
    site,
    onHand: show(balance.onHand),
    reserved: show(balance.reserved),
    available: show(Math.max(0, balance.sellable - balance.reserved)),
    inbound: show(Math.max(0, balance.inbound - balance.inboundReserved)),
  };
}

function promised(planned: Plan): number {
  return planned.portions.reduce((sum, portion) => sum + portion.quantity, 0);
}

function lastDate(planned: Plan): string | null {
  let last: string | null = null;
  for (const { promisedFor } of planned.portions) if (last === null || promisedFor > last) last = promisedFor;
  return last;
}
