// What errors of AMQP 0-9-1 mean: reply codes of the specification, as RabbitMQ uses them.
import { ConnectorFault } from '#connectors/connector.ts';
import type { Fault, FaultCode } from '#connectors/connector.ts';
import { socketFault } from '#connectors/network/socket-fault.ts';

const meanings: Readonly<Record<number, readonly [FaultCode, string]>> = {
  311: ['too_large', 'Send less.'],
  312: ['refused', 'Bind a queue to the exchange for this routing key, or correct the key.'],
  313: ['busy', 'It is tried again.'],
  320: ['busy', 'An operator closed the connection. It is tried again.'],
  402: ['misconfigured', 'Correct the virtual host.'],
  403: ['unauthorized', 'Check user and password, and what the user may do in this virtual host.'],
  404: ['misconfigured', 'Make the queue or the exchange, or correct its name.'],
  405: ['busy', 'Somebody has the queue for himself. It is tried again.'],
  406: ['misconfigured', 'See what the broker says.'],
  530: ['misconfigured', 'Correct the virtual host, or let the user use it.'],
  541: ['busy', 'See its log. It is tried again.'],
};

export function faultOf(error: unknown, where: string): Fault {
  if (error instanceof ConnectorFault) return error.fault;
  const socket = socketFault(error, where);
  if (socket !== null) return socket;
  const text = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null;
  const [meaning, fix] = (code === null ? undefined : meanings[code]) ?? meaningOf(text);
  return {
    code: meaning,
    detail: `${where} ended it: ${text}.`,
    fix,
    cause: code === null ? 'connection' : String(code),
  };
}

/** Before the connection is open, the library tells the broker's answer in words only. */
function meaningOf(text: string): readonly [FaultCode, string] {
  if (/ACCESS.REFUSED|\b403\b/i.test(text)) return ['unauthorized', 'Check user and password.'];
  if (/NOT.ALLOWED|\b530\b/i.test(text)) return ['misconfigured', 'Correct the virtual host, or let the user use it.'];
  if (/ETIMEDOUT|Heartbeat timeout/i.test(text)) return ['timeout', 'Check that it runs and is not overloaded.'];
  return ['connection_failed', 'See its log. It is tried again.'];
}
