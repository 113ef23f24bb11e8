// What a policy is once it was read: a decision table, what its columns may hold, and who answers for it.

export type FieldType = 'number' | 'string' | 'boolean' | 'date';
/** A date is written YYYY-MM-DD. */
export type PolicyValue = number | string | boolean;
export type Row = Readonly<Record<string, PolicyValue>>;

/** `first`: the first rule that matches; `unique`: no two rules may match; `collect`: every rule that matches, in order. */
export type Hit = 'first' | 'unique' | 'collect';

/** What an input or output may hold. Bounds are inclusive. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly description: string;
  /** The only texts allowed. */
  readonly values: readonly string[] | null;
  readonly min: number | null;
  readonly max: number | null;
  /** No fractions. */
  readonly whole: boolean;
}

export interface Head {
  readonly policy: string;
  readonly version: number;
  readonly owner: string;
  readonly description: string;
  readonly hit: Hit;
  readonly inputs: ReadonlyMap<string, Field>;
  readonly outputs: ReadonlyMap<string, Field>;
}

/** Number, text or yes/no as the engine compares them; a date is the second it begins at, in UTC. */
export type EngineValue = number | string | boolean;

/** A cell that compares with another field, and so must be asked for each decision. */
export interface Ask {
  readonly rule: number;
  readonly cell: string;
  readonly field: string;
  /** What it compares with: an expression over that field. */
  readonly operands: readonly Operand[];
}

export interface Operand {
  readonly text: string;
  readonly line: Line;
}

/** factor × field + plus; a literal has no field. */
export interface Line {
  readonly field: string | null;
  readonly factor: number;
  readonly plus: number;
}

/**
 * A column divides what its input can be into classes that no cell tells apart. `points` has an example of each, null for
 * a class that cannot occur; `masks` the rules whose cell takes it, as bits. Cells that ask count as taking everything.
 */
export interface Column {
  readonly input: Field;
  /** Of a number or date: where cells change their answer, ascending. Class 2i lies below cut i, class 2i + 1 is the cut. */
  readonly cuts: readonly number[];
  /** Of a text or yes/no: the class of each value that cells name. Any other text has the last class. */
  readonly named: ReadonlyMap<EngineValue, number>;
  readonly points: readonly (EngineValue | null)[];
  readonly masks: readonly bigint[];
  readonly asks: readonly Ask[];
}

export interface Rule {
  readonly id: string;
  readonly description: string;
  /** The cells as they are written, by field. */
  readonly when: Readonly<Record<string, string>>;
  readonly then: Readonly<Record<string, string>>;
  /** The row it gives, if it gives always the same. */
  readonly fixed: Row;
  /** Outputs that are worked out, as expressions over the inputs. */
  readonly worked: readonly {
    readonly output: string;
    readonly expression: string;
    readonly reads: readonly string[];
  }[];
}

export interface Policy extends Head {
  readonly columns: readonly Column[];
  readonly rules: readonly Rule[];
  /** SHA-256 over the canonical JSON of the whole document. */
  readonly hash: string;
  /** The document as it was read: JDM with the head beside it. */
  readonly source: unknown;
}

/** Something wrong in a policy, where, and what to do. Line and column count from 1. */
export interface PolicyProblem {
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix: string;
}

/** More digits would be rounded on their way into the engine. */
export const numberMax = 999_999_999_999_999;
