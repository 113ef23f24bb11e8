// Moments are milliseconds since 1970, on a clock that is given: virtual in a simulation, shortened in the demo.

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The first moment after `at` that is a whole multiple of `stepMs`: the next wave, batch or truck. */
export function nextStep(at: number, stepMs: number): number {
  return (Math.floor(at / stepMs) + 1) * stepMs;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** YYYY-MM-DD in the zone. */
export function dateIn(at: number, zone: string): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(zone, format);
  return format.format(at);
}

/** How many days `date` lies after `from`; below 0 before it. */
export function daysBetween(from: string, date: string): number {
  return Math.round((Date.parse(`${date}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / dayMs);
}
