// Before and after in the numbering or the time of a source. A source's own sequence is believed over clocks, but only
// between events of that source.
import type { Absolute, Watermark } from './model.ts';

interface Placed {
  readonly source: string;
  readonly sequence: number | null;
  readonly occurredAt: number;
}

export function isAfter(event: Placed, source: string, asOf: Watermark): boolean {
  if (event.source === source && event.sequence !== null && asOf.sequence !== null)
    return event.sequence > asOf.sequence;
  return event.occurredAt > asOf.time;
}

/** Whether what `source` says as of `asOf` is older than what has been recorded. */
export function isOlder(source: string, asOf: Watermark, known: Pick<Absolute, 'source' | 'asOf'>): boolean {
  if (source === known.source && asOf.sequence !== null && known.asOf.sequence !== null)
    return asOf.sequence < known.asOf.sequence;
  return asOf.time < known.asOf.time;
}
