// A stand-in for a Crossdock node behind HTTP, and a configuration of systems that send to it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config, SystemConfig } from '../http/config.ts';
import { keyOf, sign } from '../http/signature.ts';
import type { SystemName } from '../system/message.ts';
import { network } from './network.testsuite.ts';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Answer {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Node extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** What it answers from now on. */
  answer: (request: Received) => Answer | 'broken';
}

export async function startNode(): Promise<Node> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Received['body'];
      const taken = { path: request.url ?? '', headers: request.headers, body };
      received.push(taken);
      const answer = node.answer(taken);
      if (answer === 'broken') response.destroy();
      else response.writeHead(answer.status, answer.headers).end(answer.body && JSON.stringify(answer.body));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const node: Node = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: () => ({ status: 200, body: { status: 'accepted' } }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return node;
}

export const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`;

export function configOf(
  url: string,
  systems: Partial<Record<SystemName, Partial<SystemConfig>>>,
  given: Partial<Config> = {},
): Config {
  const whole = Object.entries(systems).map(([name, system]) => [
    name,
    { port: 0, secret, source: null, key: 'key', inbox: null, options: {}, faults: {}, ...system },
  ]);
  return {
    crossdock: { url },
    network: network(),
    seed: 1,
    minutesPerSecond: 1_440,
    stateFolder: null,
    systems: Object.fromEntries(whole) as Config['systems'],
    ...given,
  };
}

export interface Signed {
  readonly id: string;
  readonly body: string;
  readonly path?: string;
  readonly secret?: string;
  readonly seconds?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a message as Crossdock or another system does. */
export function post(url: string, message: Signed): Promise<Response> {
  const { id, body, path = '/hooks', secret: used = secret, seconds = Math.floor(Date.now() / 1_000) } = message;
  const key = keyOf(used);
  if (key === undefined) throw new Error('the secret of the test is none');
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': sign(key, { id, seconds, body }),
    ...message.headers,
  };
  return fetch(`${url}${path}`, { method: 'POST', headers, body });
}

/** Waits until something is so, looking often; says what was waited for when it never is. */
export async function until<Value>(what: string, look: () => Value | undefined | false): Promise<Value> {
  for (let attempt = 0; attempt < 1_000; attempt += 1) {
    const value = look();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`waited ten seconds for ${what}`);
}
