// What PostgreSQL's errors mean to us. Callers switch on the kind, never on message texts.
// SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html

/** Something outside the program keeps it from starting or going on. The message is one sentence for the operator: what happened and what to do. */
export class SetupError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SetupError';
    this.code = code;
  }
}

/**
 * - `retry`: the transaction was rolled back because of others; the same work may succeed now.
 * - `lost`: the connection broke. If a commit was under way its outcome is unknown.
 * - `refused`: a constraint or another rule of the data said no; the same work fails again.
 * - `full`: the server has no room (disk, memory, connections); an operator must act.
 * - `defect`: the statement itself is wrong, or the error is none of PostgreSQL's.
 */
export type DatabaseErrorKind = 'retry' | 'lost' | 'refused' | 'full' | 'defect';

const socketErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

/** The SQLSTATE of a server error, or the system's code of a socket error; undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

export function databaseErrorKind(error: unknown): DatabaseErrorKind {
  const code = errorCode(error);
  if (code === undefined) return isDriverConnectionError(error) ? 'lost' : 'defect';
  if (socketErrors.has(code)) return 'lost';
  switch (code) {
    case '40001': // serialization_failure
    case '40P01': // deadlock_detected
    case '55P03': // lock_not_available, our lock_timeout
    case '57014': // query_canceled, a statement_timeout of the operator's
      return 'retry';
    case '57P01': // admin_shutdown: restart or failover
    case '57P02': // crash_shutdown
    case '57P03': // cannot_connect_now
    case '57P05': // idle_session_timeout
    case '25P03': // idle_in_transaction_session_timeout: this node was frozen
    case '25006': // read_only_sql_transaction: we are still talking to a former primary
      return 'lost';
  }
  switch (code.slice(0, 2)) {
    case '08':
      return 'lost';
    case '22':
    case '23':
      return 'refused';
    case '53':
      return 'full';
    default:
      return 'defect';
  }
}

/** The driver reports a connection that ended under it without any code. */
function isDriverConnectionError(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Connection terminated|Query read timeout|Client has encountered a connection error|timeout exceeded when trying to connect)/.test(
      error.message,
    )
  );
}
