// What the two systems have in common: one connection, read in read-only transactions, changed in one transaction.
import type { Fault } from '#connectors/connector.ts';
import type { Row } from './row.ts';
import type { Statement } from './statement.ts';
import type { Parameter } from './values.ts';

export interface SqlClient {
  /** The server and the user, in words. */
  describe(): Promise<string>;
  /** Stops reading at one of the limits; `hasMore` says that it did. */
  read(statement: Statement, parameters: readonly Parameter[], limits: ReadLimits): Promise<Page>;
  /** All of them or none; throws RowsUnexpected when one changes more or fewer rows than it has to. */
  change(changes: readonly BoundChange[], progress: Progress): Promise<void>;
  /** Whether it can be used again. */
  readonly isUsable: boolean;
  end(): Promise<void>;
  /** At once, whatever is under way. */
  destroy(): void;
}

export interface ReadLimits {
  readonly rowsMax: number;
  /** Of rows as JSON, about. */
  readonly bytesMax: number;
  readonly timeoutMs: number;
  /** Rows asked for at a time; left out: as many as are usual. */
  readonly rowsAtOnce?: number;
  /** More bytes than this at a time are not read to their end: throws AnswerTooLarge. */
  readonly answerBytesMax: number;
}

/** The rows asked for at a time were too large together; what was read of them is gone, and so is the connection. */
export class AnswerTooLarge extends Error {
  readonly fault: Fault;

  constructor(bytes: number) {
    super(`Rows that were read at once have more than ${bytes} bytes.`);
    this.name = 'AnswerTooLarge';
    this.fault = {
      code: 'too_large',
      detail: this.message,
      fix: 'Select less of each row, such as left(column, 1000), or leave large columns out.',
    };
  }
}

export interface Page {
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
}

export interface BoundChange {
  readonly statement: Statement;
  readonly parameters: readonly Parameter[];
  readonly rows: { readonly min: number; readonly max?: number };
}

/** What is known of a change that fails: before the commit is sent, nothing was done. */
export interface Progress {
  isCommitting: boolean;
}

export class RowsUnexpected extends Error {
  readonly fault: Fault;

  constructor({ index, changed, rows }: { index: number; changed: number; rows: BoundChange['rows'] }) {
    const expected = rows.max === rows.min ? `${rows.min}` : `${rows.min} to ${rows.max ?? 'any number'}`;
    super(`Statement ${index + 1} changed ${changed} rows; ${expected} were expected. Nothing was done.`);
    this.name = 'RowsUnexpected';
    this.fault = {
      code: 'refused',
      detail: this.message,
      fix: 'See what the table has; correct it, the mapping or the expectation, and replay.',
      cause: 'rows_unexpected',
    };
  }
}
