// Service recovery: when a promise is going to break, the case says so before the customer does, with what can be done instead
// and what that costs. What is chosen is done, and the channel is told.
import assert from '#kernel/assert.ts';
import { showQuantity } from '#kernel/quantity.ts';
import { localDate } from '#kernel/time.ts';
import { recoveryOptions, sitesThatRefused } from '#orders/fulfilment.ts';
import type { Alternative, Money, RecoveryOption, Risk, RiskCause } from '#orders/fulfilment.ts';
import type { OrderLine } from '#orders/model.ts';
import { totalOf, wanted } from '#orders/total.ts';
import { plan } from '#stock/plan.ts';
import type { Plan } from '#stock/plan-model.ts';
import { currencyDigits, showMoney } from '#kernel/money.ts';
import { expects } from '#statecharts/step.ts';
import { entryOf } from '../entry.ts';
import type { ObjectReference } from '../entry.ts';
import { promiseChanged } from './promise-changed.ts';
import { candidateSites, demandOf, planSites } from '../promise.ts';
import { ask } from './policy.ts';
import { promiseOpen } from './promise-open.ts';
import { promisedDate } from '#orders/promised-date.ts';
import { classOf } from './rights.ts';
import { change, keep } from './run.ts';
import type { Run } from './run.ts';
import { substituteLine } from './substitute.ts';

const dayMs = 86_400_000;
/** What moving goods between sites, and sending faster, is taken to change; the systems that do it report the true dates. */
const transferDays = 2;
const expediteDays = 1;

/**
 * Notes the danger; the chart decides what becomes of it. `expectedOn` null: nobody knows. What is over is in no danger.
 * `promisedFor`: the day the customer counts on.
 */
export function endanger(
  run: Run,
  cause: RiskCause,
  expectedOn: string | null,
  promisedFor: string | null = run.order.fulfilment.promisedFor,
): void {
  const { risk, value } = run.order.fulfilment;
  if (!expects(run.definition, value).has('promise.endangered')) return;
  const expected = expectedOn === null ? null : whenWhole(run.order.lines, expectedOn);
  change(run, {
    risk: {
      cause,
      since: run.context.now,
      promisedFor,
      expectedOn: expected,
      alternatives: [],
      chosen: risk?.chosen ?? null,
    },
  });
  run.heard.push('promise.endangered');
}

/** When the last of it comes, if a part comes on `date`: nobody knows while other goods have no date at all. */
function whenWhole(lines: readonly OrderLine[], date: string): string | null {
  if (lines.some(({ backordered }) => backordered > 0)) return null;
  const last = promisedDate(lines);
  return last === null || last < date ? date : last;
}

/** The carrier or the warehouse told, or did not tell, of a delay. A shipment that comes in time endangers nothing. */
export function endangerPromise(run: Run, cause: RiskCause): void {
  if (run.report?.kind !== 'shipment.delayed') {
    endanger(run, cause, null);
    return;
  }
  const { expectedOn, shipment: id } = run.report.data;
  const countedOn = countsOn(run, id);
  if (countedOn === null || expectedOn > countedOn) endanger(run, cause, expectedOn, countedOn);
}

/** Goods are promised for the day on which they can leave; under way, they are counted on for the day the carrier gave before. */
function countsOn(run: Run, shipment: string): string | null {
  const { promisedFor } = run.order.fulfilment;
  const before = run.draft.orders.below.get(run.order.id)?.fulfilment?.shipments.find(({ id }) => id === shipment);
  const given = before?.expectedOn ?? null;
  return given !== null && (promisedFor === null || given > promisedFor) ? given : promisedFor;
}

export function proposeRecovery(run: Run): void {
  const { risk } = run.order.fulfilment;
  assert(risk !== null, 'a promise at risk says why');
  const found = alternativesTo(run, risk);
  const value = Number(totalOf(run.order, wanted)?.amount ?? 0);
  const expedite = found.find(({ option }) => option === 'expedite');
  const { output } = ask(run, 'service-recovery', {
    cause: risk.cause,
    daysLate:
      risk.expectedOn === null || risk.promisedFor === null ? 99 : daysBetween(risk.promisedFor, risk.expectedOn),
    customerClass: classOf(run.context, run.order),
    expediteCostShare: value > 0 && expedite?.cost != null ? Number(expedite.cost.amount) / value : 0,
    alternativeAvailable: found.some(({ option }) => option !== 'new_date'),
  });
  const proposed = found.some(({ option }) => option === output['propose']) ? output['propose'] : 'new_date';
  const alternatives = found.map((one) => ({ ...one, recommended: one.option === proposed }));
  change(run, { risk: { ...risk, alternatives } });
  const { order, message } = run;
  run.draft.entries.push(
    entryOf(message, 'promise.at_risk.v1', order.id, objectsOf(run, 'endangered'), {
      order: order.id,
      promisedFor: risk.promisedFor,
      expectedOn: risk.expectedOn,
      cause: risk.cause,
      alternatives: alternatives.map(({ site, item, ...rest }) => ({
        ...rest,
        ...(site !== null && { site }),
        ...(item !== null && { item }),
      })),
    }),
  );
  if (output['automatic'] === true) choose(run, proposed as RecoveryOption); // One of the alternatives.
}

function choose(run: Run, option: RecoveryOption): void {
  const { risk } = run.order.fulfilment;
  assert(risk !== null, 'there is something to recover');
  change(run, { risk: { ...risk, chosen: option } });
  run.heard.push('recovery.chosen');
}

export function applyRecovery(run: Run): void {
  const { risk } = run.order.fulfilment;
  assert(risk !== null && risk.chosen !== null, 'somebody has chosen');
  const chosen = risk.alternatives.find(({ option }) => option === risk.chosen);
  apply(run, risk, risk.chosen, chosen);
  const after = chosen?.date ?? promisedDate(run.order.lines);
  change(run, { promisedFor: after, risk: risk.chosen === 'expedite' ? { ...risk, expectedOn: after } : null });
  // To be told the same date again is no news.
  if (risk.chosen === 'new_date' && after === risk.promisedFor) return;
  const { id } = run.order;
  run.draft.entries.push(
    promiseChanged(run.message, id, { option: risk.chosen, before: risk.promisedFor, after, reason: risk.cause }),
  );
}

function apply(run: Run, risk: Risk, option: RecoveryOption, chosen: Alternative | undefined): void {
  switch (option) {
    case 'new_date':
      return;
    case 'split':
      change(run, { rights: { ...run.order.fulfilment.rights, shipComplete: false } });
      run.heard.push('stock.allocated');
      return;
    case 'substitute':
      for (const line of lateLines(run)) substituteLine(run, line, line.backordered, null);
      run.heard.push('stock.allocated');
      return;
    case 'other_site': {
      const { lines, fulfilment } = run.order;
      const without = new Set(lines.flatMap(({ line }) => [...sitesThatRefused(fulfilment, line)]));
      promiseOpen(run, { without, site: null });
      keep(run);
      run.heard.push('stock.allocated');
      return;
    }
    case 'transfer':
      requestTransfers(run, chosen?.site ?? null);
      return;
    case 'expedite':
      requestFasterTransport(run, risk);
      return;
  }
}

/** What could be done, each option at most once, the plain new date always. */
function alternativesTo(run: Run, risk: Risk): Alternative[] {
  const late = lateLines(run);
  const found: Alternative[] = [];
  const add = (
    option: RecoveryOption,
    date: string | null,
    of: { readonly site?: string; readonly item?: string } = {},
  ): void => {
    found.push({
      option,
      date,
      cost: costOf(run, option),
      site: of.site ?? null,
      item: of.item ?? null,
      recommended: false,
    });
  };
  if (late.length > 0) {
    const elsewhere = run.order.site === null ? null : planOf(run, late, (line) => line.item);
    const from = elsewhere?.portions[0];
    if (from !== undefined) {
      add('other_site', from.promisedFor, { site: from.site });
      add('transfer', addDays(from.promisedFor, transferDays), { site: from.site });
    }
    if (run.order.fulfilment.rights.shipComplete && run.order.lines.some((line) => line.reserved > 0))
      add('split', localDate(run.context.now, 'UTC'));
    const substitutes = late.map((line) => run.context.catalog.item(line.item)?.attributes['substitute']);
    const instead = substitutes.every((code) => code !== undefined)
      ? planOf(run, late, (line) => run.context.catalog.item(line.item)?.attributes['substitute'] ?? line.item)
      : null;
    const taken = instead?.portions[0];
    const [item] = substitutes;
    if (taken !== undefined && item !== undefined) add('substitute', taken.promisedFor, { item });
  }
  if (risk.cause === 'late_carrier' && risk.expectedOn !== null)
    add('expedite', addDays(risk.expectedOn, -expediteDays));
  add('new_date', risk.expectedOn ?? promisedDate(run.order.lines));
  return found.toSorted((one, other) => recoveryOptions.indexOf(one.option) - recoveryOptions.indexOf(other.option));
}

function lateLines(run: Run): OrderLine[] {
  return run.order.lines.filter((line) => line.backordered > 0);
}

/** All of the lines from stock that any site has; null when it does not suffice. */
function planOf(run: Run, lines: readonly OrderLine[], itemOf: (line: OrderLine) => string): Plan | null {
  const { order, context, draft } = run;
  const sites = planSites(candidateSites(context.catalog, order.scope, null), context.now);
  const demands = [];
  for (const line of lines) {
    const item = context.catalog.item(itemOf(line));
    if (item === undefined || !item.active || item.scale !== line.scale) return null;
    demands.push(demandOf(item, line.line, line.backordered, context.catalog));
  }
  const planned = plan(draft, demands, { sites, requestedFor: null, allowBackorder: false });
  return planned.open.length === 0 ? planned : null;
}

function costOf(run: Run, option: RecoveryOption): Money | null {
  const total = totalOf(run.order, wanted);
  if (total === null) return null;
  const { output } = ask(run, 'recovery-cost', { option, orderValue: Number(total.amount) });
  return showMoney(Math.round(Number(output['cost']) * 10 ** currencyDigits(total.currency)), total.currency);
}

function requestTransfers(run: Run, from: string | null): void {
  const { order, message } = run;
  const objects: ObjectReference[] = [...objectsOf(run, 'transferred for')];
  run.draft.entries.push(
    entryOf(message, 'transfer.requested.v1', order.id, objects, {
      order: order.id,
      from,
      to: order.site,
      lines: lateLines(run).map((line) => ({
        line: line.line,
        item: line.item,
        quantity: showQuantity(line.backordered, line.scale),
        unit: line.unit,
      })),
    }),
  );
}

function requestFasterTransport(run: Run, risk: Risk): void {
  for (const shipment of run.order.fulfilment.shipments) {
    if (shipment.state === 'delivered') continue;
    run.draft.entries.push(
      entryOf(run.message, 'transport.requested.v1', run.order.id, objectsOf(run, 'shipped'), {
        order: run.order.id,
        release: shipment.release,
        shipment: shipment.id,
        site: shipment.site,
        customer: run.order.customer,
        promisedFor: risk.promisedFor,
        expedite: true,
      }),
    );
  }
}

function objectsOf(run: Run, qualifier: string): readonly ObjectReference[] {
  return [{ type: 'order', id: run.order.id, qualifier }];
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}
