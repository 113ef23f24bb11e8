// The other side of tests: a real HTTP server that remembers what it was asked and answers as it is told.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createReach } from '#connectors/network/reach.ts';
import type { OpenOptions, Outgoing, Received, Session } from '#connectors/connector.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface OtherSide {
  readonly url: string;
  readonly asked: Asked[];
  answer: (asked: Asked, response: ServerResponse) => void;
  [Symbol.asyncDispose]: () => Promise<void>;
}

export async function startOtherSide(
  answer: OtherSide['answer'] = (_, to) => sendJson(to, 200, {}),
): Promise<OtherSide> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://here');
      const one: Asked = {
        method: request.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      asked.push(one);
      side.answer(one, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const side: OtherSide = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return side;
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** A server of bytes: what HTTP servers never do. */
export async function startRawSide(
  serve: (socket: Socket, count: number) => void,
): Promise<{ readonly url: string; readonly count: () => number; [Symbol.asyncDispose]: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    count += 1;
    socket.on('error', () => undefined); // The client goes away when it has seen enough.
    socket.on('close', () => sockets.delete(socket));
    serve(socket, count);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function openWith(
  connector: { open(options: OpenOptions): Session },
  settings: Readonly<Record<string, unknown>>,
  more: Partial<Omit<OpenOptions, 'settings'>> = {},
): Session & AsyncDisposable {
  const session = connector.open({
    connection: 'other',
    settings,
    credentials: {},
    reach: createReach({ allowPrivate: true }),
    limits: { timeoutMs: 10_000, messageBytesMax: 1024 * 1024 },
    ...more,
  });
  return { ...session, [Symbol.asyncDispose]: () => session.close() };
}

export const never = (): AbortSignal => new AbortController().signal;

export function outgoing(
  settings: Readonly<Record<string, unknown>>,
  value: unknown,
  more: Partial<Outgoing> = {},
): Outgoing {
  return {
    id: 'dlv_1-0',
    operation: 'send',
    settings,
    lane: 'ord_1',
    attempt: 1,
    value,
    body: Buffer.from(JSON.stringify(value)),
    mediaType: 'application/json',
    traceparent: null,
    ...more,
  };
}

export async function receiveAll(
  session: Session,
  settings: Readonly<Record<string, unknown>>,
  cursor: string | null = null,
): Promise<{
  readonly received: readonly Received[];
  readonly keys: readonly string[];
  readonly cursor: string | null;
}> {
  const received: Received[] = [];
  const messages = session.receive?.({ stream: 'in', settings, cursor, signal: never() });
  if (messages === undefined) throw new Error('It receives nothing.');
  for await (const one of messages) {
    received.push(one);
    await one.done();
  }
  return {
    received,
    keys: received.flatMap(({ messages }) => messages.map(({ key }) => key)),
    cursor: received.at(-1)?.cursor ?? cursor,
  };
}
