// A rejection is the business saying no: data, never an exception. Its code is one of a closed, documented list.
import type { RejectionCode } from './rejections.ts';

export interface Rejection {
  readonly rejected: RejectionCode;
  /** What happened, with the values involved. */
  readonly detail: string;
  /** JSON pointer into the document that was sent, when one field is at fault. */
  readonly pointer?: string;
  /** Every fault, where there is more to say than one pointer says. */
  readonly errors?: readonly RejectedField[];
  /** Facts for programs (what was available, what exists already, …). */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** A fault in what was sent. Line and column count from 1 in the text of a document that was sent as a whole. */
export interface RejectedField {
  readonly pointer: string;
  readonly detail: string;
  readonly fix: string;
  readonly line?: number;
  readonly column?: number;
}

export function reject(
  rejected: RejectionCode,
  detail: string,
  more: Pick<Rejection, 'pointer' | 'errors' | 'facts'> = {},
): Rejection {
  return { rejected, detail, ...more };
}

export function isRejection(value: object): value is Rejection {
  return 'rejected' in value;
}
