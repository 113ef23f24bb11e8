// The connections of one session: few, lent to one call each, and opened anew after a fault.
import type { OpenOptions } from '#connectors/connector.ts';
import { within } from '#connectors/network/deadline.ts';
import { createLogin } from '#connectors/network/rotation.ts';
import type { Login } from '#connectors/network/rotation.ts';
import { tlsOptions, whereIs } from '#connectors/network/server.ts';
import type { SqlClient } from './client.ts';
import { faultOf } from './faults.ts';
import { openMariadb } from './mariadb.ts';
import { openPostgresql } from './postgresql.ts';
import { connectionsMaxDefault, portDefault } from './settings.ts';
import type { SqlSettings } from './settings.ts';

const goodbyeMs = 1_000;

export class SqlClients {
  readonly #options: OpenOptions;
  readonly #settings: SqlSettings;
  readonly login: Login;
  readonly #idle: SqlClient[] = [];
  readonly #all = new Set<SqlClient>();
  readonly #waiting: (() => void)[] = [];
  readonly #closed = new AbortController();
  #lent = 0;

  constructor(options: OpenOptions) {
    this.#options = options;
    this.login = createLogin(options);
    this.#settings = options.settings as unknown as SqlSettings; // The schema held when the connection was defined.
  }

  /** Waiting, opening and working have a deadline each. A client whose work failed, in whatever way, is not used again. */
  async use<Result>(signal: AbortSignal, work: (client: SqlClient) => Promise<Result>): Promise<Result> {
    const limit = { ms: this.#options.limits.timeoutMs, signal: AbortSignal.any([signal, this.#closed.signal]) };
    await this.#turn(limit);
    try {
      const client = this.#takeIdle() ?? (await this.#open(limit));
      try {
        const result = await within(limit, () => work(client));
        if (client.isUsable && !this.#closed.signal.aborted) this.#idle.push(client);
        else this.#discard(client);
        return result;
      } catch (error) {
        this.#discard(client);
        throw error;
      }
    } finally {
      this.#handOn();
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const idle = this.#idle.splice(0);
    for (const client of this.#all) if (!idle.includes(client)) client.destroy();
    this.#all.clear();
    const limit = { ms: goodbyeMs, signal: new AbortController().signal };
    await Promise.all(idle.map((client) => within(limit, () => client.end()).catch(() => client.destroy())));
  }

  async #turn(limit: { readonly ms: number; readonly signal: AbortSignal }): Promise<void> {
    if (this.#lent < (this.#settings.connectionsMax ?? connectionsMaxDefault)) {
      this.#lent += 1;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    try {
      await within(limit, () => promise);
    } catch (error) {
      const place = this.#waiting.indexOf(resolve);
      if (place === -1) this.#handOn();
      else this.#waiting.splice(place, 1);
      throw error;
    }
  }

  #handOn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#lent -= 1;
    else next();
  }

  #takeIdle(): SqlClient | undefined {
    for (;;) {
      const client = this.#idle.pop();
      if (client === undefined || client.isUsable) return client;
      this.#discard(client);
    }
  }

  async #open(limit: { readonly ms: number; readonly signal: AbortSignal }): Promise<SqlClient> {
    const dialing = new AbortController();
    const where = whereIs(this.#settings.host, this.#settings.port ?? portDefault[this.#settings.system]);
    const opening = this.login.open({
      open: (options) => this.#connect(options, dialing.signal),
      faultOf: (error) => faultOf(error, where),
    });
    try {
      const client = await within(limit, () => opening);
      this.#all.add(client);
      return client;
    } catch (error) {
      dialing.abort();
      // One that was there just then is not kept.
      opening.then(
        (client) => client.destroy(),
        () => undefined,
      );
      throw error;
    }
  }

  async #connect({ reach, credentials, limits }: OpenOptions, wanted: AbortSignal): Promise<SqlClient> {
    const { system, host, port = portDefault[system], database, user } = this.#settings;
    const tls = tlsOptions(this.#options.settings, credentials);
    const { address } = await reach.resolve({ host, secure: tls !== null });
    wanted.throwIfAborted();
    const { password } = credentials;
    const options = { address, host, port, database, user, password, tls, timeoutMs: limits.timeoutMs };
    switch (system) {
      case 'postgresql':
        return openPostgresql(options, wanted);
      case 'mariadb':
        return openMariadb(options, wanted);
    }
  }

  #discard(client: SqlClient): void {
    this.#all.delete(client);
    client.destroy();
  }
}
