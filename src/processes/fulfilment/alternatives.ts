// What could be done instead of breaking a promise, with the date and the cost of each: the policy recovery-cost says what a way
// costs and how many days it takes or saves.
import assert from '#kernel/assert.ts';
import { currencyDigits, showMoney } from '#kernel/money.ts';
import { addDays } from '#kernel/time.ts';
import { recoveryOptions } from '#orders/fulfilment.ts';
import type { Alternative, Money, RecoveryOption, Risk, RiskCause } from '#orders/fulfilment.ts';
import type { OrderLine } from '#orders/model.ts';
import { promisedDate } from '#orders/promised-date.ts';
import { totalOf, wanted } from '#orders/total.ts';
import { plan } from '#stock/plan.ts';
import type { Plan, Portion } from '#stock/plan-model.ts';
import { candidateSites, demandOf, leavesFrom, planSites } from '../promise.ts';
import { todayOf } from './due.ts';
import { ask } from './policy.ts';
import { releasable } from './release.ts';
import { keptBack } from './rights.ts';
import type { Run } from './run.ts';
import { lateLines, placesWithout, stuck, stuckFor } from './stuck.ts';

/** Each option at most once, the plain new date always. */
export function alternativesTo(run: Run, risk: Risk): Alternative[] {
  const found: Alternative[] = [];
  const add = (
    option: RecoveryOption,
    date: (days: number) => string | null,
    of: { readonly site?: string; readonly item?: string } = {},
  ): void => {
    const { cost, days } = termsOf(run, option);
    found.push({ option, date: date(days), cost, site: of.site ?? null, item: of.item ?? null, recommended: false });
  };
  const goods = elsewhereOf(run, risk.cause);
  if (goods !== null) add('other_site', () => goods.promisedFor, { site: goods.site });
  const cause = stuckFor('transfer', risk.cause);
  const late = lateLines(run, cause);
  const moved = run.order.site === null ? null : planTransfer(run, late, placesWithout(run, cause));
  const [move] = moved?.portions ?? [];
  if (move !== undefined) add('transfer', (days) => addDays(move.promisedFor, days), { site: move.site });
  const [first] = late;
  if (first !== undefined) {
    const splitOn = run.order.fulfilment.rights.shipComplete ? leavesAlone(run) : null;
    if (splitOn !== null) add('split', () => splitOn);
    const [taken] = planSubstitutes(run, late)?.portions ?? [];
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

/** Other goods than those of a late supply, and part of an order, are of use only if they come before it. */
function isSooner({ option, date }: Alternative, { cause, expectedOn }: Risk): boolean {
  const isOther = option === 'other_site' || option === 'transfer' || option === 'substitute';
  const mustBeSooner = option === 'split' || (isOther && cause === 'supply_late');
  return !mustBeSooner || date === null || expectedOn === null || date < expectedOn;
}

/** The day on which what is there can leave without the rest; null where nothing waits for it. */
function leavesAlone(run: Run): string | null {
  const [first] = releasable(run)
    .map(({ promisedFor }) => promisedFor)
    .toSorted();
  return first === undefined ? null : latest([first, todayOf(run)]);
}

/**
 * Who has all that is late, and when it can leave there. Where no site was named, all were asked for what nobody has; but not since
 * goods are stuck at one of them.
 */
function elsewhereOf(run: Run, cause: RiskCause): Pick<Portion, 'site' | 'promisedFor'> | null {
  const direct = sentDirectly(run, cause);
  if (direct !== null) return direct;
  if (run.order.site === null && stuck(run, cause).length === 0) return null;
  return planElsewhere(run, lateLines(run, cause), cause)?.portions[0] ?? null;
}

/** Goods that were to be moved, and lie where they were, can leave from there; not if more than they are late. */
export function sentDirectly(run: Run, cause: RiskCause): Pick<Portion, 'site' | 'promisedFor'> | null {
  const [first] = cause === 'transfer_late' ? stuck(run, cause) : [];
  if (first === undefined || run.order.lines.some(({ backordered }) => backordered > 0)) return null;
  const site = run.context.catalog.site(first.site);
  assert(site !== undefined, `goods were promised from ${first.site}, so it is known`);
  return { site: site.code, promisedFor: leavesFrom(site, run.context.now) };
}

/** Whether the goods that the way needs are there now. */
export function isToBeHad(run: Run, cause: RiskCause, option: RecoveryOption): boolean {
  const why = stuckFor(option, cause);
  const isFound = (planned: Plan | null): boolean => planned !== null && planned.portions.length > 0;
  switch (option) {
    case 'new_date':
    case 'expedite':
    case 'split':
      return true;
    case 'other_site':
      return elsewhereOf(run, cause) !== null;
    case 'transfer':
      return isFound(planTransfer(run, lateLines(run, why), placesWithout(run, why)));
    case 'substitute':
      return isFound(planSubstitutes(run, lateLines(run, why)));
  }
}

/** All that is late from stock of other sites than the one the order is served from; null when they do not have it. */
function planElsewhere(run: Run, late: readonly OrderLine[], cause: RiskCause): Plan | null {
  return planOf(run, late, { without: placesWithout(run, cause), site: null }, (line) => line.item);
}

/** The same from a single one, to be moved. A kit is not: its components would come one by one. */
export function planTransfer(run: Run, late: readonly OrderLine[], without: ReadonlySet<string>): Plan | null {
  if (late.some((line) => line.components !== null)) return null;
  const { site: here } = run.order;
  assert(here !== null, 'goods are moved to the site that the order is served from');
  const others = new Set([...without, here]);
  return planOf(run, late, { without: others, site: null, oneSite: true }, (line) => line.item);
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
