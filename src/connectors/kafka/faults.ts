// What errors of the Kafka client and of brokers mean. Names: https://kafka.apache.org/protocol#protocol_error_codes.
import { AuthenticationError, ProtocolError, TimeoutError, UserError } from '@platformatic/kafka';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Fault, FaultCode } from '#connectors/connector.ts';
import { socketFault } from '#connectors/network/socket-fault.ts';

const meanings: Readonly<Record<string, readonly [FaultCode, string]>> = {
  MESSAGE_TOO_LARGE: ['too_large', 'Send less, or raise max.message.bytes of the topic.'],
  RECORD_LIST_TOO_LARGE: ['too_large', 'Send less.'],
  INVALID_RECORD: ['refused', 'The broker does not take such a record: see its log.'],
  UNKNOWN_TOPIC_OR_PARTITION: ['misconfigured', 'Make the topic, or correct its name.'],
  UNKNOWN_TOPIC_ID: ['misconfigured', 'Make the topic, or correct its name.'],
  INVALID_TOPIC_EXCEPTION: ['misconfigured', 'Correct the name of the topic.'],
  OFFSET_OUT_OF_RANGE: [
    'misconfigured',
    'The topic no longer has the records where reading stopped, or was made anew. Find out what was missed; then read it with a new stream.',
  ],
  TOPIC_AUTHORIZATION_FAILED: ['unauthorized', 'Let the user use the topic.'],
  CLUSTER_AUTHORIZATION_FAILED: ['unauthorized', 'Let the user write with idempotence.'],
  SASL_AUTHENTICATION_FAILED: ['unauthorized', 'Check user, password and mechanism.'],
  UNSUPPORTED_SASL_MECHANISM: ['misconfigured', 'Take a mechanism that the brokers offer.'],
};

/** Kafka says of these that nothing was written. */
const notWritten = new Set([
  'NOT_ENOUGH_REPLICAS',
  'NOT_LEADER_OR_FOLLOWER',
  'LEADER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'THROTTLING_QUOTA_EXCEEDED',
]);

export function faultOf(error: unknown, where: string): Fault {
  if (error instanceof ConnectorFault) return error.fault;
  const socket = socketFault(error, where);
  if (socket !== null) return socket;
  const reasons = [...reasonsOf(error)];
  for (const reason of reasons) {
    const name = apiNameOf(reason);
    if (name === null) continue;
    const [code, fix] = meanings[name] ?? (['busy', 'It is tried again.'] as const);
    return { code, detail: `${where} answered ${name}.`, fix, cause: name };
  }
  for (const reason of reasons) {
    if (reason instanceof AuthenticationError) {
      const fix = 'Check user, password and mechanism.';
      return { code: 'unauthorized', detail: `${where} does not let us in.`, fix, cause: 'sasl' };
    }
    if (reason instanceof UserError && /^Unknown topic /.test(reason.message)) {
      const detail = `${where}: ${reason.message}`;
      return { code: 'misconfigured', detail, fix: 'Make the topic, or correct its name.', cause: 'UNKNOWN_TOPIC' };
    }
    if (reason instanceof TimeoutError) {
      const detail = `${where} did not answer in time.`;
      return { code: 'timeout', detail, fix: 'Check that the brokers run.', cause: 'timeout' };
    }
  }
  const text = (error instanceof Error ? error.message : String(error)).slice(0, 300).replace(/\.$/, '');
  const fix = 'See the log of the brokers. It is tried again.';
  return { code: 'connection_failed', detail: `${where} could not be used: ${text}.`, fix, cause: 'connection' };
}

/** Whether it is sure, after records were sent, that none was written. */
export function saysNotWritten({ code, cause }: Fault): boolean {
  if (cause !== undefined && notWritten.has(cause)) return true;
  return code === 'too_large' || code === 'unauthorized' || code === 'misconfigured' || code === 'refused';
}

function apiNameOf(error: unknown): string | null {
  if (!(error instanceof ProtocolError)) return null;
  const name: unknown = error['apiId'];
  return typeof name === 'string' ? name : null;
}

function* reasonsOf(error: unknown, depth = 0): Generator<unknown> {
  if (depth > 8) return; // Nobody nests deeper but by mistake.
  yield error;
  if (error instanceof AggregateError) for (const inner of error.errors) yield* reasonsOf(inner, depth + 1);
  if (error instanceof Error && error.cause !== undefined) yield* reasonsOf(error.cause, depth + 1);
}
