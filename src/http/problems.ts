// Problem documents (RFC 9457): one shape for everything that goes wrong, made from the tables of codes. This is the one place
// where a refusal becomes a status.
import { Fault, faults } from '#kernel/fault.ts';
import type { FaultCode } from '#kernel/fault.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { rejections } from '#kernel/rejections.ts';
import type { RejectionCode } from '#kernel/rejections.ts';
import { databaseErrorKind } from '#postgres/errors.ts';
import { httpProblems } from './problem-codes.ts';
import type { HttpProblemCode } from './problem-codes.ts';

export type ProblemCode = HttpProblemCode | RejectionCode | FaultCode;

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly fix: string;
  readonly retryable: boolean;
  readonly instance?: string;
  readonly errors?: readonly FieldError[];
  /** Facts for programs: what was available, which order exists already, … */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** Of an event that could not be applied: where it is kept. */
  readonly event?: object;
}

export interface FieldError {
  /** JSON pointer into the body (RFC 6901). */
  readonly pointer?: string;
  /** Name of a query or path parameter, or of a header. */
  readonly parameter?: string;
  /** In the text of a definition. */
  readonly line?: number;
  readonly column?: number;
  readonly detail: string;
  readonly fix: string;
}

/** Thrown by handlers to answer with a problem. */
export class ProblemError extends Error {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.detail);
    this.name = 'ProblemError';
    this.problem = problem;
    this.headers = headers;
  }
}

export function problem(
  code: HttpProblemCode,
  detail: string,
  more: { readonly errors?: readonly FieldError[]; readonly facts?: Problem['facts']; readonly fix?: string } = {},
): Problem {
  const info: { readonly status: number; readonly title: string; readonly fix: string; readonly retryable?: true } =
    httpProblems[code];
  const { fix = info.fix, errors, facts } = more;
  return {
    type: typeOf(code),
    title: info.title,
    status: info.status,
    detail,
    code,
    fix,
    retryable: info.retryable ?? false,
    ...(errors !== undefined && { errors }),
    ...(facts !== undefined && { facts }),
  };
}

export function refuse(...given: Parameters<typeof problem>): ProblemError {
  return new ProblemError(problem(...given));
}

const statusOfKind = { invalid: 422, unknown: 404, conflict: 409, changed: 412, forbidden: 403 } as const;

export function statusOfRejection(code: RejectionCode): number {
  return statusOfKind[rejections[code].kind];
}

export function rejectionProblem(rejection: Rejection): Problem {
  const { rejected: code, detail, facts, pointer } = rejection;
  const info = rejections[code];
  const errors = rejection.errors ?? (pointer === undefined ? undefined : [{ pointer, detail, fix: info.fix }]);
  return {
    type: typeOf(code),
    title: info.title,
    status: statusOfRejection(code),
    detail,
    code,
    fix: info.fix,
    retryable: false,
    ...(errors !== undefined && { errors }),
    ...(facts !== undefined && { facts }),
  };
}

export const retryAfterSeconds = 1;

export function faultProblem(fault: Fault): Problem {
  const { title, fix, retryable } = faults[fault.code];
  return { type: typeOf(fault.code), title, status: 503, detail: fault.message, code: fault.code, fix, retryable };
}

/** Reads fail like turns do: the database that cannot be reached is a fault, not a defect. */
export function faultOfRead(error: unknown): Fault | undefined {
  if (error instanceof Fault) return error;
  switch (databaseErrorKind(error)) {
    case 'lost':
    case 'retry':
      return new Fault('store_unavailable', 'The database did not answer the query.', { cause: error });
    case 'full':
      return new Fault('store_unavailable', 'The database has no room for the query.', { cause: error });
    case 'refused':
    case 'defect':
      return undefined;
  }
}

function typeOf(code: ProblemCode): string {
  return `https://crossdock.dev/problems/${code}`;
}
