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

/** Levenshtein distance: the fewest insertions, deletions and replacements from one to the other, row by row. */
function distance(left: string, right: string): number {
  let last = right.length;
  let row = Array.from({ length: right.length }, (_, column) => column + 1);
  for (const [index, letter] of left.split('').entries()) {
    let diagonal = index;
    last = index + 1;
    row = row.map((above, column) => {
      last = Math.min(diagonal + (letter === right[column] ? 0 : 1), above + 1, last + 1);
      diagonal = above;
      return last;
    });
  }
  return last;
}
