// Control totals filled into the rows that have them. A total that the mapping made itself has to be right.
import { FormatProblem } from './format.ts';
import { Tally, totalsOf } from './totals.ts';
import type { Total, TotalsSettings } from './totals.ts';
import { isObject } from './value.ts';

/** A row and its JSON pointer. */
export type Placed = [row: unknown, place: string];

export function withTotals(rows: readonly Placed[], settings: TotalsSettings): readonly Placed[] {
  if (settings.totals === undefined) return rows;
  const groups = totalsOf(settings, 'group');
  const inGroups = groups.length === 0 ? rows : scopesOf(rows, settings).flatMap((scope) => fill(scope, groups));
  return fill(inGroups, totalsOf(settings, 'whole'));
}

/** From the row with which a group begins to the next one; rows outside of groups by themselves, with no totals to be filled. */
function scopesOf(rows: readonly Placed[], { groupFrom, records = {} }: TotalsSettings): readonly Placed[][] {
  const scopes: Placed[][] = [];
  for (const row of rows) {
    const kind = kindOf(row[0]);
    const isAlone = kind !== undefined && records[kind]?.alone === true;
    const last = scopes.at(-1);
    if (last === undefined || isAlone || kind === groupFrom || isEnded(last, records)) scopes.push([row]);
    else last.push(row);
  }
  return scopes;
}

function isEnded([first]: readonly Placed[], records: NonNullable<TotalsSettings['records']>): boolean {
  const kind = first === undefined ? undefined : kindOf(first[0]);
  return kind !== undefined && records[kind]?.alone === true;
}

function fill(rows: readonly Placed[], totals: readonly Total[]): readonly Placed[] {
  const [first] = rows;
  const isMeant = rows.some(([row]) => totals.some(({ of, record }) => [...of, record].includes(kindOf(row) ?? '')));
  if (first === undefined || !isMeant) return rows;
  let filled = rows;
  for (const total of totals) {
    const tally = new Tally(total);
    for (const [row] of filled) if (isObject(row)) tally.add(row);
    const holders = filled.filter(([row]) => kindOf(row) === total.record);
    const [holder, second] = holders;
    const place = second?.[1] ?? holder?.[1] ?? first[1];
    const no = (detail: string, fix: string): FormatProblem =>
      new FormatProblem({ place: place === '' ? 'the value' : place, detail, fix });
    if (holder === undefined || second !== undefined)
      throw no(
        `${total.field} needs one row "${total.record}", and there ${holder === undefined ? 'is none' : 'are more'}.`,
        'Let the mapping make one; its total is filled in.',
      );
    const unsummed = tally.unsummed();
    if (unsummed !== null) throw no(unsummed, 'Correct the mapping.');
    const [row] = holder;
    if (!isObject(row)) throw new Error('bug: a row with a kind is an object');
    const given = row[total.field];
    if (given !== undefined && given !== null && given !== '') {
      if (tally.agrees(given)) continue;
      throw no(
        `${total.field} is given as ${JSON.stringify(given).slice(0, 60)}, and it is ${tally.result}.`,
        'Leave it out: it is filled in.',
      );
    }
    const written: Placed = [{ ...row, [total.field]: tally.result }, holder[1]];
    filled = filled.map((one) => (one === holder ? written : one));
  }
  return filled;
}

function kindOf(row: unknown): string | undefined {
  const kind = isObject(row) ? row['record'] : undefined;
  return typeof kind === 'string' ? kind : undefined;
}
