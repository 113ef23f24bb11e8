// Access tokens of OAuth 2.0 (RFC 6749): fetched once for all who wait, kept until shortly before their end, fetched anew when the
// other system says that one is no good.
import { limits } from '#kernel/limits.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import { answered, textAt } from './conditions.ts';
import { exactNumber } from './json.ts';
import { at } from './pointer.ts';
import type { Secrets } from './secrets.ts';
import type { OAuth } from './settings.ts';
import type { Answer, Exchanged, HttpTransport } from './transport.ts';

const tokenBytesMax = 64 * 1024;

interface Token {
  readonly text: string;
  /** Milliseconds on the clock of `performance`. */
  readonly renewAt: number;
}

export interface TokenOptions {
  readonly oauth: OAuth;
  readonly credentials: Readonly<Record<string, string>>;
  readonly transport: HttpTransport;
  readonly secrets: Secrets;
  readonly timeoutMs: number;
}

export class Tokens {
  readonly #options: TokenOptions;
  readonly #closing = new AbortController();
  #token: Token | null = null;
  #fetching: Promise<Token> | null = null;
  /** Given anew by some servers with each token; valid as long as the session lives. */
  #refreshToken: string | undefined;

  constructor(options: TokenOptions) {
    this.#options = options;
    this.#refreshToken = options.credentials['refreshToken'];
  }

  /** Throws ConnectorFault. */
  async get(): Promise<string> {
    if (this.#token !== null && performance.now() < this.#token.renewAt) return this.#token.text;
    // One request, however many wait for it; none of them can end it for the others.
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = null));
    this.#token = await this.#fetching;
    return this.#token.text;
  }

  /** The other system refused this one; a newer one stays. */
  drop(text: string): void {
    if (this.#token?.text === text) this.#token = null;
  }

  close(): void {
    this.#closing.abort();
  }

  async #fetch(): Promise<Token> {
    const { oauth, credentials, transport, timeoutMs } = this.#options;
    const url = new URL(oauth.tokenUrl);
    const form = this.#form();
    const headers: Record<string, string> = {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    };
    const secret = credentials['clientSecret'];
    if (secret !== undefined && oauth.clientAuthentication === 'post') form.set('client_secret', secret);
    else if (secret !== undefined) {
      // RFC 6749, 2.3.1: each half is form-encoded before they are put together.
      const pair = [oauth.clientId, secret]
        .map((half) => new URLSearchParams([['', half]]).toString().slice(1))
        .join(':');
      headers['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`;
      this.#options.secrets.add(headers['authorization'].slice('Basic '.length));
    }
    if (secret === undefined || oauth.clientAuthentication === 'post') form.set('client_id', oauth.clientId);
    return this.#read(
      url,
      await transport.exchange({
        method: 'POST',
        url,
        headers,
        body: Buffer.from(form.toString()),
        isRepeatable: true,
        signal: this.#closing.signal,
        timeoutMs,
        answerBytesMax: tokenBytesMax,
        showsCertificate: true,
      }),
    );
  }

  #form(): URLSearchParams {
    const { oauth } = this.#options;
    const form = new URLSearchParams({ grant_type: oauth.grant ?? 'client_credentials' });
    if (oauth.grant === 'refresh_token') form.set('refresh_token', this.#refreshToken ?? '');
    if (oauth.scopes !== undefined) form.set('scope', oauth.scopes.join(' '));
    if (oauth.audience !== undefined) form.set('audience', oauth.audience);
    for (const [name, value] of Object.entries(oauth.parameters ?? {})) form.set(name, value);
    return form;
  }

  #read(url: URL, exchanged: Exchanged): Token {
    if (exchanged.kind === 'failed') throw new ConnectorFault(exchanged.fault);
    if (exchanged.kind === 'given_up') {
      throw new ConnectorFault({
        code: 'connection_failed',
        detail: 'The session was closed.',
        fix: 'It is opened again by itself.',
      });
    }
    if (exchanged.broken !== null) throw new ConnectorFault(exchanged.broken);
    const body = answered(exchanged.status, exchanged.headers, exchanged.body).body();
    const text = body.ok ? at(body.value, '/access_token') : undefined;
    if (exchanged.status !== 200 || typeof text !== 'string' || !/^[\x21-\x7e]+$/.test(text))
      throw new ConnectorFault(this.#refusal(url, exchanged, body.ok ? body.value : undefined));
    this.#options.secrets.add(text);
    const renewed = body.ok ? at(body.value, '/refresh_token') : undefined;
    if (typeof renewed === 'string' && renewed !== '') {
      this.#options.secrets.add(renewed);
      this.#refreshToken = renewed;
    }
    // RFC 6749 lets a server leave the time out; then a refusal is what tells that it is over.
    const seconds = body.ok ? (exactNumber(Number(at(body.value, '/expires_in') ?? 3_600)) ?? 3_600) : 3_600;
    const livesMs = Math.max(0, seconds * 1_000);
    return { text, renewAt: performance.now() + livesMs - Math.min(limits.tokenRenewalMs, livesMs / 2) };
  }

  #refusal(url: URL, { status }: Answer, body: unknown): ConnectorFault['fault'] {
    const code = textAt(body, ['/error']) ?? '';
    const words = textAt(body, ['/error_description', '/error', '/message']);
    const said = words === null ? '' : `: ${this.#options.secrets.show(words)}`;
    const isBusy = status === 429 || status >= 500;
    return {
      code: isBusy ? 'busy' : status === 200 ? 'broken_answer' : 'unauthorized',
      detail: `${url.host} gave no access token (${status})${said}.`,
      fix: isBusy
        ? 'It is asked again by itself; look at the token server if it lasts.'
        : 'Check tokenUrl, clientId, scopes and the client secret of the connection.',
      cause: this.#options.secrets.show(`token ${status} ${code}`),
    };
  }
}
