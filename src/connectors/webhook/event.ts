// A journal entry as the CloudEvent that receivers get (CloudEvents 1.0, structured JSON). Made anew for each attempt and equal
// every time, because it is made of the sealed entry alone.

/** Of the sealed entry, what an event is made of; see processes/entry.ts. */
interface SealedEntry {
  readonly type: string;
  readonly subject: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export const eventMediaType = 'application/cloudevents+json; charset=utf-8';

/** What events are sent as that no operation makes anything of. */
export const eventOperation = 'event';

/** The same for every attempt, so that receivers can tell a repetition. Without dots: the signature is over `id.timestamp.body`. */
export function eventId(turnId: string, ordinal: number): string {
  return `${turnId}-${ordinal}`;
}

export function eventOf(id: string, source: string, sealed: string): string {
  const entry = JSON.parse(sealed) as SealedEntry; // Sealed by a turn: processes/entry.ts wrote it.
  return JSON.stringify({
    specversion: '1.0',
    id,
    source,
    type: entry.type,
    subject: entry.subject,
    time: entry.occurredAt,
    datacontenttype: 'application/json',
    correlationid: entry.correlationId,
    causationid: entry.causationId,
    recordedtime: entry.recordedAt,
    data: entry.data,
  });
}
