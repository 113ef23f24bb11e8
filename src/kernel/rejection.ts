// A rejection is the business saying no: data, never an exception. Its code is one of a closed, documented list.
import type { RejectionCode } from './rejections.ts';

export interface Rejection {
  readonly rejected: RejectionCode;
  /** What happened, with the values involved. */
  readonly detail: string;
  /** JSON pointer into the document that was sent, when one field is at fault. */
  readonly pointer?: string;
  /** Facts for programs (what was available, what exists already, …). */
  readonly facts?: Readonly<Record<string, unknown>>;
}

export function reject(
  rejected: RejectionCode,
  detail: string,
  more: { pointer?: string; facts?: Readonly<Record<string, unknown>> } = {},
): Rejection {
  return { rejected, detail, ...more };
}

export function isRejection(value: object): value is Rejection {
  return 'rejected' in value;
}
