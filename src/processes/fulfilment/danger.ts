// A promise in danger: noted with its cause and the day to be expected now. What becomes of it is the chart's.
import type { RiskCause } from '#orders/fulfilment.ts';
import type { OrderLine } from '#orders/model.ts';
import { promisedDate } from '#orders/promised-date.ts';
import { expects } from '#statecharts/step.ts';
import { change } from './run.ts';
import type { Run } from './run.ts';

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
  const { value, risk: before } = run.order.fulfilment;
  if (!expects(run.definition, value).has('promise.endangered')) return;
  const whole = expectedOn === null ? null : whenWhole(run.order.lines, expectedOn);
  // Somebody is to decide how a late supply is replaced: that a carrier is late as well does not decide it.
  const isOpen = cause === 'late_carrier' && before?.cause === 'supply_late' && before.chosen === null;
  const expected = isOpen ? later(before.expectedOn, whole) : whole;
  change(run, {
    risk: {
      cause: isOpen ? before.cause : cause,
      since: run.context.now,
      promisedFor,
      expectedOn: expected,
      alternatives: [],
      chosen: null,
    },
  });
  run.heard.push('promise.endangered');
}

/** Of what nobody knows the day, nobody knows whether it comes later. */
function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return null;
  return one > other ? one : other;
}

/** When the last of it comes, if a part comes on `date`: nobody knows while other goods have no date at all. */
function whenWhole(lines: readonly OrderLine[], date: string): string | null {
  if (lines.some(({ backordered }) => backordered > 0)) return null;
  const last = promisedDate(lines);
  return last === null || last < date ? date : last;
}
