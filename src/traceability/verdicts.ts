// What becomes of each event that somebody sends: kept, known already, or refused with its reason. Pure.
import { eventHash } from '#gs1/epcis/event-hash.ts';
import { epcisFaults } from '#gs1/epcis/faults.ts';
import type { EpcisFault } from '#gs1/epcis/faults.ts';
import type { EpcisEvent } from '#gs1/epcis/model.ts';
import type { ReadEpcis } from '#gs1/epcis/read.ts';
import { hasUnusableText } from '#gs1/epcis/text.ts';
import { limits } from '#kernel/limits.ts';
import { placesOf, termsOf } from './terms.ts';

/** An event that may be kept. */
export interface Incoming {
  /** From 0, in the document. */
  readonly number: number;
  readonly event: EpcisEvent;
  /** The one it has, or its hash. */
  readonly id: string;
  readonly hash: string;
  /** When the error that it declares was declared; empty: it declares none. */
  readonly declared: string;
  readonly terms: readonly string[];
}

export interface CaptureError {
  /** From 0; null: of the document. */
  readonly event: number | null;
  readonly code: string;
  readonly place: string | null;
  readonly detail: string;
  readonly fix: string;
}

export interface Sifted {
  readonly incoming: readonly Incoming[];
  readonly errors: readonly CaptureError[];
}

/** `glns`: where the sender may tell what happened; null: anywhere. */
export function sift(
  { document, faults, unread }: ReadEpcis & { readonly document: NonNullable<ReadEpcis['document']> },
  glns: ReadonlySet<string> | null,
): Sifted {
  const errors: CaptureError[] = faults.map(errorOf);
  const faulty = new Set(faults.map(({ event }) => event));
  const events = document.events.values();
  const incoming: Incoming[] = [];
  for (let number = 0; number < document.events.length + unread.length; number += 1) {
    const event = unread.includes(number) ? undefined : events.next().value;
    if (event === undefined || faulty.has(number)) continue;
    const one = incomingOf(event, number);
    const error = unusable(one) ?? tooLong(one) ?? outside(one, glns);
    if (error === null) incoming.push(one);
    else errors.push({ event: number, place: null, ...error });
  }
  return { incoming, errors: errors.toSorted((one, other) => (one.event ?? -1) - (other.event ?? -1)) };
}

export function errorOf({ code, event, place, detail }: EpcisFault): CaptureError {
  return { event, code, place, detail, fix: epcisFaults[code].fix };
}

export function incomingOf(event: EpcisEvent, number: number): Incoming {
  const hash = eventHash(event);
  const id = event.eventID ?? hash;
  const declared = event.errorDeclaration?.declarationTime ?? '';
  const { recordTime: _ours, ...told } = event;
  return { number, event: { ...told, eventID: id }, id, hash, declared, terms: termsOf(event) };
}

type Reason = Pick<CaptureError, 'code' | 'detail' | 'fix'>;

function unusable({ event }: Incoming): Reason | null {
  if (!hasUnusableText(event)) return null;
  return {
    code: 'text_unusable',
    detail: 'A text in it has NUL (U+0000), or half a character.',
    fix: 'Have it sent without.',
  };
}

function tooLong({ id, terms }: Incoming): Reason | null {
  const long = [id].find((text) => text.length > limits.epcisEventIdCharactersMax);
  if (long !== undefined)
    return {
      code: 'event_id_too_long',
      detail: `The eventID has ${long.length} characters, and at most ${limits.epcisEventIdCharactersMax} are kept.`,
      fix: 'Give it a shorter id, or none.',
    };
  const term = terms.find((text) => new TextEncoder().encode(text).length > limits.epcisTermBytesMax);
  if (term === undefined) return null;
  return {
    code: 'identifier_too_long',
    detail: `${term.slice(0, 80)}… is longer than ${limits.epcisTermBytesMax} bytes.`,
    fix: 'Give shorter identifiers.',
  };
}

function outside({ event }: Incoming, glns: ReadonlySet<string> | null): Reason | null {
  if (glns === null || placesOf(event).some((gln) => glns.has(gln))) return null;
  return {
    code: 'place_outside',
    detail: 'It did not happen at a site that the key has: neither readPoint nor bizLocation is one.',
    fix: 'Use a key for the site, or say which GLN is the site, as an identifier of the system gs1.',
  };
}

export interface KeptEvent {
  readonly id: string;
  readonly declared: string;
  readonly hash: string;
}

export interface Judged extends Sifted {
  /** How many are kept already. */
  readonly known: number;
}

/** Against those of the same ids that are kept. What comes twice in one document is known the second time. */
export function judge(incoming: readonly Incoming[], kept: readonly KeptEvent[]): Judged {
  const fresh: Incoming[] = [];
  const errors: CaptureError[] = [];
  const seen: KeptEvent[] = [...kept];
  let known = 0;
  const byId = Map.groupBy(seen, ({ id }) => id);
  for (const one of incoming) {
    const same = byId.get(one.id) ?? [];
    if (same.some(({ hash }) => hash !== one.hash)) {
      errors.push({
        event: one.number,
        code: 'event_id_reused',
        place: null,
        detail: `${one.id} names another event, which is kept.`,
        fix: 'Give the event an id of its own. To take one back, send the same event with an errorDeclaration.',
      });
    } else if (same.some(({ declared }) => declared === one.declared)) known += 1;
    else {
      fresh.push(one);
      byId.set(one.id, [...same, one]);
    }
  }
  return { incoming: fresh, errors, known };
}
