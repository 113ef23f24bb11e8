// Signed messages over HTTP, after Standard Webhooks: events as they are, or what an operation makes of them. Redirects are not
// followed.
import { limits } from '#kernel/limits.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Connector, OpenOptions, Session } from '#connectors/connector.ts';
import { HttpTransport } from '#connectors/http/transport.ts';
import type { Exchanged, HttpRequest } from '#connectors/http/transport.ts';
import { originOf, urlProblem } from '#connectors/network/target.ts';
import { eventOperation } from './event.ts';
import { meaningOf } from './meaning.ts';
import { isSecret, makeSecret, sign, signingKey } from './signature.ts';

export const webhook: Connector = {
  kind: 'webhook',
  title: 'Receiver of signed events (Standard Webhooks)',
  settings: {
    type: 'object',
    required: ['url'],
    additionalProperties: false,
    properties: {
      url: {
        title: 'address',
        description:
          'Where events are sent by POST: https, and not inside a private network unless the node allows it.',
        type: 'string',
        minLength: 1,
        maxLength: 2048,
        examples: ['https://shop.example/hooks/crossdock'],
      },
    },
  },
  credentials: {
    secret: {
      title: 'Signs events: whsec_ and 24 to 64 random bytes in base64.',
      required: true,
      make: makeSecret,
      problem: (text) =>
        isSecret(text)
          ? null
          : {
              detail: 'It is not a secret of Standard Webhooks.',
              fix: 'Send whsec_ and the base64 of 24 to 64 random bytes, or leave it out to have one made.',
            },
    },
  },
  targets: (settings) => [originOf(urlOf(settings))],
  stream: null,
  operation: {
    type: 'object',
    description:
      'A mapped message of its own, posted to the address of the connection and signed as events are. It has no settings.',
    additionalProperties: false,
    properties: {},
  },
  check({ settings, operations }, { allowPrivate }) {
    const problem = urlProblem(urlOf(settings), allowPrivate);
    const own = Object.keys(operations).includes(eventOperation)
      ? [
          {
            pointer: `/operations/${eventOperation}/name`,
            detail: `Events themselves are sent as ${eventOperation}.`,
            fix: 'Give the operation another name.',
          },
        ]
      : [];
    return problem === null ? own : [{ pointer: '/settings/url', ...problem }, ...own];
  },
  declare: () => ({ effect: 'write', idempotency: 'native' }), // Receivers know an event again by its id.
  open,
};

function open({ settings, credentials, reach, limits: { timeoutMs } }: OpenOptions): Session {
  const transport = new HttpTransport({ reach });
  const keys = [credentials['secret'], credentials['secret.previous']]
    .filter((secret) => secret !== undefined)
    .map(signingKey);
  const url = new URL(urlOf(settings));

  function exchange(request: Pick<HttpRequest, 'method' | 'headers' | 'body' | 'signal'>): Promise<Exchanged> {
    return transport.exchange({
      ...request,
      url,
      isRepeatable: true, // Events are known by their ids.
      timeoutMs,
      answerBytesMax: limits.deliveryAnswerBytesMax,
      showsCertificate: false,
    });
  }

  return {
    async check(signal) {
      const seen = await exchange({ method: 'OPTIONS', headers: {}, body: null, signal });
      if (seen.kind === 'answered') return `${url.host} answers; whether it takes events is seen when one is sent.`;
      throw new ConnectorFault(seen.kind === 'failed' ? seen.fault : ended(url.host));
    },
    async send({ id, body, mediaType, traceparent }, signal) {
      const timestamp = Math.floor(Date.now() / 1_000);
      const headers = {
        'content-type': mediaType,
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': keys.map((key) => sign(key, id, timestamp, body)).join(' '),
        ...(traceparent !== null && { traceparent }),
      };
      return meaningOf(await exchange({ method: 'POST', headers, body, signal }), Date.now());
    },
    close: () => Promise.resolve(transport.close()),
  };
}

function ended(host: string): ConnectorFault['fault'] {
  return { code: 'timeout', detail: `The check of ${host} was ended before an answer came.`, fix: 'Try it again.' };
}

function urlOf(settings: Readonly<Record<string, unknown>>): string {
  return String(settings['url']);
}
