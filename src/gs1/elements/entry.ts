// What GS1's dictionary says of its application identifiers, by identifier. `dictionary.json` is generated; see ../SOURCES.md.
import dictionary from './dictionary.json' with { type: 'json' };

export interface DictionaryPart {
  /** Digits; the 82 characters of GS1; the 39 of CPID; base64url. */
  readonly set: 'N' | 'X' | 'Y' | 'Z';
  readonly min: number;
  readonly max: number;
  readonly isOptional: boolean;
  /** As the dictionary calls them. */
  readonly checks: readonly string[];
}

export interface DictionaryEntry {
  /** `3100-3105`: six of them, which differ in their last digits alone. */
  readonly ids: string;
  readonly title: string;
  /** Of a length that every reader knows: no separator follows. */
  readonly isPredefined: boolean;
  /** May stand in the query of a Digital Link. */
  readonly isAttribute: boolean;
  readonly parts: readonly DictionaryPart[];
  /** Of each of these, one alternative with all its identifiers; `35nn` stands for each that begins so. */
  readonly requires: readonly (readonly (readonly string[])[])[];
  readonly excludes: readonly string[];
  /** Null: no key of a Digital Link. Otherwise the qualifiers that may follow, in their order, by alternative. */
  readonly key: readonly (readonly string[])[] | null;
}

// The generator writes nothing else.
const entries = dictionary.entries as readonly DictionaryEntry[];

const byIdentifier = new Map(entries.flatMap((entry) => identifiersOf(entry.ids).map((ai) => [ai, entry] as const)));

export const dictionaryRelease: string = dictionary.release;

export const applicationIdentifiers: readonly string[] = [...byIdentifier.keys()];

export function entryOf(ai: string): DictionaryEntry | undefined {
  return byIdentifier.get(ai);
}

function identifiersOf(ids: string): string[] {
  const [from = '', to = from] = ids.split('-');
  const count = Number(to) - Number(from) + 1;
  return Array.from({ length: count }, (_, index) => String(Number(from) + index).padStart(from.length, '0'));
}

/** The identifier at the front of a text; none begins with another one. */
export function identifierAt(text: string, at: number): string | null {
  for (const length of [2, 3, 4]) {
    const ai = text.slice(at, at + length);
    if (byIdentifier.has(ai)) return ai;
  }
  return null;
}

/** `310n` stands for 3100 to 3109. */
export function isMeant(pattern: string, ai: string): boolean {
  const fixed = pattern.replace(/n+$/, '');
  return pattern.length === ai.length && ai.startsWith(fixed);
}
