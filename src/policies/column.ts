// A column as decisions use it. No cell tells two values of one class apart, so the engine is asked once for each class,
// when the policy is read; a decision finds the class of its value and has the answers of all cells in one mask.
import assert from '#kernel/assert.ts';
import { readCell } from './cell.ts';
import { domainOf, pointsAround } from './domain.ts';
import type { Fields } from './expression.ts';
import type { Ask, Column, EngineValue, Field } from './model.ts';
import { takes } from './zen.ts';

/** `cells`: one for each rule, known to be readable. */
export function columnOf(input: Field, cells: readonly string[], fields: Fields): Column {
  const read = cells.map((cell) => (cell === '' ? { operands: [], named: [] } : readCell(cell, input, fields)));
  const asks: Ask[] = read.flatMap(({ operands }, rule) => {
    const field = operands.find(({ line }) => line.field !== null)?.line.field ?? null;
    return field === null ? [] : [{ rule, cell: cells[rule] ?? '', field, operands }];
  });
  const literals = read.flatMap(({ operands }) =>
    operands.flatMap(({ line }) => (line.field === null ? [line.plus] : [])),
  );
  const cuts = [...new Set(literals)].toSorted((a, b) => a - b);
  const names = input.type === 'boolean' ? [true, false] : read.flatMap((cell) => cell.named);
  const named = [...new Set([...(input.values ?? []), ...names])];
  const isOrdered = input.type === 'number' || input.type === 'date';
  const points = isOrdered ? pointsAround(cuts, domainOf(input)) : [...named, ...otherText(named, input)];
  const open = new Set(asks.map(({ rule }) => rule));
  return {
    input,
    cuts,
    named: new Map(named.map((value, index) => [value, index])),
    points,
    masks: points.map((point) => (point === null ? 0n : maskOf(point, cells, open))),
    asks,
  };
}

/** The class of what no cell names, shown by a text that is none of them. */
function otherText(named: readonly EngineValue[], input: Field): string[] {
  if (input.type === 'boolean' || input.values !== null) return [];
  let other = 'anything else';
  while (named.includes(other)) other += '!';
  return [other];
}

function maskOf(point: EngineValue, cells: readonly string[], open: ReadonlySet<number>): bigint {
  let mask = 0n;
  for (const [rule, cell] of cells.entries())
    if (cell === '' || open.has(rule) || takes(cell, { $: point })) mask |= 1n << BigInt(rule);
  return mask;
}

/** The rules whose cell takes the value, as bits; those that ask counted in. */
export function maskFor(column: Column, value: EngineValue): bigint {
  const mask = column.masks[classFor(column, value)];
  assert(mask !== undefined, `every value that ${column.input.name} may have is in a class`);
  return mask;
}

/** Which of the classes of the column the value is in. */
export function classFor({ cuts, named }: Column, value: EngineValue): number {
  return typeof value === 'number' ? classOf(cuts, value) : (named.get(value) ?? named.size);
}

function classOf(cuts: readonly number[], value: number): number {
  let below = 0;
  for (const cut of cuts) {
    if (value === cut) return 2 * below + 1;
    if (value < cut) break;
    below += 1;
  }
  return 2 * below;
}
