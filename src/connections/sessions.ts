// Live connections of a node: opened when they are first needed, opened anew when somebody changed them.
import type { Connector, Pace, PushedConnector, Session } from '#connectors/connector.ts';
import type { Reach } from '#connectors/network/reach.ts';
import { openCredentials } from './connection-store.ts';
import { firstEnd } from './rotation.ts';
import type { LiveConnection } from './connection-store.ts';
import type { SecretBox } from './secrets.ts';

export interface Opened {
  readonly connection: LiveConnection;
  readonly openedAt: number;
  readonly connector: Connector;
  readonly session: Session;
}

export interface SessionsOptions {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly secrets: SecretBox;
  readonly reach: Reach;
  /** Left out: no rate is kept. */
  readonly pace?: (connection: LiveConnection) => Pace | undefined;
  /** Told of what cannot be opened, and of sessions that did not close well. */
  readonly onError: (error: unknown) => void;
}

export class Sessions {
  readonly #options: SessionsOptions;
  #open = new Map<string, Opened>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** As it may be used now: a credential that came to its end since is used no more, whoever has looked before. */
  get(code: string): Opened | undefined {
    const known = this.#open.get(code);
    if (known === undefined || !isOutdated(known, Date.now())) return known;
    const opened = this.#opened(known.connection);
    this.#open.set(code, opened);
    void this.#close([known]);
    return opened;
  }

  codes(): Iterable<string> {
    return this.#open.keys();
  }

  /** Keeps the sessions of connections that are as they were; answers the codes of those that are new or were changed. */
  async keep(connections: readonly LiveConnection[]): Promise<readonly string[]> {
    const before = this.#open;
    const now = new Map<string, Opened>();
    const changed: string[] = [];
    for (const connection of connections) {
      const known = before.get(connection.code);
      if (known?.connection.epoch === connection.epoch && !isOutdated(known, Date.now())) {
        now.set(connection.code, known);
        continue;
      }
      changed.push(connection.code);
      try {
        now.set(connection.code, this.#opened(connection));
      } catch (error) {
        this.#options.onError(error); // Nothing is sent or fetched there; the others go on.
      }
    }
    this.#open = now;
    await this.#close([...before.values()].filter((opened) => now.get(opened.connection.code) !== opened));
    return changed;
  }

  /** A credential that one of them was opened with has come to its end. */
  haveOutdated(): boolean {
    const now = Date.now();
    return [...this.#open.values()].some((opened) => isOutdated(opened, now));
  }

  /** No more of it until it is changed. */
  async drop(code: string): Promise<void> {
    const opened = this.#open.get(code);
    this.#open.delete(code);
    if (opened !== undefined) await this.#close([opened]);
  }

  async close(): Promise<void> {
    const all = [...this.#open.values()];
    this.#open.clear();
    await this.#close(all);
  }

  #opened(connection: LiveConnection): Opened {
    const { connectors, reach, pace } = this.#options;
    const connector = connectors.get(connection.kind);
    if (connector === undefined)
      throw new Error(
        `Connection ${connection.code} is of the kind ${connection.kind}, which this version does not have.`,
      );
    const { settings, limits, code } = connection;
    const openedAt = Date.now();
    const credentials = this.credentials(connection);
    const turns = pace?.(connection);
    return {
      connection,
      openedAt,
      connector,
      session: connector.open({
        connection: code,
        settings,
        credentials,
        reach,
        limits,
        ...(turns !== undefined && { pace: turns }),
      }),
    };
  }

  credentials(connection: LiveConnection): Readonly<Record<string, string>> {
    return openCredentials(this.#options.secrets, connection.code, connection.secrets);
  }

  async #close(opened: readonly Opened[]): Promise<void> {
    const closed = await Promise.allSettled(opened.map(({ session }) => session.close()));
    for (const one of closed) if (one.status === 'rejected') this.#options.onError(one.reason);
  }
}

function isOutdated({ connection, openedAt }: Opened, now: number): boolean {
  const end = firstEnd(connection.rotations, openedAt);
  return end !== null && end <= now;
}

export function isPushed(connector: Connector): connector is PushedConnector {
  return 'take' in connector;
}
