// What could be done instead of breaking a promise, with the date and the cost of each: the policy recovery-cost says what a way
// costs and how many days it takes or saves.
import { currencyDigits, showMoney } from '#kernel/money.ts';
import { addDays } from '#kernel/time.ts';
import { recoveryOptions, sitesThatRefused } from '#orders/fulfilment.ts';
import type { Alternative, Money, RecoveryOption, Risk, RiskCause } from '#orders/fulfilment.ts';
import type { OrderLine } from '#orders/model.ts';
import { promisedDate } from '#orders/promised-date.ts';
import { totalOf, wanted } from '#orders/total.ts';
import { readParts } from '#stock/read.ts';
import { plan } from '#stock/plan.ts';
import type { Plan } from '#stock/plan-model.ts';
import { candidateSites, demandOf, planSites } from '../promise.ts';
import { todayOf } from './due.ts';
import { ask } from './policy.ts';
import { keptBack } from './rights.ts';
import type { Run } from './run.ts';

/** Each option at most once, the plain new date always. */
export function alternativesTo(run: Run, risk: Risk): Alternative[] {
  const late = lateLines(run, risk.cause);
  const found: Alternative[] = [];
  const add = (
    option: RecoveryOption,
    date: (days: number) => string | null,
    of: { readonly site?: string; readonly item?: string } = {},
  ): void => {
    const { cost, days } = termsOf(run, option);
    found.push({ option, date: date(days), cost, site: of.site ?? null, item: of.item ?? null, recommended: false });
  };
  const [first] = late;
  if (first !== undefined) {
    const { site } = run.order;
    const waits = waiting(run, risk.cause);
    // Where no site was named, all were asked for what nobody has; but not since goods are awaited from one of them.
    const elsewhere =
      site === null && waits.length === 0 ? undefined : planElsewhere(run, late, risk.cause)?.portions[0];
    if (elsewhere !== undefined) add('other_site', () => elsewhere.promisedFor, { site: elsewhere.site });
    const moved = site === null ? undefined : planTransfer(run, late, placesWithout(run, risk.cause))?.portions[0];
    if (moved !== undefined) add('transfer', (days) => addDays(moved.promisedFor, days), { site: moved.site });
    const isThere = ({ line, reserved }: OrderLine): boolean =>
      reserved > waits.filter((one) => one.line === line).reduce((sum, { quantity }) => sum + quantity, 0);
    if (run.order.fulfilment.rights.shipComplete && run.order.lines.some(isThere)) add('split', () => todayOf(run));
    const instead = planSubstitutes(run, late);
    const [taken] = instead?.portions ?? [];
    if (taken !== undefined) add('substitute', () => taken.promisedFor, { item: substituteOf(run, first) });
  }
  const { expectedOn } = risk;
  // To hurry what is under way helps only if nothing else comes as late.
  const rest = promisedDate(run.order.lines) ?? '';
  if (risk.cause === 'late_carrier' && expectedOn !== null && rest < expectedOn)
    add('expedite', (days) => latest([addDays(expectedOn, -days), todayOf(run), rest]));
  add('new_date', () => expectedOn ?? stillAhead(run, promisedDate(run.order.lines)));
  return found
    .filter((one) => isSooner(one, risk))
    .toSorted((one, other) => recoveryOptions.indexOf(one.option) - recoveryOptions.indexOf(other.option));
}

function latest(dates: readonly string[]): string {
  return dates.reduce((last, date) => (date > last ? date : last));
}

/** A day on which goods have not left, or are not going to, is no new date. */
function stillAhead(run: Run, date: string | null): string | null {
  return date !== null && date > todayOf(run) ? date : null;
}

/** Other goods than those of a late supply are of use only if they come before it. */
function isSooner({ option, date }: Alternative, { cause, expectedOn }: Risk): boolean {
  const isOther = option === 'other_site' || option === 'transfer' || option === 'substitute';
  return !isOther || cause !== 'supply_late' || date === null || expectedOn === null || date < expectedOn;
}

/** Of the lines, what is still to be found: where a supply is late, also what waits for one. */
export function lateLines(run: Run, cause: RiskCause | null): OrderLine[] {
  const waits = waiting(run, cause);
  const late = run.order.lines.map((line) => {
    const more = waits.reduce((sum, one) => sum + (one.line === line.line ? one.quantity : 0), 0);
    return more === 0 ? line : { ...line, backordered: line.backordered + more };
  });
  return late.filter(({ backordered }) => backordered > 0);
}

interface Waiting {
  readonly line: number;
  readonly site: string;
  readonly quantity: number;
  readonly waits: true;
}

/** What waits for supplies, where one of them is late: whole units, of a kit as many as miss a component. */
export function waiting(run: Run, cause: RiskCause | null): Waiting[] {
  if (cause !== 'supply_late') return [];
  const parts = readParts(run.draft, run.order.id).filter(({ state, inbound }) => state === 'pending' && inbound > 0);
  return run.order.lines.flatMap(({ line, item, components }) =>
    [...Map.groupBy(parts, ({ site }) => site)].flatMap(([site, there]) => {
      const units = (components ?? [{ item, per: 1 }]).map((component) => {
        const own = there.filter((part) => part.line === line && part.item === component.item);
        return Math.ceil(own.reduce((sum, { inbound }) => sum + inbound, 0) / component.per);
      });
      const quantity = Math.max(...units);
      return quantity > 0 ? [{ line, site, quantity, waits: true as const }] : [];
    }),
  );
}

/** Whether the goods that the way needs are there now. */
export function isToBeHad(run: Run, cause: RiskCause, option: RecoveryOption): boolean {
  const late = lateLines(run, cause);
  const isFound = (planned: Plan | null): boolean => planned !== null && planned.portions.length > 0;
  switch (option) {
    case 'new_date':
    case 'expedite':
    case 'split':
      return true;
    case 'other_site':
      return isFound(planElsewhere(run, late, cause));
    case 'transfer':
      return isFound(planTransfer(run, late, placesWithout(run, cause)));
    case 'substitute':
      return isFound(planSubstitutes(run, late));
  }
}

/** All that is late from stock of other sites than the one the order is served from; null when they do not have it. */
function planElsewhere(run: Run, late: readonly OrderLine[], cause: RiskCause): Plan | null {
  return planOf(run, late, { without: placesWithout(run, cause), site: null }, (line) => line.item);
}

/** The same from a single one, to be moved. A kit is not: its components would come one by one. */
export function planTransfer(run: Run, late: readonly OrderLine[], without: ReadonlySet<string>): Plan | null {
  if (late.some((line) => line.components !== null)) return null;
  return planOf(run, late, { without, site: null, oneSite: true }, (line) => line.item);
}

/** Where the order is served from, or waits, is not asked again, nor a site whose warehouse refused the goods. */
export function placesWithout(run: Run, cause: RiskCause | null): ReadonlySet<string> {
  const { site, lines, fulfilment } = run.order;
  const places = new Set(lines.flatMap(({ line }) => [...sitesThatRefused(fulfilment, line)]));
  for (const one of waiting(run, cause)) places.add(one.site);
  return site === null ? places : places.add(site);
}

function planSubstitutes(run: Run, late: readonly OrderLine[]): Plan | null {
  const { lines, scope, site, fulfilment } = run.order;
  const from = new Set(lines.flatMap(({ portions }) => portions.map((portion) => portion.site)));
  const isBound = !fulfilment.rights.maySplit && from.size > 0;
  const others = candidateSites(run.context.catalog, scope, site).filter(({ code }) => isBound && !from.has(code));
  const without = new Set(others.map(({ code }) => code));
  return planOf(run, late, { without, site }, (line) => substituteOf(run, line));
}

/** No item has the code of a substitute that there is not. */
function substituteOf(run: Run, line: OrderLine): string {
  return run.context.catalog.item(line.item)?.attributes['substitute'] ?? '';
}

/** All of the lines, or null: as the order may be promised, at the sites it may be promised from. */
function planOf(
  run: Run,
  lines: readonly OrderLine[],
  by: { readonly without: ReadonlySet<string>; readonly site: string | null; readonly oneSite?: boolean },
  itemOf: (line: OrderLine) => string,
): Plan | null {
  const { order, context, draft } = run;
  const { rights } = order.fulfilment;
  const candidates = candidateSites(context.catalog, order.scope, by.site).filter(({ code }) => !by.without.has(code));
  const demands = [];
  for (const line of lines) {
    const item = context.catalog.item(itemOf(line));
    if (item === undefined || !item.active || item.scale !== line.scale) return null;
    demands.push(demandOf(item, line.line, line.backordered, context.catalog));
  }
  const planned = plan(draft, demands, {
    sites: planSites(candidates, context.now),
    requestedFor: null,
    allowBackorder: false,
    oneSite: by.oneSite === true || !rights.maySplit,
    keptBack: keptBack(context, rights),
  });
  return planned.open.length === 0 ? planned : null;
}

/** The cost is unknown where the order's lines have no prices: it has no currency then. */
function termsOf(run: Run, option: RecoveryOption): { cost: Money | null; days: number } {
  const total = totalOf(run.order, wanted);
  const { output } = ask(run, 'recovery-cost', { option, orderValue: Number(total?.amount ?? 0) });
  const days = Math.round(Number(output['days']));
  if (total === null) return { cost: null, days };
  const minor = Math.round(Number(output['cost']) * 10 ** currencyDigits(total.currency));
  return { cost: showMoney(minor, total.currency), days };
}
