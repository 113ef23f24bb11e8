// The only IO of the connectors that speak HTTP: one request, one answer, one deadline. Tells exactly whether the other side may
// have got the request, because what may be repeated hangs on it. Addresses are checked where the socket is opened.
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { limits } from '#kernel/limits.ts';
import type { Fault } from '#connectors/connector.ts';
import { TargetRefused } from '#connectors/network/reach.ts';
import type { Reach } from '#connectors/network/reach.ts';
import { hostOf } from '#connectors/network/target.ts';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** Sent twice it does no harm. */
  readonly isRepeatable: boolean;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
  /** Whether the certificate of the client is shown. */
  readonly showsCertificate: boolean;
}

export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  /** Names in lower case; without cookies. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Uint8Array;
  /** Why the body is not whole; null: it is. */
  readonly broken: Fault | null;
}

export type Exchanged =
  | Answer
  | { readonly kind: 'failed'; readonly fault: Fault; readonly mayHaveArrived: boolean }
  /** The signal of the caller ended it. */
  | { readonly kind: 'given_up'; readonly mayHaveArrived: boolean };

export interface TlsOptions {
  /** PEM; in place of the authorities that Node trusts. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
}

export class HttpTransport {
  readonly #reach: Reach;
  readonly #agents: readonly (HttpAgent | HttpsAgent)[];
  readonly #kept: Agents;
  readonly #fresh: Agents;

  constructor({ reach, tls = {} }: { reach: Reach; tls?: TlsOptions }) {
    this.#reach = reach;
    const trust = tls.ca === undefined ? {} : { ca: tls.ca };
    // How many are under way at once is decided by who asks.
    const make = (keepAlive: boolean): Agents => ({
      http: new HttpAgent({ keepAlive }),
      https: new HttpsAgent({ keepAlive, ...tls }),
      stranger: new HttpsAgent({ keepAlive, ...trust }),
    });
    this.#kept = make(true);
    this.#fresh = make(false);
    this.#agents = [this.#kept, this.#fresh].flatMap(({ http, https, stranger }) => [http, https, stranger]);
  }

  async exchange(request: HttpRequest): Promise<Exchanged> {
    const timeout = AbortSignal.timeout(request.timeoutMs);
    const signal = AbortSignal.any([request.signal, timeout]);
    const progress = { mayHaveArrived: false };
    try {
      signal.throwIfAborted();
      return await this.#withRetry(request, signal, progress);
    } catch (error) {
      if (request.signal.aborted) return { kind: 'given_up', ...progress };
      return { kind: 'failed', fault: faultOf(error, request, timeout.aborted), ...progress };
    }
  }

  close(): void {
    for (const agent of this.#agents) agent.destroy();
  }

  async #withRetry(request: HttpRequest, signal: AbortSignal, progress: Progress): Promise<Answer> {
    try {
      return await this.#once(request, signal, progress);
    } catch (error) {
      // The other side closed a kept socket just then. Only what may be repeated goes over kept sockets.
      if (error instanceof StaleSocket) return this.#once(request, signal, progress);
      throw error;
    }
  }

  #once(request: HttpRequest, signal: AbortSignal, progress: Progress): Promise<Answer> {
    const { url, body } = request;
    const secure = url.protocol === 'https:';
    const target = { host: hostOf(url), secure, origin: url.origin };
    const agents = request.isRepeatable ? this.#kept : this.#fresh;
    return new Promise((resolve, reject) => {
      this.#reach.refuse(target);
      const options: RequestOptions = {
        method: request.method,
        agent: secure ? (request.showsCertificate ? agents.https : agents.stranger) : agents.http,
        signal,
        lookup: this.#reach.lookup(target),
        maxHeaderSize: limits.answerHeaderBytesMax,
        headers: {
          'accept-encoding': 'gzip, deflate, br',
          'user-agent': 'crossdock',
          ...request.headers,
          ...(body === null ? {} : { 'content-length': String(body.length) }),
        },
      };
      const sending = secure ? httpsRequest(url, options) : httpRequest(url, options);
      sending.once('socket', (socket) => {
        if (sending.reusedSocket) progress.mayHaveArrived = true;
        else socket.once(secure ? 'secureConnect' : 'connect', () => (progress.mayHaveArrived = true));
      });
      sending.on('error', (error) => {
        // A client certificate is refused after the handshake of TLS 1.3 is over for us; the request is not looked at.
        if (isTlsAlert(error)) progress.mayHaveArrived = false;
        reject(sending.reusedSocket && codeOf(error) === 'ECONNRESET' ? new StaleSocket() : error);
      });
      sending.once('response', (response) => {
        progress.mayHaveArrived = true;
        readBody(response, request, signal).then(resolve, reject);
      });
      sending.end(body ?? undefined);
    });
  }
}

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** For origins that the certificate of the client is not shown to. */
  readonly stranger: HttpsAgent;
}

interface Progress {
  mayHaveArrived: boolean;
}

class StaleSocket extends Error {}

async function readBody(response: IncomingMessage, request: HttpRequest, signal: AbortSignal): Promise<Answer> {
  const { 'set-cookie': cookies = [], ...rest } = response.headers;
  const headers = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
  const answer = (body: Uint8Array, broken: Fault | null): Answer => ({
    kind: 'answered',
    status: response.statusCode ?? 0,
    headers,
    cookies,
    body,
    broken,
  });
  const nothing = new Uint8Array();
  const { host } = request.url;
  const decoded = decode(response);
  if (decoded === null) {
    response.destroy();
    const detail = `${host} answered in an encoding that was not asked for.`;
    return answer(nothing, {
      code: 'broken_answer',
      detail,
      fix: 'Have it answer in gzip, deflate or br, or in none.',
    });
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    // Leaving the loop early destroys the stream and with it the socket.
    for await (const chunk of decoded as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > request.answerBytesMax) return answer(nothing, tooLarge(host, request.answerBytesMax));
      chunks.push(chunk);
    }
  } catch (error) {
    const fault: Fault = signal.aborted
      ? {
          code: 'timeout',
          detail: `${host} did not end its answer in time.`,
          fix: 'Ask for less at once, or give it more time.',
        }
      : {
          code: 'broken_answer',
          detail: `The answer of ${host} broke off or could not be unpacked: ${codeOf(error)}.`,
          fix: 'Look at the other system, and at what lies between it and Crossdock.',
          cause: codeOf(error),
        };
    return answer(nothing, fault);
  }
  return answer(Buffer.concat(chunks), null);
}

function tooLarge(host: string, bytesMax: number): Fault {
  return {
    code: 'too_large',
    detail: `${host} answered more than ${bytesMax} bytes, unpacked.`,
    fix: 'Ask for smaller pages, or raise the limit of the connection.',
  };
}

/** Null for an encoding that we do not know. */
function decode(response: IncomingMessage): Readable | null {
  const isEmpty = response.headers['content-length'] === '0' || response.statusCode === 204;
  const encoding = isEmpty ? 'identity' : (response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity');
  // How the pipe ends is seen by who reads its last stream.
  const over = (): undefined => undefined;
  switch (encoding) {
    case 'identity':
    case '':
      return response;
    case 'gzip':
    case 'x-gzip':
      return pipeline(response, createGunzip(), over);
    case 'deflate':
      return pipeline(response, createInflate(), over);
    case 'br':
      return pipeline(response, createBrotliDecompress(), over);
    default:
      return null;
  }
}

function faultOf(error: unknown, { url, timeoutMs }: HttpRequest, isTimeout: boolean): Fault {
  const { host } = url;
  if (isTimeout) {
    return {
      code: 'timeout',
      detail: `${host} did not answer within ${timeoutMs} ms.`,
      fix: 'See whether it is slow or cannot be reached; give it more time if that is how it is.',
    };
  }
  if (error instanceof TargetRefused)
    return { code: 'target_refused', detail: error.problem.detail, fix: error.problem.fix };
  const cause = codeOf(error);
  if (cause.startsWith('HPE_')) {
    return {
      code: 'broken_answer',
      detail: `What ${host} answered is not HTTP, or its headers are too large: ${cause}.`,
      fix: 'Check the address; look at what lies between it and Crossdock.',
      cause,
    };
  }
  if (isTlsAlert(error) && !cause.endsWith('HANDSHAKE_FAILURE')) {
    return {
      code: 'unauthorized',
      detail: `${host} does not take the client certificate, or wants one: ${cause}.`,
      fix: 'Send the certificate and the key that the other system knows.',
      cause,
    };
  }
  return {
    code: 'connection_failed',
    detail: `${host} could not be reached, or closed the connection: ${cause}.`,
    fix: 'Check that it runs, its name, its port and its certificate.',
    cause,
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** Alerts about a certificate end the handshake; others may come after the request was worked on. */
function isTlsAlert(error: unknown): boolean {
  return /^ERR_SSL_.*ALERT_(?:.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)$/.test(codeOf(error));
}
