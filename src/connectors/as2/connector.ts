// Partners over AS2 (RFC 4130): signed and encrypted documents over HTTP, each way answered with a signed receipt.
import { ConnectorFault } from '#connectors/connector.ts';
import type { OpenOptions, PushedConnector, Session } from '#connectors/connector.ts';
import { HttpTransport } from '#connectors/http/transport.ts';
import { as2Problems } from './check.ts';
import { readPrivateKey } from './cms/certificates.ts';
import { sendMessage } from './send.ts';
import { as2OperationSchema, as2Schema, as2Settings, as2StreamSchema } from './settings.ts';
import { endingOf, sidesOf } from './sides.ts';
import { takeMessage } from './take.ts';

export const as2Connector: PushedConnector = {
  kind: 'as2',
  title: 'Trading partner over AS2',
  settings: as2Schema,
  credentials: {
    privateKey: {
      title: 'The private key of our certificate, in PEM without a passphrase: signs what we send, reads what comes.',
      required: true,
      problem: (text) =>
        readPrivateKey(text) === null
          ? {
              detail: 'It is no private key in PEM, or it is locked by a passphrase.',
              fix: 'Send the text from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.',
            }
          : null,
    },
  },
  targets: () => [], // The key goes nowhere.
  stream: as2StreamSchema,
  operation: as2OperationSchema,
  check: as2Problems,
  declare: () => ({ effect: 'write', idempotency: 'native' }), // Partners know a message again by its Message-ID.
  open,
  take: takeMessage,
};

function open({ connection, settings: given, credentials, reach, limits: { timeoutMs } }: OpenOptions): Session {
  const settings = as2Settings(given);
  const sides = sidesOf(settings, credentials);
  const { authorities, url } = settings;
  const transport = new HttpTransport({ reach, ...(authorities !== undefined && { tls: { ca: authorities } }) });
  return {
    async check(signal) {
      const ending = endingOf(sides, Date.now());
      const certificates = ending === null ? 'The certificates of both sides are valid.' : ending;
      if (url === undefined) return `The partner sends by itself; the last messages show when it did. ${certificates}`;
      const seen = await transport.exchange({
        method: 'OPTIONS',
        url: new URL(url),
        headers: {},
        body: null,
        isRepeatable: true,
        signal,
        timeoutMs,
        answerBytesMax: answerBytesMax,
        showsCertificate: false,
      });
      const { host } = new URL(url);
      if (seen.kind === 'answered')
        return `${host} answers; whether it takes messages is seen when one is sent. ${certificates}`;
      throw new ConnectorFault(
        seen.kind === 'failed'
          ? seen.fault
          : { code: 'timeout', detail: `The check of ${host} was ended before an answer came.`, fix: 'Try it again.' },
      );
    },
    send: (outgoing, signal) => sendMessage({ connection, settings, sides, transport, timeoutMs }, outgoing, signal),
    remark: () => endingOf(sides, Date.now()),
    close: () => Promise.resolve(transport.close()),
  };
}

/** Of what answers a check, nothing is read. */
const answerBytesMax = 64 * 1024;
