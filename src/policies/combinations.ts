// Every set of rules that some input matches exactly, each with one example. Columns are divided into what their cells can
// tell apart, so a few examples stand for all there is; and of a combination only its set of rules matters, so each set is
// kept once. That keeps a search small that would otherwise multiply over the columns.
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import { matchMask } from './decide.ts';
import type { Input } from './decide.ts';
import { domainOf, isWithin, pointsAround, written } from './domain.ts';
import type { Column, Field, Line, Policy } from './model.ts';
import { engineNumber, work } from './zen.ts';

export interface Taken {
  readonly mask: bigint;
  readonly example: Input;
}

/** null if there are more than `limits.policyRuleSetsMax`. */
export function combinationsOf({
  columns,
  inputs,
  rules,
}: Pick<Policy, 'columns' | 'inputs' | 'rules'>): readonly Taken[] | null {
  const all = (1n << BigInt(rules.length)) - 1n;
  const bases = new Set(columns.flatMap(({ asks }) => asks.map(({ field }) => field)));
  const alone = columns.filter(({ asks, input }) => asks.length === 0 && !bases.has(input.name));
  const groups = [
    ...alone.map(takenBy),
    ...[...bases].map((name) => {
      const base = inputs.get(name);
      assert(base !== undefined, 'cells name inputs only');
      return takenByStar(base, columns, all);
    }),
  ];
  let sets: readonly Taken[] = [{ mask: all, example: {} }];
  for (const group of groups) {
    sets = joined(sets, group);
    if (sets.length > limits.policyRuleSetsMax) return null;
  }
  return sets;
}

function takenBy({ input, points, masks }: Column): Taken[] {
  const taken = points.flatMap((point, index) => {
    const mask = masks[index];
    return point === null || mask === undefined ? [] : [{ mask, example: { [input.name]: written(point, input) } }];
  });
  return unlike(taken);
}

/** An input with the columns that are compared with it: the points of those depend on its own. */
function takenByStar(base: Field, columns: readonly Column[], all: bigint): Taken[] {
  const own = columns.filter(({ input }) => input === base);
  const rays = columns.filter(({ asks }) => asks.some(({ field }) => field === base.name));
  const taken = pointsOfBase(base, own, rays).flatMap((at) => {
    const example = { [base.name]: written(at, base) };
    let sets: readonly Taken[] = [{ mask: matchMask(own, example, all), example }];
    for (const ray of rays) sets = joined(sets, takenByRay(ray, example, all));
    return sets;
  });
  return unlike(taken);
}

function takenByRay(ray: Column, at: Input, all: bigint): Taken[] {
  const levels = ray.asks.flatMap(({ operands }) => operands).map(({ text }) => Number(work(text, at)));
  const cuts = [...new Set([...ray.cuts, ...levels])].toSorted((a, b) => a - b);
  return pointsAround(cuts, domainOf(ray.input)).flatMap((point) => {
    if (point === null) return [];
    const example = { ...at, [ray.input.name]: written(engineNumber(point), ray.input) };
    return [{ mask: matchMask([ray], example, all), example }];
  });
}

/** Wherever the order of what the columns are compared with changes: own cuts, lines that meet a level, lines that cross. */
function pointsOfBase(base: Field, own: readonly Column[], rays: readonly Column[]): number[] {
  const domain = domainOf(base);
  const meetings = rays.flatMap(({ input, cuts, asks }) => {
    const { low, high } = domainOf(input);
    const levels = [low, high, ...cuts].map((plus): Line => ({ field: null, factor: 0, plus }));
    const lines = asks
      .flatMap(({ operands }) => operands.map(({ line }) => line))
      .filter(({ field }) => field !== null);
    return lines.flatMap((line) => [...levels, ...lines].flatMap((other) => meeting(line, other)));
  });
  const near = [...own.flatMap(({ cuts }) => cuts), ...meetings].flatMap((at) => {
    if (domain.step === 0) return [Number(at.toFixed(9))];
    // Neighbours show both ends of a stretch: what lies between two lines may be wide enough for a whole number at one only.
    const below = Math.floor(at / domain.step) * domain.step;
    return [-1, 0, 1, 2].map((steps) => below + steps * domain.step);
  });
  const cuts = [...new Set(near)].filter((at) => isWithin(at, domain)).toSorted((a, b) => a - b);
  return pointsAround(cuts, domain).flatMap((point) => (point === null ? [] : [engineNumber(point)]));
}

function meeting(line: Line, other: Line): number[] {
  return line.factor === other.factor ? [] : [(other.plus - line.plus) / (line.factor - other.factor)];
}

function joined(left: readonly Taken[], right: readonly Taken[]): Taken[] {
  const sets = new Map<bigint, Taken>();
  for (const one of left) {
    for (const other of right) {
      const mask = one.mask & other.mask;
      if (!sets.has(mask)) sets.set(mask, { mask, example: { ...one.example, ...other.example } });
    }
  }
  return [...sets.values()];
}

function unlike(taken: readonly Taken[]): Taken[] {
  return [...new Map(taken.toReversed().map((one) => [one.mask, one])).values()].toReversed();
}
