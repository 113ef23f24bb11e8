// Who sends a request, from its headers; and whether the key may use the route.
import type { IncomingHttpHeaders } from 'node:http';
import type { Permission } from '#governance/model.ts';
import { may, rolesWith } from '#governance/roles.ts';
import type { Sender } from './call.ts';
import type { Directory } from './directory.ts';
import { problem, ProblemError, refuse } from './problems.ts';

/** RFC 9110: schemes are case-insensitive. */
const bearer = /^bearer +([\x21-\x7e]{1,512}) *$/i;
/** What may be repeated in logs, journals and answers. */
const requestId = /^[A-Za-z0-9._:/+=-]{1,128}$/;
const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
/** The draft makes it a string in quotes; most callers send it bare. */
const idempotencyKey = /^(?:"([\x20-\x21\x23-\x7e]{1,255})"|([\x21-\x7e]{1,255}))$/;

export function authenticate(directory: Directory, headers: IncomingHttpHeaders, permission: Permission): Sender {
  const { authorization } = headers;
  if (authorization === undefined) throw unauthorized('key_missing', 'There is no header Authorization.');
  const key = bearer.exec(authorization)?.[1];
  const grant = key === undefined ? undefined : directory.grantOf(key);
  if (grant === undefined)
    throw unauthorized(
      'key_unknown',
      key === undefined ? 'The header Authorization is not of the form: Bearer <API key>.' : 'No live key is this one.',
    );
  if (!may(grant.role, permission)) {
    const enough = rolesWith(permission).join(' or ');
    throw new ProblemError(
      problem('permission_missing', `Key ${grant.name} is ${grant.role} and has no permission ${permission}.`, {
        fix: `Use a key of the role ${enough}.`,
        facts: { permission },
      }),
    );
  }
  const actor = `key:${grant.id}`;
  return {
    grant,
    actor,
    correlationId: correlationOf(headers),
    idempotencyKey: idempotencyOf(headers['idempotency-key']),
  };
}

/** The caller's own id of the request, if it is one that can be repeated safely. */
export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
  const id = headers['x-request-id'];
  return typeof id === 'string' && requestId.test(id) ? id : undefined;
}

/** What ties the request to others. */
export function correlationOf(headers: IncomingHttpHeaders): string | null {
  const trace = headers['traceparent'];
  return requestIdOf(headers) ?? (typeof trace === 'string' ? (traceparent.exec(trace)?.[1] ?? null) : null);
}

function idempotencyOf(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  const match = typeof header === 'string' ? idempotencyKey.exec(header) : null;
  const key = match?.[1] ?? match?.[2];
  if (key !== undefined) return key;
  throw refuse('parameter_invalid', 'Idempotency-Key is not usable.', {
    errors: [
      {
        parameter: 'Idempotency-Key',
        detail: 'It is not 1 to 255 visible characters.',
        fix: 'Send one header with a unique value, for example a UUID.',
      },
    ],
  });
}

function unauthorized(code: 'key_missing' | 'key_unknown', detail: string): ProblemError {
  return new ProblemError(problem(code, detail), { 'www-authenticate': 'Bearer realm="crossdock"' });
}
