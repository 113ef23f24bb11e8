// Finds the field that a misspelt one was meant to be.

/** The candidate that differs in case only, or by at most two typing errors; undefined when there is none. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const plain = word.toLowerCase().replaceAll(/[_-]/g, '');
  let best: string | undefined;
  let fewest = Math.min(3, Math.ceil(word.length / 2));
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - plain.length) >= fewest) continue;
    const errors = distance(plain, candidate.toLowerCase());
    if (errors < fewest) [best, fewest] = [candidate, errors];
  }
  return best;
}

/** Levenshtein distance: insertions, deletions and replacements. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let index = 0; index < left.length; index += 1) {
    const next = [index + 1];
    for (let column = 0; column < right.length; column += 1) {
      const replaced = (row[column] ?? 0) + (left[index] === right[column] ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
