// A receiver for tests: a real HTTP server that verifies signatures by itself, written after the standard and not with our signer.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: Readonly<Record<string, unknown>>;
}

export interface Receiver {
  readonly url: string;
  /** In the order in which they came. */
  readonly received: Received[];
  /** What it answers from now on: a status, or its own way. */
  answer: number | ((request: Received, response: ServerResponse) => void);
  [Symbol.asyncDispose]: () => Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      // A check asks what it may do; nothing is told.
      if (request.method === 'OPTIONS') return response.writeHead(204, { allow: 'POST' }).end();
      const body = Buffer.concat(chunks).toString('utf8');
      const taken = {
        id: String(request.headers['webhook-id']),
        headers: request.headers,
        body,
        event: JSON.parse(body) as Received['event'],
      };
      received.push(taken);
      if (typeof receiver.answer === 'number') return response.writeHead(receiver.answer).end();
      return receiver.answer(taken, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    answer: 204,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** The receiver's side of Standard Webhooks 1.0.0, "Verifying signatures". */
export function verifies(secret: string, headers: IncomingHttpHeaders, body: string, nowSeconds: number): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (
    typeof id !== 'string' ||
    typeof timestamp !== 'string' ||
    typeof signatures !== 'string' ||
    !/^\d+$/.test(timestamp)
  )
    return false;
  if (Math.abs(nowSeconds - Number(timestamp)) > 300) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(id).update('.').update(timestamp).update('.').update(body).digest();
  return signatures.split(' ').some((signature) => {
    const [version, text = ''] = signature.split(',');
    const given = Buffer.from(text, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}
