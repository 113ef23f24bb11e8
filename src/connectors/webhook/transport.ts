// The only IO of the webhook connector: one POST, no redirects, one deadline for everything. The address that a name resolves to
// is checked where the socket is opened, so neither a second DNS answer nor a redirect leads anywhere else.
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { limits } from '#kernel/limits.ts';
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
export type Sent =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | null }
  | {
      readonly kind: 'failed';
      readonly code: 'timeout' | 'connection_failed' | 'target_refused';
      readonly detail: string;
      readonly fix: string;
    }
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

  async send(post: Post): Promise<Sent> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const signal = AbortSignal.any([post.signal, timeout]);
    try {
      return await this.#post(post, signal);
    } catch (error) {
      if (post.signal.aborted) return { kind: 'given_up' };
      const host = new URL(post.url).host;
      if (timeout.aborted) {
        return {
          kind: 'failed',
          code: 'timeout',
          detail: `${host} did not answer within ${this.#timeoutMs} ms.`,
          fix: 'The receiver should store what it gets, answer, and work on it later.',
        };
      }
      if (error instanceof TargetRefused)
        return { kind: 'failed', code: 'target_refused', detail: error.problem.detail, fix: error.problem.fix };
      const reason = error instanceof Error ? ('code' in error ? String(error.code) : error.message) : String(error);
      return {
        kind: 'failed',
        code: 'connection_failed',
        detail: `${host} could not be reached: ${reason}.`,
        fix: 'Check that the receiver runs, its name and its certificate.',
      };
    }
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  async #post(post: Post, signal: AbortSignal): Promise<Sent> {
    try {
      return await this.#once(post, signal);
    } catch (error) {
      // The receiver closed a kept connection just then. What it may have got of the message it knows by its id.
      if (error instanceof StaleSocket) return this.#once(post, signal);
      throw error;
    }
  }

  #once({ url: text, headers, body }: Post, signal: AbortSignal): Promise<Sent> {
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
