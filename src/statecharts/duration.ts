// How long a clock runs: ISO 8601 in weeks, days, hours, minutes and seconds. Years and months are left out, because they have
// no fixed length.
const pattern = /^P(?!$)(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/;
const msOf: Readonly<Record<string, number>> = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 };

/** A shorter clock would do nothing but ring; a longer one is never heard by those who set it. */
export const durations = { shortest: 'PT1M', longest: 'P366D' } as const;

/** Milliseconds of PT4H, P2D, P1DT12H, P2W; null of anything else. */
export function durationMs(text: string): number | null {
  if (!pattern.test(text)) return null;
  let total = 0;
  for (const [, number, unit] of text.matchAll(/(\d+)([WDHMS])/g)) total += Number(number) * Number(msOf[String(unit)]);
  return total;
}

export function isWithinBounds(ms: number): boolean {
  return ms >= Number(durationMs(durations.shortest)) && ms <= Number(durationMs(durations.longest));
}
