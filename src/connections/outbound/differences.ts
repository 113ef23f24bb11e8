// What would change in the other system: its state beside what would be written. Fields that are not written stay as they are, so
// only those that would be written are compared. Pure.

export interface Difference {
  /** JSON pointer into what would be written. */
  readonly pointer: string;
  /** Null: nothing is there. */
  readonly there: unknown;
  /** Null: nothing would be there. */
  readonly wouldBe: unknown;
}

export interface Differences {
  readonly differences: readonly Difference[];
  /** There are more than are listed. */
  readonly isCut: boolean;
}

export function differencesOf(there: unknown, wouldBe: unknown, max: number): Differences {
  const differences: Difference[] = [];
  const open: { readonly pointer: string; readonly there: unknown; readonly wouldBe: unknown }[] = [
    { pointer: '', there: alone(there, wouldBe), wouldBe },
  ];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const { pointer, there: has, wouldBe: gets } = next;
    if (isRecord(has) && isRecord(gets)) {
      open.unshift(
        ...Object.entries(gets).map(([name, value]) => ({
          pointer: `${pointer}/${escaped(name)}`,
          there: Object.hasOwn(has, name) ? has[name] : null,
          wouldBe: value,
        })),
      );
    } else if (Array.isArray(has) && Array.isArray(gets)) {
      const length = Math.max(has.length, gets.length);
      open.unshift(
        ...Array.from({ length }, (_, index) => ({
          pointer: `${pointer}/${index}`,
          there: has[index] ?? null,
          wouldBe: gets[index] ?? null,
        })),
      );
    } else if (!isSame(has, gets)) {
      if (differences.length === max) return { differences, isCut: true };
      differences.push({ pointer, there: has ?? null, wouldBe: gets ?? null });
    }
  }
  return { differences, isCut: false };
}

/** A system that answers a list with the one thing that was asked for has that thing. */
function alone(there: unknown, wouldBe: unknown): unknown {
  return Array.isArray(there) && there.length === 1 && isRecord(wouldBe) ? there[0] : there;
}

/** Numbers are the same whether they come as numbers or as text: databases answer decimals as text. */
function isSame(has: unknown, gets: unknown): boolean {
  if (has === gets || (has ?? null) === (gets ?? null)) return true;
  const isNumber = typeof has === 'number' || typeof gets === 'number';
  const isText = typeof has === 'string' || typeof gets === 'string';
  if (isNumber && isText) return String(has).trim() !== '' && Number(has) === Number(gets);
  return JSON.stringify(has) === JSON.stringify(gets);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
