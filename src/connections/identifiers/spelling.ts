// How ids and names are compared when they are not the same. Pure.

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const dropped = / |-|_|\.|\/|\\|:|#/g;

/**
 * An id without case, separators and leading zeros. The indexes items_spelling_idx and partners_spelling_idx say the same in SQL,
 * so only letters of ASCII lose their case.
 */
export function spellingOf(id: string): string {
  return id
    .replaceAll(dropped, '')
    .replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/^0+/, '');
}

/** `column` as the indexes have it. */
export function spellingSql(column: string): string {
  return `ltrim(translate(${column}, '${letters} -_./\\:#', '${letters.toLowerCase()}'), '0')`;
}

/** A GTIN-8, -12, -13 or -14 in the 14 digits in which all of them are compared; null when it is none. */
export function gtinOf(text: string): string | null {
  if (!/^(?:\d{8}|\d{12,14})$/.test(text)) return null;
  const digits = text.padStart(14, '0');
  let sum = 0;
  for (let place = 0; place < 13; place += 1) sum += Number(digits[place]) * (place % 2 === 0 ? 3 : 1);
  return (10 - (sum % 10)) % 10 === Number(digits[13]) ? digits : null;
}

/** Words of a name, without case and accents, each once. */
function wordsOf(name: string): string[] {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return [...new Set(plain.match(/[\p{L}\p{N}]+/gu) ?? [])].slice(0, wordsMax);
}

const wordsMax = 12;

const searchedMax = 6;
const beginningMin = 4;

/**
 * What to look for in names, in the language of PostgreSQL's text search: all words; and each word that is not in too many names by
 * its beginning, which forgives a letter at its end. If all are in many, all but one.
 */
export function searchesOf(name: string, common: ReadonlySet<string>): string[] {
  const words = [
    ...new Set(
      name
        .normalize('NFC')
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu) ?? [],
    ),
  ].slice(0, searchedMax);
  const rare = words.filter((word) => !common.has(word));
  const beginnings = rare.map((word) =>
    word.length < beginningMin ? `'${word}'` : `'${word.slice(0, Math.max(beginningMin, word.length - 2))}':*`,
  );
  const allButOne =
    rare.length > 0 || words.length < 3 ? [] : words.map((_, out) => allOf(words.filter((__, place) => place !== out)));
  return [...new Set([allOf(words), ...beginnings, ...allButOne])].filter((search) => search !== '');
}

function allOf(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(' & ');
}

/** How alike two names are, 0 to 1: the share of trigrams that they have in common, whatever the order of their words. */
export function likeness(one: string, other: string): number {
  const [first, second] = [trigramsOf(one), trigramsOf(other)];
  if (first.size === 0 || second.size === 0) return 0;
  let common = 0;
  for (const trigram of first) if (second.has(trigram)) common += 1;
  return (2 * common) / (first.size + second.size);
}

function trigramsOf(name: string): Set<string> {
  const trigrams = new Set<string>();
  for (const word of wordsOf(name)) {
    const padded = Array.from(`  ${word} `);
    for (let place = 0; place + 3 <= padded.length; place += 1) trigrams.add(padded.slice(place, place + 3).join(''));
  }
  return trigrams;
}
