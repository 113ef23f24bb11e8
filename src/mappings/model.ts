// A mapping as data: what makes documents of the network out of those of another system, or the other way. What its expression may
// say, and how it is run, is in connections/mapping.

/** A version of a mapping. */
export interface Mapping {
  readonly name: string;
  readonly version: number;
  readonly owner: string;
  readonly description: string;
  /** `in`: a record of an outside system becomes a list of documents. `out`: an event becomes what is sent. */
  readonly direction: 'in' | 'out';
  /** JSONata. */
  readonly expression: string;
  /** JSONata that stands before it: assignments of functions, each ended by `;`. Empty: there are none. */
  readonly functions: string;
  /** Given to the expression as `$values`. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Tables of codes: `$lookup('carriers', 'UPS')`. */
  readonly lookups: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Times without an offset are on the clock of this zone. */
  readonly zone: string;
  readonly cases: readonly GoldenCase[];
}

export interface GoldenCase {
  readonly name: string;
  readonly input: unknown;
  readonly about?: Readonly<Record<string, string>>;
  /** What `$code` and `$theirs` find in this case: kind, then id of the other system, then our code. */
  readonly identifiers?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly output: unknown;
}

export interface MappingProblem {
  /** JSON pointer into the document. */
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix: string;
}
