// Signed CloudEvents over HTTP, after Standard Webhooks: the other system gets events as they are.
import { ConnectorFault } from '#connectors/connector.ts';
import type { Connector, Outgoing } from '#connectors/connector.ts';
import { urlProblem } from '#connectors/network/target.ts';
import { meaningOf } from './answered.ts';
import { isSecret, makeSecret, sign } from './signature.ts';
import { WebhookTransport } from './transport.ts';

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
  stream: null,
  operation: null,
  check({ settings }, { allowPrivate }) {
    const problem = urlProblem(urlOf(settings), allowPrivate);
    return problem === null ? [] : [{ pointer: '/settings/url', ...problem }];
  },
  declare: () => ({ effect: 'write', idempotency: 'native' }), // Receivers know an event again by its id.
  open({ settings, credentials, reach, limits }) {
    const transport = new WebhookTransport({ reach, timeoutMs: limits.timeoutMs });
    const secrets = [credentials['secret'], credentials['secret.previous']].filter((secret) => secret !== undefined);
    return {
      async check(signal) {
        const host = new URL(urlOf(settings)).host;
        const fault = await transport.reach(urlOf(settings), signal);
        if (fault !== null) throw new ConnectorFault(fault);
        return `${host} takes connections; whether it takes events is seen when one is sent.`;
      },
      async send({ id, body, traceparent }: Outgoing, signal) {
        const timestamp = Math.floor(Date.now() / 1_000);
        const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
        const headers = {
          'webhook-id': id,
          'webhook-timestamp': String(timestamp),
          'webhook-signature': secrets.map((secret) => sign(secret, id, timestamp, text)).join(' '),
          ...(traceparent !== null && { traceparent }),
        };
        return meaningOf(await transport.send({ url: urlOf(settings), headers, body: text, signal }));
      },
      close() {
        transport.close();
        return Promise.resolve();
      },
    };
  },
};

function urlOf(settings: Readonly<Record<string, unknown>>): string {
  return String(settings['url']);
}
