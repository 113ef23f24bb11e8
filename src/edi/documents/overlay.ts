// A correspondence with what differs for one partner: what an overlay names is put in the place of what has the same name, what is
// new goes before the rest, so that it is asked first, and what it removes is taken away. Pure.
import { CorrespondenceProblem } from './notation.ts';
import type { FieldRule, Origin, RowRule, Sheet } from './notation.ts';

export function overlaid(base: Sheet, overlay: Sheet): Sheet {
  return {
    ...base,
    codes: [...base.codes, ...overlay.codes],
    rows: rowsOver(base.rows, overlay, { source: overlay.source, line: 1 }),
  };
}

function rowsOver(
  base: readonly RowRule[],
  { rows, removed }: { readonly rows: readonly RowRule[]; readonly removed: readonly string[] },
  origin: Origin,
): RowRule[] {
  const fresh: RowRule[] = [];
  const merged = without(base, removed, ({ name }) => name, origin);
  for (const row of rows) {
    const at = merged.findIndex(({ name }) => name === row.name);
    const known = merged[at];
    if (known === undefined) fresh.push(row);
    else merged[at] = rowOver(known, row);
  }
  return [...fresh, ...merged];
}

function rowOver(base: RowRule, over: RowRule): RowRule {
  const origin = { source: over.source, line: over.line };
  const ofFields = over.removed.filter((name) => /^\d/.test(name));
  const ofRows = over.removed.filter((name) => !/^\d/.test(name));
  return {
    ...base,
    ...origin,
    target: over.target ?? base.target,
    direction: over.direction === 'both' ? base.direction : over.direction,
    fields: fieldsOver(
      without(base.fields, ofFields, ({ positions }) => positions, origin),
      over.fields,
    ),
    rows: rowsOver(base.rows, { rows: over.rows, removed: ofRows }, origin),
    isShared: false,
  };
}

function fieldsOver(base: readonly FieldRule[], over: readonly FieldRule[]): FieldRule[] {
  const names = new Set(over.map(({ positions }) => positions));
  return [...over, ...base.filter(({ positions }) => !names.has(positions))];
}

function without<One>(
  all: readonly One[],
  names: readonly string[],
  nameOf: (one: One) => string,
  { source, line }: Origin,
): One[] {
  for (const name of names)
    if (!all.some((one) => nameOf(one) === name))
      throw new CorrespondenceProblem(source, line, `${name} is to be removed, and there is none`);
  return all.filter((one) => !names.includes(nameOf(one)));
}
