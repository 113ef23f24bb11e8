// The token that SAP wants with every write that is let in by a password: fetched once with the cookie that it belongs to, and anew
// when it ran out.
import { ConnectorFault } from '#connectors/connector.ts';
import type { Call, HttpClient } from '#connectors/http/client.ts';
import { judgeExchange } from '#connectors/http/judge.ts';
import type { Exchanged } from '#connectors/http/transport.ts';

interface Token {
  readonly token: string;
  readonly cookie: string;
}

const header = 'x-csrf-token';

export class CsrfGuard {
  readonly #client: HttpClient;
  readonly #path: string;
  #token: Token | null = null;

  constructor(client: HttpClient, path: string) {
    this.#client = client;
    this.#path = path;
  }

  /** Throws ConnectorFault when there is no token to be had. */
  async call(call: Call): Promise<Exchanged> {
    const known = this.#token ?? (await this.#fetch(call.signal));
    const first = await this.#client.call(withToken(call, known));
    const isOver =
      first.kind === 'answered' && first.status === 403 && first.headers[header]?.toLowerCase() === 'required';
    // It was not looked at, so once more.
    return isOver ? this.#client.call(withToken(call, await this.#fetch(call.signal))) : first;
  }

  async #fetch(signal: AbortSignal): Promise<Token> {
    const exchanged = await this.#client.call({
      method: 'GET',
      url: this.#client.url(this.#path),
      headers: { [header]: 'fetch' },
      body: null,
      isRepeatable: true,
      followsRedirects: false,
      signal,
    });
    const label = this.#client.label('GET', this.#path);
    const sent = judgeExchange(exchanged, {
      checks: {},
      effect: 'read',
      label,
      isOfOneThing: true,
      needsBody: false,
      secrets: this.#client.secrets,
      now: Date.now(),
    });
    const token = exchanged.kind === 'answered' ? exchanged.headers[header] : undefined;
    if (sent.kind === 'done' && exchanged.kind === 'answered' && token !== undefined && token !== '') {
      const cookie = exchanged.cookies.map((text) => text.split(';', 1)[0] ?? '').join('; ');
      this.#client.secrets.add(token);
      this.#token = { token, cookie };
      return this.#token;
    }
    if ('fault' in sent) throw new ConnectorFault(sent.fault);
    throw new ConnectorFault({
      code: 'broken_answer',
      detail: `${label}: it gave no ${header}.`,
      fix: 'Leave “csrf” out if the service wants none, or set its path to one that gives it.',
    });
  }
}

function withToken(call: Call, { token, cookie }: Token): Call {
  return { ...call, headers: { ...call.headers, [header]: token, ...(cookie === '' ? {} : { cookie }) } };
}
