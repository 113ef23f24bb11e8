// A pass looks at one kind of rows, a slice of keys at a time, for as long as the system lives. Its statements share nothing with
// the code that they check, and all those of a slice see one moment.

export interface Pass {
  readonly name: string;
  /**
   * The key of the $2-th row after $1 and the number of rows up to it. Keys are text here, whatever they are in their table. Left
   * out where the rows can only be looked at together.
   */
  readonly next?: string;
  /** Before all keys. */
  readonly first: string;
  /** Whether it begins again at its end; otherwise it waits there for what comes. */
  readonly again: boolean;
  /**
   * What comes new is looked at within seconds: the pauses of the others do not hold it up. It takes half of the share at most, and
   * the others wait the longer for it.
   */
  readonly isUrgent?: boolean;
  /** Under which pass its findings stand, if not under its own: one that comes by here again can narrow and close them. */
  readonly findingsOf?: string;
  /**
   * What is wrong with keys after $1 up to $2, which is null at the end: (key, subject, expected, found, rows). By its name somebody
   * who operates the system knows what is broken.
   */
  readonly checks: Readonly<Record<string, string>>;
}

/** What a check says of one thing that is wrong. */
export interface Broken {
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  readonly rows: unknown;
}

/** Of a slice, for a column of text that is its key. */
export function range(column: string): string {
  return `${column} > $1 collate "C" and ($2::text is null or ${column} <= $2 collate "C")`;
}
