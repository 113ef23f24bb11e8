// What could be done instead of breaking a promise, with the date and the cost of each: the policy recovery-cost says what a way
// costs and how many days it takes or saves.
import assert from '#kernel/assert.ts';
import { currencyDigits, showMoney } from '#kernel/money.ts';
import { recoveryOptions, sitesThatRefused } from '#orders/fulfilment.ts';
import type { Alternative, Money, RecoveryOption, Risk } from '#orders/fulfilment.ts';
import type { OrderLine } from '#orders/model.ts';
import { promisedDate } from '#orders/promised-date.ts';
import { totalOf, wanted } from '#orders/total.ts';
import { plan } from '#stock/plan.ts';
import type { Plan } from '#stock/plan-model.ts';
import { addDays } from '../days.ts';
import { candidateSites, demandOf, planSites } from '../promise.ts';
import { todayOf } from './due.ts';
import { ask } from './policy.ts';
import { keptBack } from './rights.ts';
import type { Run } from './run.ts';

/** Each option at most once, the plain new date always. */
export function alternativesTo(run: Run, risk: Risk): Alternative[] {
  const late = lateLines(run);
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
    const elsewhere = site === null ? undefined : planElsewhere(run, late)?.portions[0];
    if (elsewhere !== undefined) add('other_site', () => elsewhere.promisedFor, { site: elsewhere.site });
    const moved = site === null ? undefined : planTransfer(run, late)?.portions[0];
    if (moved !== undefined) add('transfer', (days) => addDays(moved.promisedFor, days), { site: moved.site });
    if (run.order.fulfilment.rights.shipComplete && run.order.lines.some((line) => line.reserved > 0))
      add('split', () => todayOf(run));
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
  return found.toSorted((one, other) => recoveryOptions.indexOf(one.option) - recoveryOptions.indexOf(other.option));
}

function latest(dates: readonly string[]): string {
  return dates.reduce((last, date) => (date > last ? date : last));
}

/** A day on which goods have not left, or are not going to, is no new date. */
function stillAhead(run: Run, date: string | null): string | null {
  return date !== null && date > todayOf(run) ? date : null;
}

/** Of the lines, what is still to be found. */
export function lateLines(run: Run): OrderLine[] {
  return run.order.lines.filter((line) => line.backordered > 0);
}

/** All that is late from stock of other sites than the one the order is served from; null when they do not have it. */
export function planElsewhere(run: Run, late: readonly OrderLine[]): Plan | null {
  return planOf(run, late, { without: placesWithout(run), site: null }, (line) => line.item);
}

/** The same from a single one, to be moved. A kit is not: its components would come one by one. */
export function planTransfer(run: Run, late: readonly OrderLine[]): Plan | null {
  if (late.some((line) => line.components !== null)) return null;
  return planOf(run, late, { without: placesWithout(run), site: null, oneSite: true }, (line) => line.item);
}

/** Where the order is served from is not asked again, nor a site whose warehouse refused the goods. */
export function placesWithout(run: Run): ReadonlySet<string> {
  const { site, lines, fulfilment } = run.order;
  assert(site !== null, 'only what is served from one site has others that nobody has looked at');
  return new Set([site, ...lines.flatMap(({ line }) => [...sitesThatRefused(fulfilment, line)])]);
}

function planSubstitutes(run: Run, late: readonly OrderLine[]): Plan | null {
  return planOf(run, late, { without: new Set(), site: run.order.site }, (line) => substituteOf(run, line));
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
