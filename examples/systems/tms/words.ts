// FreightLine's own codes and how it writes weights, dates and moments.
export interface Problem {
  code: string;
  field: string;
  text: string;
}

export interface Carrier {
  code: string;
  name: string;
  services: readonly string[];
  /** How long one run of its status job takes, in milestone steps. Slow jobs are why milestones arrive out of order. */
  jobSteps: number;
  days: number;
  baseCents: number;
  centsPerKilo: number;
}

export const carriers: readonly Carrier[] = [
  {
    code: 'FLC0107',
    name: 'Rapido Cargo',
    services: ['X24'],
    jobSteps: 0.5,
    days: 1,
    baseCents: 6900,
    centsPerKilo: 38,
  },
  {
    code: 'FLC0212',
    name: 'Nordlast',
    services: ['STD', 'X24'],
    jobSteps: 1,
    days: 2,
    baseCents: 4250,
    centsPerKilo: 21,
  },
  {
    code: 'FLC0340',
    name: 'Van Houten',
    services: ['STD', 'ECO'],
    jobSteps: 6,
    days: 4,
    baseCents: 2900,
    centsPerKilo: 14,
  },
];

/** Countries that are served, with the zone that multiplies the price. Alpha-3, as the customs people like it. */
export const zones: ReadonlyMap<string, number> = new Map([
  ['DEU', 1],
  ['NLD', 1],
  ['BEL', 1],
  ['AUT', 2],
  ['FRA', 2],
  ['POL', 2],
  ['DNK', 2],
  ['GBR', 3],
  ['ITA', 3],
  ['ESP', 3],
]);

export const unitTypes: ReadonlySet<string> = new Set(['EPAL', 'HPAL', 'COLL', 'ROLL']);

/** Kilograms with exactly three decimals in a string; anything else is not a weight. */
export function gramsOf(weight: unknown): number | undefined {
  return typeof weight === 'string' && /^\d{1,7}\.\d{3}$/.test(weight) ? Number(weight.replace('.', '')) : undefined;
}

export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10).replaceAll('-', '');
}

export function minuteOf(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16).replace(':', '');
}

/** Midnight UTC of YYYYMMDD, or undefined when there is no such day. */
export function msOfDay(day: unknown): number | undefined {
  if (typeof day !== 'string' || !/^\d{8}$/.test(day)) return undefined;
  const ms = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`);
  return Number.isNaN(ms) || dayOf(ms) !== day ? undefined : ms;
}

export const secondsOf = (ms: number): number => Math.floor(ms / 1000);

export function amountOf(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

/** The value at a path of names, undefined where the way ends. */
export function at(value: unknown, ...path: string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}
