// The journal as lines of JSON (NDJSON) that prove themselves: every entry exactly as it was sealed, every turn with its root and
// hash. Entries are strings, because the seal is over their bytes. docs/guides/export.md has the rule.

/** A turn as it was sealed. */
export interface SealedTurn {
  readonly position: number;
  readonly id: string;
  readonly at: string;
  /** Hexadecimal, like the hash. */
  readonly root: string;
  readonly hash: string;
  /** In order of their ordinals, 0, 1, 2, … */
  readonly entries: readonly string[];
}

/** What is exported: turns of these positions, the first of which follows on this hash. */
export interface JournalRange {
  readonly from: number;
  readonly to: number;
  readonly previousHash: string;
}

export async function* journalLines(range: JournalRange, turns: AsyncIterable<SealedTurn>): AsyncGenerator<string> {
  yield line({ kind: 'journal', version: 1, ...range });
  let count = 0;
  let last = range.previousHash;
  for await (const { entries, ...turn } of turns) {
    const lines = entries.map((entry, ordinal) => line({ kind: 'entry', position: turn.position, ordinal, entry }));
    count += entries.length;
    last = turn.hash;
    yield lines.join('') + line({ kind: 'turn', ...turn, entries: entries.length });
  }
  // The last line tells a file that is whole from one that was cut off.
  yield line({ kind: 'end', position: range.to, hash: last, entries: count });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
