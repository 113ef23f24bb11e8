// Times in documents are mostly written without an offset, on the clock of some place. This makes instants of them, and back.

const local = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?$/;
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * RFC 3339 text of `YYYY-MM-DD HH:MM[:SS]` on the clock of `zone`; undefined when it is no such time. An hour that comes twice
 * means the first one; a time that the clocks skipped counts on with the offset from before.
 */
export function instantOf(text: string, zone: string): string | undefined {
  const match = local.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second = '00'] = match;
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const asUtc = Date.parse(`${written}Z`);
  if (Number.isNaN(asUtc) || !new Date(asUtc).toISOString().startsWith(written)) return undefined;
  // The offset a day before and a day after: they differ only around a change of the clocks.
  const before = offsetAt(asUtc - dayMs, zone);
  const after = offsetAt(asUtc + dayMs, zone);
  const offset = offsetAt(asUtc - before, zone) === before || offsetAt(asUtc - after, zone) !== after ? before : after;
  return `${written}${showOffset(offset)}`;
}

/** `YYYY-MM-DDTHH:MM:SS` on the clock of `zone`. */
export function localOf(instant: number, zone: string): string {
  return new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 19);
}

const dayMs = 86_400_000;

/** Local clock minus UTC, in milliseconds. */
function offsetAt(instant: number, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const clock = `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`;
  return Date.parse(clock) - Math.floor(instant / 1_000) * 1_000;
}

function showOffset(offset: number): string {
  const minutes = Math.abs(Math.round(offset / 60_000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}
