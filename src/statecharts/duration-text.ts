// How long a clock runs, as a person says it.
const units = ['week', 'day', 'hour', 'minute', 'second'] as const;

/** Of an ISO 8601 duration that the catalogue allows: "P1DT12H" is "1 day 12 hours". */
export function durationText(iso: string): string {
  const [, ...numbers] = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(iso) ?? [];
  const parts = numbers.flatMap((number, index) => {
    const unit = units[index];
    // What is not said of a duration is not there.
    return number === undefined || unit === undefined
      ? []
      : [`${Number(number)} ${unit}${Number(number) === 1 ? '' : 's'}`];
  });
  return parts.length === 0 ? iso : parts.join(' ');
}
