// By which words the personal data of an order is found where something quotes it. Pure.

export interface Words {
  /** Whole values: a name, a line of the address, an e-mail address. */
  readonly values: readonly string[];
  /** These, and each longer word of the name: errors often quote a part. */
  readonly all: readonly string[];
}

/** What many share says nothing about a person. */
const common: ReadonlySet<string> = new Set(['city', 'postalCode', 'region', 'country']);
const valueCharactersMin = 4;
const nameWordCharactersMin = 5;

export function wordsOf(party: Readonly<Record<string, unknown>> | null): Words {
  const values = unique(
    Object.entries(party ?? {}).flatMap(([field, value]) => (common.has(field) ? [] : textsOf(value))),
  ).filter(isTelling);
  const name = party?.['name'];
  const parts = (typeof name === 'string' ? name : '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part.length >= nameWordCharactersMin);
  return { values, all: unique([...values, ...parts]) };
}

/** As it stands inside of a text of JSON. */
export function inJson(word: string): string {
  return JSON.stringify(word).slice(1, -1);
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value.trim()];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** Short ones, numbers and the words of JSON itself stand in texts that are about nobody. */
function isTelling(value: string): boolean {
  return value.length >= valueCharactersMin && !/^(?:[-+.\deE]+|true|false|null)$/.test(value);
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
