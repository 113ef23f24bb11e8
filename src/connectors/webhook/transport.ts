// The only IO of the webhook connector: one POST, no redirects, one deadline for everything. The address that a name resolves to
// is checked where the socket is opened, so neither a second DNS answer nor a redirect leads anywhere else.
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import { limits } from '#kernel/limits.ts';
import type { Fault } from '#connectors/connector.ts';
import { TargetRefused } from '#connectors/network/reach.ts';
import type { Reach } from '#connectors/network/reach.ts';
import { hostOf } from '#connectors/network/target.ts';
import { eventMediaType } from './event.ts';
import { retryAfterMs } from './retry-after.ts';

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Gives the attempt up, when its lease was lost or the node stops. */
  readonly signal: AbortSignal;
}

/** What became of an attempt. */
export type Answered =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | null }
  | { readonly kind: 'failed'; readonly fault: Fault }
  | { readonly kind: 'given_up' };

export class WebhookTransport {
  readonly #reach: Reach;
  readonly #timeoutMs: number;
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });

  constructor(options: { readonly reach: Reach; readonly timeoutMs?: number }) {
    this.#reach = options.reach;
    this.#timeoutMs = options.timeoutMs ?? limits.deliveryTimeoutMs;
  }

  async send(post: Post): Promise<Answered> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const signal = AbortSignal.any([post.signal, timeout]);
    try {
      return await this.#post(post, signal);
    } catch (error) {
      if (post.signal.aborted) return { kind: 'given_up' };
      return { kind: 'failed', fault: this.#faultOf(error, new URL(post.url).host, timeout.aborted) };
    }
  }

  /** Null when a socket could be opened. */
  async reach(text: string, given: AbortSignal): Promise<Fault | null> {
    const url = new URL(text);
    const secure = url.protocol === 'https:';
    const target = { host: hostOf(url), secure, origin: url.origin };
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const signal = AbortSignal.any([given, timeout]);
    const port = Number(url.port) || (secure ? 443 : 80);
    try {
      const { address } = await this.#reach.resolve(target);
      const socket = secure
        ? connectTls({ host: address, port, servername: isIP(target.host) === 0 ? target.host : '' })
        : connect({ host: address, port });
      try {
        await once(socket, secure ? 'secureConnect' : 'connect', { signal });
        return null;
      } finally {
        socket.destroy();
      }
    } catch (error) {
      return this.#faultOf(error, url.host, timeout.aborted);
    }
  }

  #faultOf(error: unknown, host: string, isLate: boolean): Fault {
    if (isLate)
      return {
        code: 'timeout',
        detail: `${host} did not answer within ${this.#timeoutMs} ms.`,
        fix: 'The receiver should store what it gets, answer, and work on it later.',
      };
    if (error instanceof TargetRefused) return { code: 'target_refused', ...error.problem };
    const reason = error instanceof Error ? ('code' in error ? String(error.code) : error.message) : String(error);
    return {
      code: 'connection_failed',
      cause: reason,
      detail: `${host} could not be reached: ${reason}.`,
      fix: 'Check that the receiver runs, its name and its certificate.',
    };
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  async #post(post: Post, signal: AbortSignal): Promise<Answered> {
    try {
      return await this.#once(post, signal);
    } catch (error) {
      // The receiver closed a kept connection just then. What it may have got of the message it knows by its id.
      if (error instanceof StaleSocket) return this.#once(post, signal);
      throw error;
    }
  }

  #once({ url: text, headers, body }: Post, signal: AbortSignal): Promise<Answered> {
    const url = new URL(text);
    const secure = url.protocol === 'https:';
    const target = { host: hostOf(url), secure, origin: url.origin };
    return new Promise((resolve, reject) => {
      this.#reach.refuse(target);
      const options: RequestOptions = {
        method: 'POST',
        agent: secure ? this.#https : this.#http,
        signal,
        lookup: this.#reach.lookup(target),
        headers: {
          'content-type': eventMediaType,
          'content-length': String(Buffer.byteLength(body)),
          'user-agent': 'crossdock',
          ...headers,
        },
      };
      const request = secure ? httpsRequest(url, options) : httpRequest(url, options);
      request.on('error', (error) =>
        reject(request.reusedSocket && 'code' in error && error.code === 'ECONNRESET' ? new StaleSocket() : error),
      );
      request.once('response', (response) => {
        discard(response);
        const { statusCode = 0 } = response;
        resolve({
          kind: 'answered',
          status: statusCode,
          retryAfterMs: retryAfterMs(response.headers['retry-after'], Date.now()),
        });
      });
      request.end(body);
    });
  }
}

class StaleSocket extends Error {}

/** The status is all that counts; a short body is read so that the connection can be used again. */
function discard(response: IncomingMessage): void {
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limits.deliveryAnswerBytesMax) response.destroy();
  });
  response.on('error', () => undefined); // The answer came with the status; how its body ends changes nothing.
}
