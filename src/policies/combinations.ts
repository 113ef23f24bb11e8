// Every set of rules that some input matches exactly, each with one example. Columns are divided into what their cells can
// tell apart, so a few examples stand for all there is; and of a combination only its set of rules matters, so each set is
// kept once. That keeps a search small that would otherwise multiply over the columns.
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import { matchMask } from './decide.ts';
import type { Input } from './decide.ts';
import { domainOf, isWithin, pointsAround, written } from './domain.ts';
import type { Domain } from './domain.ts';
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
  const meetings = rays.flatMap((ray) => {
    const lines = linesOf(ray);
    return lines.flatMap((line) => [...levelsOf(ray), ...lines].flatMap((other) => meeting(line, other)));
  });
  const cuts = cutsIn(domain, [domain.low, domain.high, ...own.flatMap((column) => column.cuts), ...meetings]);
  const middles = pointsAround(cuts, domain).filter((point) => point !== null);
  // Where a column of whole numbers is compared, it also matters between which of them a line runs.
  const steps = rays.flatMap((ray) => {
    const { step } = domainOf(ray.input);
    if (step === 0) return [];
    return linesOf(ray).flatMap((line) =>
      middles.flatMap((at) => {
        const below = Math.floor((line.factor * at + line.plus) / step) * step;
        return [below, below + step].flatMap((plus) => meeting(line, level(plus)));
      }),
    );
  });
  const points = steps.length === 0 ? middles : pointsAround(cutsIn(domain, [...cuts, ...steps]), domain);
  return points.flatMap((point) => (point === null ? [] : [engineNumber(point)]));
}

function linesOf({ asks }: Column): Line[] {
  return asks.flatMap(({ operands }) => operands.map(({ line }) => line)).filter(({ field }) => field !== null);
}

function levelsOf({ input, cuts }: Column): Line[] {
  const { low, high, step } = domainOf(input);
  const levels = [low, high, ...cuts];
  if (step === 0) return levels.map(level);
  return levels.flatMap((at) => [-1, 0, 1, 2].map((steps) => level((Math.floor(at / step) + steps) * step)));
}

function level(plus: number): Line {
  return { field: null, factor: 0, plus };
}

function cutsIn(domain: Domain, values: readonly number[]): number[] {
  const { step } = domain;
  const near = values.flatMap((at) => {
    if (step === 0) return [Number(at.toFixed(9))];
    // Neighbours show both ends of a stretch: what lies between two lines may be wide enough for a whole number at one only.
    return [-1, 0, 1, 2].map((steps) => (Math.floor(at / step) + steps) * step);
  });
  return [...new Set(near)].filter((at) => isWithin(at, domain)).toSorted((a, b) => a - b);
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
