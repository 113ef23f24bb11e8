// Control totals: a row, mostly the last, that says how many rows there are or what one of their fields adds up to. Read, they are
// proved before anything is taken; written, they are filled in. Exact, whatever the number of digits.
import type { JsonSchema } from '#contracts/schema.ts';
import { plainNumber } from './decimal.ts';
import type { SettingsComplaint } from './format.ts';
import { isObject } from './value.ts';

export interface Total {
  /** Kind of the row that has the total, and the field it stands in. */
  readonly record: string;
  readonly field: string;
  /** Kinds of the rows that are meant. */
  readonly of: readonly string[];
  /** Their field that is added up; left out: the rows are counted. */
  readonly sum?: string;
}

export const totalsSchema: JsonSchema = {
  type: 'array',
  minItems: 1,
  maxItems: 20,
  items: {
    type: 'object',
    required: ['record', 'field', 'of'],
    additionalProperties: false,
    properties: {
      record: { type: 'string', minLength: 1, maxLength: 50 },
      field: { type: 'string', minLength: 1, maxLength: 200 },
      of: { type: 'array', minItems: 1, maxItems: 200, uniqueItems: true, items: { type: 'string', maxLength: 50 } },
      sum: { type: 'string', minLength: 1, maxLength: 200 },
    },
  },
};

/** Fields by kind of row. */
type Fields = Readonly<Record<string, readonly string[]>>;

export function complainOfTotals(totals: readonly Total[], fields: Fields): SettingsComplaint | null {
  for (const [index, { record, field, of, sum }] of totals.entries()) {
    const at = `/totals/${index}`;
    const unknown = [record, ...of].find((kind) => !Object.hasOwn(fields, kind));
    if (unknown !== undefined)
      return {
        pointer: at,
        detail: `"${unknown}" is no kind of row that is known.`,
        fix: `Name one of ${Object.keys(fields).join(', ').slice(0, 200)}.`,
      };
    if (fields[record]?.includes(field) !== true)
      return { pointer: `${at}/field`, detail: `A row "${record}" has no "${field}".`, fix: 'Name one of its fields.' };
    const without = sum === undefined ? undefined : of.find((kind) => fields[kind]?.includes(sum) !== true);
    if (without !== undefined)
      return {
        pointer: `${at}/sum`,
        detail: `A row "${without}" has no "${sum}".`,
        fix: 'Name a field of all of them.',
      };
  }
  return null;
}

/** Totals of rows that are part of groups are those of their group; the others are of the whole. */
export function totalsOf(
  { totals = [], groupFrom, records = {} }: TotalsSettings,
  scope: 'group' | 'whole',
): readonly Total[] {
  const inGroups = ({ record }: Total): boolean => groupFrom !== undefined && records[record]?.alone !== true;
  return totals.filter((total) => inGroups(total) === (scope === 'group'));
}

export interface TotalsSettings {
  readonly totals?: readonly Total[];
  readonly groupFrom?: string;
  readonly records?: Readonly<Record<string, { readonly alone?: boolean }>>;
}

export interface TotalsProblem {
  readonly detail: string;
  readonly fix: string;
}

/** One total, counted along. */
export class Tally {
  readonly #total: Total;
  #rows = 0;
  #sum: Decimal = { digits: 0n, places: 0 };
  /** What the rows that have the total say. */
  readonly #said: unknown[] = [];
  #bad: string | null = null;

  constructor(total: Total) {
    this.#total = total;
  }

  add(row: Readonly<Record<string, unknown>>): void {
    const { record, field, of, sum } = this.#total;
    const kind = row['record'];
    if (kind === record) this.#said.push(row[field]);
    if (typeof kind !== 'string' || !of.includes(kind)) return;
    this.#rows += 1;
    if (sum === undefined) return;
    const value = decimalOf(row[sum]);
    if (value === null) this.#bad ??= String(row[sum]).slice(0, 60);
    else this.#sum = plus(this.#sum, value);
  }

  get result(): string {
    return this.#total.sum === undefined ? String(this.#rows) : textOf(this.#sum);
  }

  /** Of rows that were read, all of them. */
  problem(): TotalsProblem | null {
    const { record, field } = this.#total;
    const fix = 'Have it sent again, whole; nothing of it was taken.';
    if (this.#said.length !== 1) {
      const found = this.#said.length === 0 ? 'There is no row' : `There are ${this.#said.length} rows`;
      return { detail: `${found} "${record}", which has the total ${field} of all others.`, fix };
    }
    const unsummed = this.unsummed();
    if (unsummed !== null) return { detail: unsummed, fix };
    const [said] = this.#said;
    const read = decimalOf(said);
    if (read !== null && said !== null && said !== '' && isSame(read, this.#own())) return null;
    return { detail: `${field} of the row "${record}" says ${shown(said)}, and ${this.#told()}.`, fix };
  }

  /** Why the rows cannot be added up; null: they can. */
  unsummed(): string | null {
    return this.#bad === null
      ? null
      : `"${this.#bad}" in ${this.#total.sum} is no number, so ${this.#total.field} cannot be told.`;
  }

  /** Whether a value that somebody gives for it is right. */
  agrees(value: unknown): boolean {
    const given = decimalOf(value);
    return given !== null && isSame(given, this.#own());
  }

  #own(): Decimal {
    return this.#total.sum === undefined ? { digits: BigInt(this.#rows), places: 0 } : this.#sum;
  }

  #told(): string {
    const kinds = this.#total.of.map((kind) => `"${kind}"`).join(', ');
    return this.#total.sum === undefined
      ? `there are ${this.#rows} rows ${kinds}`
      : `${this.#total.sum} of the ${this.#rows} rows ${kinds} is ${this.result} together`;
  }
}

/** Null: they are right. `rows` are all of the whole, or of a group. */
export function wrongTotal(totals: readonly Total[], rows: readonly unknown[]): TotalsProblem | null {
  for (const total of totals) {
    const tally = new Tally(total);
    for (const row of rows) if (isObject(row)) tally.add(row);
    const problem = tally.problem();
    if (problem !== null) return problem;
  }
  return null;
}

interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

/** What is blank adds nothing. Null: it is no number. */
function decimalOf(value: unknown): Decimal | null {
  if (value === null || value === undefined || value === '') return { digits: 0n, places: 0 };
  const text = typeof value === 'number' ? plainNumber(value) : value;
  const match = typeof text === 'string' ? /^([+-]?)(\d{1,100})(?:\.(\d{1,100}))?$/.exec(text.trim()) : null;
  if (match === null) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const digits = BigInt(whole + fraction);
  return { digits: sign === '-' ? -digits : digits, places: fraction.length };
}

function plus(one: Decimal, other: Decimal): Decimal {
  const places = Math.max(one.places, other.places);
  return { digits: at(one, places) + at(other, places), places };
}

function isSame(one: Decimal, other: Decimal): boolean {
  const places = Math.max(one.places, other.places);
  return at(one, places) === at(other, places);
}

function at({ digits, places }: Decimal, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - places);
}

function textOf({ digits, places }: Decimal): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0');
  const whole = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
  return digits < 0n ? `-${whole}` : whole;
}

function shown(value: unknown): string {
  return value === null || value === undefined || value === '' ? 'nothing' : `"${String(value).slice(0, 60)}"`; // oxlint-disable-line typescript/no-base-to-string -- cells are text
}
