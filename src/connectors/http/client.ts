// A configured other system over HTTP: who we are, and where to. Redirects of reads are followed, each hop checked like the
// first, and what proves who we are goes to the origin of the connection alone.
import { limits } from '#kernel/limits.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Fault, OpenOptions } from '#connectors/connector.ts';
import { signatureHeaders } from '#connectors/hook/scheme.ts';
import { createLogin } from '#connectors/network/rotation.ts';
import type { Login } from '#connectors/network/rotation.ts';
import type { Proof } from './auth.ts';
import { createIdentity, faultOfLogin, NotLetIn, refusalOf } from './identity.ts';
import type { Identity } from './identity.ts';
import { Secrets } from './secrets.ts';
import type { HttpSettings } from './settings.ts';
import { encodeQuery, TemplateProblem } from './template.ts';
import type { Exchanged } from './transport.ts';

export interface Call {
  readonly method: string;
  /** Of the origin of the connection: `HttpClient.url`. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly isRepeatable: boolean;
  readonly followsRedirects: boolean;
  readonly signal: AbortSignal;
  /** Left out: what a message may have. */
  readonly answerBytesMax?: number;
  /** What is signed as `{id}`. */
  readonly id?: string;
}

const redirects = new Set([301, 302, 303, 307, 308]);

export class HttpClient {
  readonly secrets: Secrets;
  readonly messageBytesMax: number;
  readonly login: Login;
  readonly #settings: HttpSettings;
  readonly #options: OpenOptions;
  readonly #base: URL;
  readonly #timeoutMs: number;
  /** By the credentials that make them. */
  readonly #identities = new Map<OpenOptions['credentials'], Identity>();

  constructor(settings: HttpSettings, options: OpenOptions) {
    const { credentials, limits: session } = options;
    this.#settings = settings;
    this.#options = options;
    this.login = createLogin(options);
    this.#base = new URL(settings.url);
    this.#timeoutMs = Math.min(settings.timeoutMs ?? session.timeoutMs, session.timeoutMs);
    this.messageBytesMax = session.messageBytesMax;
    this.secrets = new Secrets(Object.values(credentials));
  }

  /** `path` begins with `/` or is empty; both are written for their place. Throws TemplateProblem. */
  url(path: string, query = ''): URL {
    const root = this.#base.pathname.replace(/\/$/, '');
    const text = `${this.#base.origin}${root}${path}${query === '' ? '' : `?${query}`}`;
    if (text.length > limits.requestUrlCharactersMax)
      throw new TemplateProblem(
        `The address has ${text.length} characters.`,
        `${limits.requestUrlCharactersMax} are the most.`,
      );
    return this.#own(new URL(text));
  }

  /** An address that an answer gave: of a next page. Throws ConnectorFault when it leads elsewhere. */
  follow(link: string, from: URL): URL {
    const url = URL.canParse(link, from.href) ? new URL(link, from) : null;
    // Behind a gateway that ends TLS, systems write links to themselves with http.
    if (
      url !== null &&
      url.protocol === 'http:' &&
      this.#base.protocol === 'https:' &&
      url.hostname === this.#base.hostname
    ) {
      url.protocol = 'https:';
      url.port = this.#base.port;
    }
    if (url?.origin === this.#base.origin && url.username === '' && url.password === '') {
      // Some systems write the key into their links; it is added anew, and must not be kept with the cursor.
      const { auth } = this.#settings;
      if (auth?.kind === 'api_key' && auth.in === 'query') url.searchParams.delete(auth.name);
      return url;
    }
    throw new ConnectorFault({
      code: 'broken_answer',
      detail: `${this.#base.host} gave a link to another host, which is not followed: its answers would be taken for those of ${this.#base.host}.`,
      fix: 'Have it give links to itself, or page by number or offset.',
    });
  }

  /** For people: without what was filled in. */
  label(method: string, template: string): string {
    return `${method} ${this.#base.host}${this.#base.pathname.replace(/\/$/, '')}${template}`;
  }

  /** Waits for its turn by the rate of the connection; false: the signal ended the wait. */
  async turn(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#options.pace?.(signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  /** Refused because of who we are, by an identity that is being replaced: nothing was done, so once more by the one before. */
  async call(call: Call): Promise<Exchanged> {
    try {
      return await this.login.open({
        open: async ({ credentials }) => {
          const exchanged = await this.#callAs(this.#identity(credentials), call);
          const refusal = refusalOf(exchanged);
          if (refusal !== null) throw refusal;
          return exchanged;
        },
        faultOf: faultOfLogin,
      });
    } catch (error) {
      if (error instanceof NotLetIn) return error.exchanged;
      throw error;
    }
  }

  close(): void {
    for (const identity of this.#identities.values()) identity.close();
  }

  #identity(credentials: OpenOptions['credentials']): Identity {
    const known = this.#identities.get(credentials);
    if (known !== undefined) return known;
    const { reach } = this.#options;
    const made = createIdentity(credentials, {
      settings: this.#settings,
      reach,
      secrets: this.secrets,
      timeoutMs: this.#timeoutMs,
    });
    this.#identities.set(credentials, made);
    return made;
  }

  async #callAs(identity: Identity, call: Call): Promise<Exchanged> {
    const first = await this.#attempt(identity, call);
    // A token that ran out before its time: nothing was done, so once more with another one, be it a write.
    return first.isOver ? (await this.#attempt(identity, call)).exchanged : first.exchanged;
  }

  async #attempt(identity: Identity, call: Call): Promise<{ readonly exchanged: Exchanged; readonly isOver: boolean }> {
    try {
      const proof = await identity.auth.prove();
      const exchanged = await this.#hops(identity, call, proof);
      return { exchanged, isOver: exchanged.kind === 'answered' && identity.auth.isOver(proof, exchanged.status) };
    } catch (error) {
      if (error instanceof ConnectorFault) return { exchanged: unsent(error.fault), isOver: false };
      throw error;
    }
  }

  async #hops(identity: Identity, call: Call, proof: Proof): Promise<Exchanged> {
    let url = call.url;
    let isStranger = false;
    for (let hop = 0; ; hop += 1) {
      const exchanged = await identity.transport.exchange({
        method: call.method,
        url: isStranger ? url : withQuery(url, proof.query),
        headers: isStranger ? strangersHeaders(call.headers) : this.#headers(identity, call, url, proof),
        body: call.body,
        isRepeatable: call.isRepeatable,
        signal: call.signal,
        timeoutMs: this.#timeoutMs,
        answerBytesMax: call.answerBytesMax ?? this.messageBytesMax,
        showsCertificate: !isStranger,
      });
      if (!call.followsRedirects || exchanged.kind !== 'answered' || !redirects.has(exchanged.status)) return exchanged;
      const { location } = exchanged.headers;
      const next = location !== undefined && URL.canParse(location, url.href) ? new URL(location, url) : null;
      const problem = redirectProblem(url, next, hop);
      if (next === null || problem !== null)
        return {
          kind: 'failed',
          mayHaveArrived: true,
          fault: {
            code: 'broken_answer',
            detail: `${url.host} ${problem ?? ''}.`,
            fix: 'Set the address of the connection to where the system is now.',
          },
        };
      url = next;
      isStranger ||= next.origin !== this.#base.origin;
    }
  }

  #headers({ signingSecret }: Identity, call: Call, url: URL, proof: Proof): Record<string, string> {
    const { signature, headers = {} } = this.#settings;
    const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const signed =
      signature === undefined
        ? {}
        : signatureHeaders(signature, signingSecret, {
            timestamp: String(Math.floor(Date.now() / 1_000)),
            id: call.id ?? '',
            url: url.href,
            method: call.method,
            body: call.body ?? new Uint8Array(),
          });
    return { accept: 'application/json', ...own, ...call.headers, ...signed, ...proof.headers };
  }

  #own(url: URL): URL {
    const root = this.#base.pathname.replace(/\/$/, '');
    if (url.origin === this.#base.origin && (url.pathname === root || url.pathname.startsWith(`${root}/`))) return url;
    throw new TemplateProblem(
      'The path leads out of the address of the connection.',
      'Begin it with / and leave out “..”.',
    );
  }
}

function redirectProblem(from: URL, to: URL | null, hop: number): string | null {
  if (hop >= limits.redirectsMax) return `redirects more than ${limits.redirectsMax} times`;
  if (to === null) return 'redirects without saying where to';
  if (to.protocol !== 'https:' && to.protocol !== 'http:') return 'redirects to what is no address of HTTP';
  if (from.protocol === 'https:' && to.protocol === 'http:') return 'redirects to an address that is not encrypted';
  return to.username === '' && to.password === '' ? null : 'redirects to an address with a user in it';
}

/** Only what says which form is wanted: the rest of the settings was meant for another. */
function strangersHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return { accept: headers['accept'] ?? 'application/json' };
}

function withQuery(url: URL, query: Readonly<Record<string, string>>): URL {
  const added = Object.entries(query).map(([name, value]) => `${encodeQuery(name)}=${encodeQuery(value)}`);
  if (added.length === 0) return url;
  const complete = new URL(url);
  complete.search = [url.search.slice(1), ...added].filter((part) => part !== '').join('&');
  return complete;
}

function unsent(fault: Fault): Exchanged {
  return { kind: 'failed', fault, mayHaveArrived: false };
}
