// What errors of the NATS client and of JetStream mean. Numbers: https://github.com/nats-io/nats-server/blob/main/server/errors.json.
import { JetStreamApiError } from '@nats-io/jetstream';
import {
  AuthorizationError,
  ClosedConnectionError,
  PermissionViolationError,
  RequestError,
  TimeoutError,
  UserAuthenticationExpiredError,
} from '@nats-io/transport-node';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Fault } from '#connectors/connector.ts';
import { socketFault } from '#connectors/network/socket-fault.ts';

/** What JetStream could do at another time: it is full, or has no leader just now. */
const temporary = new Set([10_002, 10_008, 10_009, 10_023, 10_028, 10_047, 10_077]);
const tooLarge = 10_054;

export function faultOf(error: unknown, where: string): Fault {
  if (error instanceof ConnectorFault) return error.fault;
  for (let reason: unknown = error; reason instanceof Error; reason = reason.cause) {
    const fault = known(reason, where) ?? socketFault(reason, where);
    if (fault !== null) return fault;
  }
  const text = error instanceof Error ? error.message : String(error);
  return {
    code: 'connection_failed',
    detail: `${where} could not be used: ${text.slice(0, 300)}.`,
    fix: 'See its log. It is tried again.',
    cause: error instanceof Error ? error.name : 'unknown',
  };
}

function known(error: Error, where: string): Fault | null {
  const says = `${where} says: ${error.message.slice(0, 300)}.`;
  if (error instanceof AuthorizationError || error instanceof UserAuthenticationExpiredError) {
    return {
      code: 'unauthorized',
      detail: `${where} does not let us in.`,
      fix: 'Renew the credentials.',
      cause: error.name,
    };
  }
  if (error instanceof PermissionViolationError) {
    const fix = `Let the user ${error.operation === 'publish' ? 'publish to' : 'subscribe to'} ${error.subject}.`;
    return { code: 'unauthorized', detail: says, fix, cause: error.name };
  }
  if (error instanceof JetStreamApiError) {
    const cause = String(error.code);
    if (error.code === tooLarge)
      return { code: 'too_large', detail: says, fix: 'Send less, or raise max_msg_size of the stream.', cause };
    if (temporary.has(error.code) || error.status === 503)
      return { code: 'busy', detail: says, fix: 'It is tried again.', cause };
    return { code: 'misconfigured', detail: says, fix: 'Correct the stream, the consumer or the subject.', cause };
  }
  // The package doesn't export these two; their names are part of them.
  if (error.name === 'JetStreamStatusError')
    return { code: 'misconfigured', detail: says, fix: 'Look at the consumer.', cause: error.name };
  if (error.name === 'JetStreamNotEnabled' || (error instanceof RequestError && error.isNoResponders())) {
    return {
      code: 'misconfigured',
      detail: `Nobody takes it at ${where}: JetStream is off for this account, or no stream has the subject.`,
      fix: 'Make the stream, or correct the subject.',
      cause: 'no_responders',
    };
  }
  if (error instanceof TimeoutError)
    return {
      code: 'timeout',
      detail: `${where} did not answer in time.`,
      fix: 'Check that it runs.',
      cause: 'timeout',
    };
  if (error instanceof ClosedConnectionError)
    return {
      code: 'connection_failed',
      detail: `The connection to ${where} ended.`,
      fix: 'It is tried again.',
      cause: 'closed',
    };
  return null;
}
