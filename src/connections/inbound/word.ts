// What a message of a connection says of a document of master data, and whether something newer is known. A source is believed in
// its own order, its numbering before its clock; between sources, and beside what people and programs change over the API, it counts
// what was received later. Pure.
import { parseInstant, showInstant } from '#kernel/time.ts';

export type MasterDataKind = 'item' | 'site' | 'partner';

export interface Word {
  readonly kind: MasterDataKind;
  readonly code: string;
  readonly source: string;
  /** The raw message, and its place among all. */
  readonly message: string;
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** When it was so, as the source says. */
  readonly asOf: number | null;
  /** The source's own numbering. */
  readonly sequence: number | null;
}

/** What is known of a document. */
export interface Known {
  /** Null: it is not there. */
  readonly changedAt: number | null;
  /** The last word of each source. */
  readonly words: readonly (Word & { readonly notedAt: number })[];
}

/** Why the word has no effect; null: it is news. */
export function newerThan(word: Word, { changedAt, words }: Known): string | null {
  const name = `${word.kind} ${word.code}`;
  const newer = words.find((one) => isOlder(word, one));
  if (newer !== undefined)
    return `Newer is known of ${name}: ${newer.message}, ${told(newer)}. This message was ${told(word)}.`;
  const notedAt = Math.max(...words.map((one) => one.notedAt));
  // Noted with the change, or since: it was changed by that word. Otherwise somebody else changed it.
  if (changedAt === null || changedAt <= notedAt || word.receivedAt >= changedAt) return null;
  return `The ${name} was changed at ${showInstant(changedAt)}, after this message was ${told(word)}.`;
}

export function isOlder(word: Word, known: Word): boolean {
  if (word.source === known.source) {
    if (word.sequence !== null && known.sequence !== null && word.sequence !== known.sequence)
      return word.sequence < known.sequence;
    if (word.asOf !== null && known.asOf !== null && word.asOf !== known.asOf) return word.asOf < known.asOf;
  }
  return word.receivedAt === known.receivedAt ? word.seq < known.seq : word.receivedAt < known.receivedAt;
}

function told({ receivedAt, asOf, sequence }: Word): string {
  const parts = [
    ...(sequence === null ? [] : [`number ${sequence}`]),
    ...(asOf === null ? [] : [`as of ${showInstant(asOf)}`]),
    `received ${showInstant(receivedAt)}`,
  ];
  return parts.join(', ');
}

export const asOfFix = 'Give {"time": an instant with its offset}, {"sequence": a whole number that rises}, or both.';

/** What a document says of when it is. Undefined: it cannot be read. */
export function readAsOf(asOf: unknown): Pick<Word, 'asOf' | 'sequence'> | undefined {
  if (asOf === undefined || asOf === null) return { asOf: null, sequence: null };
  if (typeof asOf !== 'object') return undefined;
  const { time = null, sequence = null, ...rest } = asOf as Readonly<Record<string, unknown>>;
  if (Object.keys(rest).length > 0 || (time === null && sequence === null)) return undefined;
  if (sequence !== null && !(typeof sequence === 'number' && Number.isSafeInteger(sequence))) return undefined;
  if (time === null) return { asOf: null, sequence };
  const at = typeof time === 'string' ? parseInstant(time) : undefined;
  return at === undefined ? undefined : { asOf: at, sequence };
}
