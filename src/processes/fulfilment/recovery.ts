// Service recovery: when a promise is going to break, the case says so before the customer does, with what can be done instead
// and what that costs. What is chosen is done, and the channel is told.
import assert from '#kernel/assert.ts';
import { reject } from '#kernel/rejection.ts';
import { daysBetween } from '#kernel/time.ts';
import type { Alternative, RecoveryOption, Risk, RiskCause } from '#orders/fulfilment.ts';
import { totalOf, wanted } from '#orders/total.ts';
import { bindOverdue } from '#stock/events.ts';
import type { OrderLine, OrderPortion } from '#orders/model.ts';
import { dateAgain } from '../date-again.ts';
import { entryOf } from '../entry.ts';
import type { ObjectReference } from '../entry.ts';
import { leavesFrom } from '../promise.ts';
import { promiseChanged } from './promise-changed.ts';
import { alternativesTo, isToBeHad, sentDirectly } from './alternatives.ts';
import { endanger } from './danger.ts';
import { raise } from './exceptions.ts';
import { ask } from './policy.ts';
import { promiseOpen } from './promise-open.ts';
import { promisedDate } from '#orders/promised-date.ts';
import { classOf } from './rights.ts';
import { recallUnanswered } from './release.ts';
import { takeFrom } from './replan.ts';
import { change, keep } from './run.ts';
import type { Run } from './run.ts';
import { lateLines, placesWithout, stuck, stuckFor } from './stuck.ts';
import { substituteLine } from './substitute.ts';
import { requestTransfer } from './transfer.ts';

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

/**
 * Goods are promised for the day on which they can leave; under way, they are counted on for the day the carrier gave before. A
 * delay that nobody has decided about is no new date: the customer counts on the day from before it.
 */
function countsOn(run: Run, shipment: string): string | null {
  const { promisedFor, risk } = run.order.fulfilment;
  if (risk !== null) return risk.chosen === null ? risk.promisedFor : promisedFor;
  const before = run.draft.orders.below.get(run.order.id)?.fulfilment?.shipments.find(({ id }) => id === shipment);
  const given = before?.expectedOn ?? null;
  return given !== null && (promisedFor === null || given > promisedFor) ? given : promisedFor;
}

export function proposeRecovery(run: Run): void {
  const { risk } = run.order.fulfilment;
  // The danger may be over before the chart hears of it.
  if (risk === null) return;
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
    otherSiteHasIt: found.some(({ option }) => option === 'other_site'),
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
  // Nobody has to look for it: whoever is to choose is told at once.
  if (output['automatic'] !== true) return raise(run, 'promise_at_risk');
  change(run, { risk: { ...risk, alternatives, chosen: proposed as RecoveryOption } }); // One of the alternatives.
  run.heard.push('recovery.chosen');
}

export function applyRecovery(run: Run): void {
  const { risk } = run.order.fulfilment;
  if (risk === null || risk.chosen === null) return;
  const chosen = risk.alternatives.find(({ option }) => option === risk.chosen);
  assert(chosen !== undefined, 'an alternative was chosen');
  if (!apply(run, risk, chosen)) {
    run.refused = reject('recovery_gone', `${run.order.id} can no longer be recovered by ${chosen.option}.`, {
      pointer: '/option',
    });
    change(run, { risk: { ...risk, chosen: null } });
    return;
  }
  const isTold = chosen.option === 'expedite' || chosen.option === 'new_date';
  const after = isTold ? chosen.date : promisedDate(run.order.lines);
  change(run, { promisedFor: after, risk: chosen.option === 'expedite' ? { ...risk, expectedOn: after } : null });
  // To be told the same date again is no news.
  if (chosen.option === 'new_date' && after === risk.promisedFor) return;
  run.draft.entries.push(
    promiseChanged(run.message, run.order.id, {
      option: chosen.option,
      before: risk.promisedFor,
      after,
      reason: risk.cause,
    }),
  );
}

/** False when the goods that the alternative counted on have gone to others since. */
function apply(run: Run, risk: Risk, chosen: Alternative): boolean {
  if (!isToBeHad(run, risk.cause, chosen.option)) return false;
  switch (chosen.option) {
    case 'new_date':
      if (risk.cause === 'supply_late') dateLines(run);
      return true;
    case 'expedite':
      requestFasterTransport(run, risk);
      return true;
    case 'split':
      change(run, { rights: { ...run.order.fulfilment.rights, shipComplete: false } });
      run.heard.push('stock.allocated');
      return true;
    case 'substitute':
    case 'other_site':
    case 'transfer':
      if (chosen.option === 'other_site' && sentDirectly(run, risk.cause) !== null) sendDirectly(run);
      else takeOthers(run, risk, chosen);
      return true;
  }
}

/** The lines say what the order says: the day on which their supply comes now. */
function dateLines(run: Run): void {
  const lines = run.order.lines.map((line) => dateAgain(run.draft, run.context, run.order, line));
  run.order = { ...run.order, lines };
  keep(run);
}

/** Goods from elsewhere, or other ones: what is stuck is not waited for any more. */
function takeOthers(run: Run, risk: Risk, chosen: Alternative): void {
  const cause = stuckFor(chosen.option, risk.cause);
  const without = placesWithout(run, cause);
  const freed = stuck(run, cause).flatMap((lost) => takeFrom(run, lost, { inboundFirst: lost.waits === true }));
  keep(run);
  const late = lateLines(run, null);
  if (chosen.option === 'transfer') requestTransfer(run, late, chosen, without);
  else {
    if (chosen.option === 'other_site') promiseOpen(run, { without, site: null });
    else assert(late.map((line) => substituteLine(run, line, line.backordered)).every(Boolean), 'they were there');
    keep(run);
    if (cause === 'warehouse_silent') recallUnanswered(run);
    run.heard.push(cause === 'warehouse_silent' ? 'release.recalled' : 'stock.allocated');
  }
  for (const part of freed) bindOverdue(run.draft, part);
}

/** Goods that were to be moved leave from where they lie. */
function sendDirectly(run: Run): void {
  const portionsOf = ({ portions }: OrderLine): readonly OrderPortion[] =>
    portions.map(({ toSite, ...portion }) => {
      if (toSite === undefined) return portion;
      const site = run.context.catalog.site(portion.site);
      assert(site !== undefined, `goods were promised from ${portion.site}, so it is known`);
      return { ...portion, promisedFor: leavesFrom(site, run.context.now) };
    });
  run.order = { ...run.order, lines: run.order.lines.map((line) => ({ ...line, portions: portionsOf(line) })) };
  keep(run);
  run.heard.push('stock.allocated');
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
