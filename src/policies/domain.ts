// What a number or date input can be, and an example from between two values of it.
import { numberMax } from './model.ts';
import type { EngineValue, Field } from './model.ts';
import { dateText } from './zen.ts';

export interface Domain {
  readonly low: number;
  readonly high: number;
  /** The distance of neighbours; 0 if there are values between any two. */
  readonly step: number;
}

const daySeconds = 86_400;
const firstDaySecond = -62_135_596_800; // 0001-01-01
const lastDaySecond = 253_402_214_400; // 9999-12-31

export function domainOf(input: Field): Domain {
  return input.type === 'date'
    ? { low: firstDaySecond, high: lastDaySecond, step: daySeconds }
    : { low: input.min ?? -numberMax, high: input.max ?? numberMax, step: input.whole ? 1 : 0 };
}

export function isWithin(value: number, { low, high, step }: Domain): boolean {
  return value >= low && value <= high && (step === 0 || value % step === 0);
}

/** Every value at which something changes, and one from each stretch before, between and after; null where none is. */
export function pointsAround(cuts: readonly number[], domain: Domain): (number | null)[] {
  const points: (number | null)[] = [];
  for (const [index, cut] of cuts.entries())
    points.push(between(cuts[index - 1] ?? -Infinity, cut, domain), isWithin(cut, domain) ? cut : null);
  return [...points, between(cuts.at(-1) ?? -Infinity, Infinity, domain)];
}

function between(below: number, above: number, domain: Domain): number | null {
  const { low, high, step } = domain;
  if (step > 0) return stepBetween(below, above, domain);
  const [from, to] = [Math.max(below, low), Math.min(above, high)];
  if (below === -Infinity && above === Infinity) return nearZero(from, to);
  if (from < to) return near(from, to, { below, above });
  // One value is left only where the domain is that value, and no cut.
  return from === to && below < from && above > to ? from : null;
}

function stepBetween(below: number, above: number, { low, high, step }: Domain): number | null {
  const first = Math.max(Math.floor(below / step) + 1, Math.ceil(low / step));
  const last = Math.min(Math.ceil(above / step) - 1, Math.floor(high / step));
  if (first > last) return null;
  if (below === -Infinity && above === Infinity) return nearZero(first, last) * step;
  return (above === Infinity ? first : last) * step;
}

/** Close to the cut where one side is open: 501 is a better example than half of all there is. */
function near(from: number, to: number, { below, above }: { below: number; above: number }): number {
  if (above === Infinity && from + 1 < to) return from + 1;
  if (below === -Infinity && to - 1 > from) return to - 1;
  return (from + to) / 2;
}

function nearZero(from: number, to: number): number {
  return Math.min(Math.max(0, from), to);
}

/** As the input is written. */
export function written(value: EngineValue, input: Field): string | number | boolean {
  return input.type === 'date' ? dateText(value) : value;
}
