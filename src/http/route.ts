// A row of the table of contents: a route with the permission it needs, what it takes and what it answers.
import type { ContractName } from '#contracts/validate.ts';
import type { Permission } from '#governance/model.ts';
import type { AnswerName } from './answers.ts';
import type { OwnBodyName } from './bodies.ts';
import type { ParameterName } from './parameters.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** `public`: answered without a key. `signed`: whoever sends it proves it by the body's signature. */
  readonly permission: Permission | 'public' | 'signed';
  readonly handler: string;
  readonly summary: string;
  readonly query?: readonly ParameterName[];
  readonly body?: ContractName | OwnBodyName;
  /** The body is taken as it comes, whatever its type. */
  readonly raw?: true;
  /** Of a body, where it may have more than others. */
  readonly bodyBytesMax?: number;
  /** A request without a body is taken as `{}`. */
  readonly bodyOptional?: true;
  /** The answer is kept under the Idempotency-Key here, because no turn keeps it. */
  readonly remembered?: true;
  /** What is answered when all is well, by status. */
  readonly answers: Readonly<Partial<Record<200 | 201 | 202, AnswerName>>>;
}

/** Of lists that are read page by page. */
export const page = ['limit', 'cursor'] as const;
