// A journal entry: one fact, past tense, with every object it concerns, so that an object-centric event log (OCEL 2.0) is a
// view of the journal. Entries hold no personal data.
import type { Message } from './message.ts';

export interface Entry {
  readonly type: string;
  /** The object the entry is about first of all: an order, a reservation, an item at a site, … */
  readonly subject: string;
  readonly occurredAt: number;
  readonly actor: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly objects: readonly ObjectReference[];
  readonly data: Readonly<Record<string, unknown>>;
}

/** An entry as it was sealed: times are text. */
export interface SealedEntry extends Omit<Entry, 'occurredAt'> {
  readonly occurredAt: string;
  readonly recordedAt: string;
}

export interface ObjectReference {
  readonly type:
    | 'order'
    | 'reservation'
    | 'item'
    | 'site'
    | 'partner'
    | 'supply'
    | 'intake'
    | 'message'
    | 'shipment'
    | 'definition';
  readonly id: string;
  /** The part the object plays in the entry, e.g. ordered, promised from, corrected. */
  readonly qualifier: string;
}

export function entryOf(
  message: Message,
  type: string,
  subject: string,
  objects: readonly ObjectReference[],
  data: Readonly<Record<string, unknown>>,
): Entry {
  const { occurredAt, actor, correlationId } = message;
  return {
    type: `crossdock.${type}`,
    subject,
    occurredAt,
    actor,
    correlationId,
    causationId: message.id,
    objects,
    data,
  };
}

/** The entry exactly as it is stored and sealed. */
export function sealEntry(entry: Entry, recordedAt: string, occurredAt: string): string {
  return JSON.stringify({ ...entry, occurredAt, recordedAt });
}
