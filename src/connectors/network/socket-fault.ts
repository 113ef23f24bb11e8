// What went wrong with a socket, in words for people. The same for every connector that opens its own.
import type { Fault } from '#connectors/connector.ts';
import { DeadlineOver } from './deadline.ts';
import { TargetRefused } from './reach.ts';

const gone = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);
const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
]);
const certificate = /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT)/;
const notTls = /^(?:EPROTO|ERR_SSL_|ERR_TLS_)/;

/** Null: it is none of these. `where`: `mq.example:5671`. */
export function socketFault(error: unknown, where: string): Fault | null {
  for (const reason of reasons(error)) {
    const fault = faultOf(reason, where);
    if (fault !== null) return fault;
  }
  return null;
}

function faultOf(error: unknown, where: string): Fault | null {
  if (error instanceof TargetRefused)
    return { code: 'target_refused', detail: error.problem.detail, fix: error.problem.fix };
  if (error instanceof DeadlineOver) {
    return {
      code: 'timeout',
      detail: `${where} did not answer within ${error.ms} ms.`,
      fix: 'Check that it runs and is not overloaded, and what lies between.',
      cause: 'timeout',
    };
  }
  const code = codeOf(error);
  if (code === null) return null;
  const failed = (detail: string, fix: string): Fault => ({ code: 'connection_failed', detail, fix, cause: code });
  if (unreachable.has(code))
    return failed(`${where} could not be reached (${code}).`, 'Check host and port, and that it runs.');
  if (gone.has(code))
    return failed(`${where} broke the connection off (${code}).`, 'Its log says why. It is tried again.');
  if (certificate.test(code)) {
    return failed(
      `The certificate of ${where} is not trusted (${code}).`,
      'Put the certificate of its authority into the setting ca, or correct the host name.',
    );
  }
  if (notTls.test(code))
    return failed(`${where} does not speak TLS as expected (${code}).`, 'Check the port, and the setting tls.');
  return null;
}

/** The error, what caused it, and what it was gathered from. */
function* reasons(error: unknown, depth = 0): Generator<unknown> {
  if (depth > 8) return; // Nobody nests deeper but by mistake.
  yield error;
  if (error instanceof AggregateError) for (const inner of error.errors) yield* reasons(inner, depth + 1);
  if (error instanceof Error && error.cause !== undefined) yield* reasons(error.cause, depth + 1);
}

export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
