// What errors of the two systems mean. PostgreSQL: SQLSTATE by class, https://www.postgresql.org/docs/current/errcodes-appendix.html.
// MariaDB and MySQL: names of their errors.
import { ConnectorFault } from '#connectors/connector.ts';
import type { Fault, FaultCode, Sent } from '#connectors/connector.ts';
import { codeOf, socketFault } from '#connectors/network/socket-fault.ts';
import { RowsUnexpected } from './client.ts';

const detailCharactersMax = 300;

export function faultOf(error: unknown, where: string): Fault {
  if (error instanceof ConnectorFault) return error.fault;
  if (error instanceof RowsUnexpected) return error.fault;
  const socket = socketFault(error, where);
  if (socket !== null) return socket;
  const text = (error instanceof Error ? error.message : String(error)).slice(0, detailCharactersMax);
  const code = codeOf(error);
  const meaning = code === null ? null : (bySqlstate(code) ?? byName(code));
  if (code === null || meaning === null) {
    return {
      code: 'connection_failed',
      detail: `${where} broke off: ${text}.`,
      fix: 'See its log. It is tried again.',
      ...(code === null ? {} : { cause: code }),
    };
  }
  return { code: meaning, detail: `${where} answered: ${text} (${code}).`, fix: fixes[meaning], cause: code };
}

/** What a send that failed before its commit, or by an answer to it, comes to: nothing was done. */
export function sentOf(fault: Fault): Sent {
  switch (fault.code) {
    case 'refused':
    case 'misconfigured':
    case 'too_large':
      return { kind: 'refused', fault };
    case 'timeout':
    case 'connection_failed':
    case 'target_refused':
    case 'unauthorized':
    case 'busy':
    case 'broken_answer':
      return { kind: 'later', fault };
  }
}

/** The server says of a commit that it was not done: a constraint at its end, a lost race. */
export function saysNotCommitted(error: unknown): boolean {
  return /^(?:23|40|P0)/.test(codeOf(error) ?? '') && codeOf(error) !== '40003';
}

const fixes: Record<FaultCode, string> = {
  refused: 'Correct what is sent, or its mapping, and replay.',
  misconfigured: 'Correct the statement, or what it names in the database.',
  unauthorized: 'Check user and password, and what the user may do.',
  busy: 'It is tried again.',
  timeout: 'Make the statement quicker (an index on what it looks for), or have fewer rows read at once.',
  connection_failed: 'Check that the server runs.',
  target_refused: 'Check the host.',
  broken_answer: 'Check what answers there.',
  too_large: 'Send less.',
};

function bySqlstate(code: string): FaultCode | null {
  if (!/^[0-9A-Z]{5}$/.test(code)) return null;
  if (code === '57014') return 'timeout';
  if (code === '42501' || code.startsWith('28')) return 'unauthorized';
  if (code === '25006') return 'misconfigured';
  switch (code.slice(0, 2)) {
    case '08':
      return 'connection_failed';
    case '25': // Ended by the server because it stood still.
    case '40':
    case '53':
    case '55':
    case '57':
    case '58':
      return 'busy';
    case '0A':
    case '26':
    case '34':
    case '3D':
    case '3F':
    case '42':
      return 'misconfigured';
    default:
      return 'refused';
  }
}

const names: Readonly<Record<string, FaultCode>> = {
  ER_ACCESS_DENIED_ERROR: 'unauthorized',
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: 'unauthorized',
  ER_DBACCESS_DENIED_ERROR: 'unauthorized',
  ER_TABLEACCESS_DENIED_ERROR: 'unauthorized',
  ER_COLUMNACCESS_DENIED_ERROR: 'unauthorized',
  ER_SPECIFIC_ACCESS_DENIED_ERROR: 'unauthorized',
  ER_HOST_NOT_PRIVILEGED: 'unauthorized',
  ER_HOST_IS_BLOCKED: 'unauthorized',
  ER_MUST_CHANGE_PASSWORD_LOGIN: 'unauthorized',
  ER_CON_COUNT_ERROR: 'busy',
  ER_USER_LIMIT_REACHED: 'busy',
  ER_TOO_MANY_USER_CONNECTIONS: 'busy',
  ER_LOCK_WAIT_TIMEOUT: 'busy',
  ER_LOCK_DEADLOCK: 'busy',
  ER_SERVER_SHUTDOWN: 'busy',
  ER_QUERY_INTERRUPTED: 'timeout',
  ER_QUERY_TIMEOUT: 'timeout',
  ER_STATEMENT_TIMEOUT: 'timeout',
  HANDSHAKE_NO_SSL_SUPPORT: 'misconfigured',
  HANDSHAKE_SSL_ERROR: 'connection_failed',
  PROTOCOL_CONNECTION_LOST: 'connection_failed',
};

function byName(code: string): FaultCode | null {
  const known = names[code];
  if (known !== undefined) return known;
  // What is left of the server's own errors about a SELECT is about its text: unknown columns, tables, syntax.
  return code.startsWith('ER_') ? 'misconfigured' : null;
}
