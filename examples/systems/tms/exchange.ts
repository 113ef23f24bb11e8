// One HTTP request, read whole, and the answer to it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Problem } from './words.ts';

const bodyBytesMax = 1_000_000;

export interface Request {
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string | undefined;
  body: string;
}

export interface Answer {
  status: number;
  body: object | string;
  headers?: Record<string, string>;
}

/** Undefined when the body is larger than is taken. */
export async function readRequest(incoming: IncomingMessage): Promise<Request | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Left open when it is too much: the sender shall still get its answer.
  const body = incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) return undefined;
    chunks.push(chunk);
  }
  const url = new URL(incoming.url ?? '/', 'http://freightline');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    authorization: incoming.headers.authorization,
    body: Buffer.concat(chunks).toString(),
  };
}

export function writeAnswer(response: ServerResponse, { status, body, headers }: Answer): void {
  const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

export const ok = (body: object, status = 200): Answer => ({ status, body: { status: 'OK', ...body } });

/** FreightLine says no to business with 200; other statuses are about the call itself. */
export const refused = (errors: readonly Problem[], status = 200): Answer => ({
  status,
  body: { status: 'ERROR', errors },
});

export const problem = (code: string, field: string, text: string, status = 200): Answer =>
  refused([{ code, field, text }], status);

/** The JSON of a body, or undefined when it is none. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    // The caller answers FL-1000.
    return undefined;
  }
}
