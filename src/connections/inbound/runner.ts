// Fetches what other systems have, and works on what came in. A stream is one node's at a time, by a lease that lapses: so its
// messages are worked on in their order, and a node that dies is replaced within seconds. Whatever is fetched is stored with its
// cursor in one commit before the other side is told that we have it.
import { hostname } from 'node:os';
import type pg from 'pg';
import { v7 } from 'uuid';
import { readLiveConnections } from '#connections/connection-store.ts';
import { isResting, readsAnswersOnly } from '#connections/model.ts';
import type { Connection } from '#connections/model.ts';
import type { Sessions } from '#connections/sessions.ts';
import { limits } from '#kernel/limits.ts';
import type { Tracer } from '#kernel/trace.ts';
import { fetchRound } from './fetch.ts';
import { streamsWaiting } from './raw-store.ts';
import { Rests } from './rests.ts';
import { Room } from './room.ts';
import { holdStreams, hurryStreams, releaseStreams } from './stream-store.ts';
import type { Held } from './stream-store.ts';
import { workStream } from './stream-work.ts';
import type { Workers } from './work.ts';

/** How often messages are looked for that other nodes stored. */
const lookMs = 50;
/** How often leases are renewed and streams looked at that may be due. */
const holdMs = 500;
const faultMs = 1_000;
/** Of its lease, a node believes in so much: the rest is for what takes its time, and for clocks that do not go alike. */
const shareHeld = 0.8;

export interface InboundOptions {
  readonly pool: pg.Pool;
  /** Of this runner alone: it opens and closes them. */
  readonly sessions: Sessions;
  readonly workers: Workers;
  /** Told of what goes wrong; nothing of it stops the runner. */
  readonly onError: (error: unknown) => void;
  readonly tracer?: Tracer | undefined;
  readonly leaseMs?: number;
  /** How much may wait or have failed; left out: the usual limits. */
  readonly room?: Room;
}

interface Running {
  readonly abort: AbortController;
  /** Epoch of the connection with which it was begun. */
  readonly epoch: number;
  done: Promise<void>;
}

export class Inbound {
  readonly #node = `${hostname()} ${process.pid} ${v7()}`;
  readonly #options: InboundOptions;
  readonly #leaseMs: number;
  readonly #room: Room;
  /** Streams that are ours until the leases lapse: by our own clock, whether the database can be asked or not. */
  #held: ReadonlySet<string> = new Set();
  #heldUntil = 0;
  #lapse: NodeJS.Timeout | undefined;
  readonly #fetching = new Map<string, Running>();
  readonly #working = new Map<string, Promise<void>>();
  #epoch = -1;
  #stopped = false;
  #running: Promise<void>[] = [];
  readonly #stop = new AbortController();
  readonly #rests = new Rests();

  constructor(options: InboundOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? limits.streamLeaseMs;
    this.#room = options.room ?? new Room(options.pool);
  }

  start(): void {
    this.#running = [this.#every(holdMs, () => this.#hold()), this.#every(lookMs, () => this.#look())];
  }

  /** Something was stored by this process: it is worked on at once. */
  wake(): void {
    this.#rests.wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stop.abort();
    clearTimeout(this.#lapse);
    this.#rests.wake();
    for (const { abort } of this.#fetching.values()) abort.abort();
    await Promise.all(this.#running);
    await Promise.all([...this.#fetching.values()].map(({ done }) => done));
    await Promise.all(this.#working.values());
    await this.#options.sessions.close();
    try {
      await releaseStreams(this.#options.pool, this.#node);
    } catch (error) {
      this.#options.onError(error); // The leases lapse by themselves.
    }
  }

  /** One round of each, until nothing more is to be done now. For tests and tools. */
  async step(): Promise<void> {
    await this.#hold();
    await Promise.all([...this.#fetching.values()].map(({ done }) => done));
    await this.#look();
    await Promise.all(this.#working.values());
  }

  async #every(ms: number, step: () => Promise<void>): Promise<void> {
    while (!this.#stopped) {
      let restMs = ms;
      try {
        await step();
      } catch (error) {
        this.#options.onError(error);
        restMs = faultMs;
      }
      if (!this.#stopped) await this.#rests.rest(restMs);
    }
  }

  /** Keeps the leases, begins to fetch what is due, ends what is not ours any more. */
  async #hold(): Promise<void> {
    await this.#refresh();
    const { pool, sessions } = this.#options;
    const now = Date.now();
    const wanted = [...sessions.codes()].flatMap((code) => {
      const opened = sessions.get(code);
      if (opened === undefined || isResting(opened.connection, now)) return [];
      return opened.connection.streams.map(({ name }) => ({ connection: code, stream: name }));
    });
    // Before it is asked: the leases of the database end later than what we count from here.
    const askedAt = performance.now();
    const held = await holdStreams(pool, this.#node, wanted, this.#leaseMs);
    this.#keep(held, askedAt);
    for (const [name, running] of this.#fetching) {
      const [code = ''] = name.split('\n');
      if (!this.#held.has(name) || sessions.get(code)?.connection.epoch !== running.epoch) running.abort.abort();
    }
    for (const one of held) {
      const opened = sessions.get(one.connection);
      const stream = opened?.connection.streams.find(({ name }) => name === one.stream);
      const name = nameOf(one.connection, one.stream);
      if (opened?.session.receive === undefined || stream === undefined || !one.due || this.#fetching.has(name))
        continue;
      if (readsAnswersOnly(opened.connection, stream)) continue;
      const running: Running = {
        abort: new AbortController(),
        epoch: opened.connection.epoch,
        done: Promise.resolve(),
      };
      this.#fetching.set(name, running);
      running.done = fetchRound(
        { ...this.#options, node: this.#node, room: this.#room, onStored: () => this.wake() },
        opened.session,
        {
          stream,
          held: one,
          signal: running.abort.signal,
        },
      )
        .catch((error: unknown) => this.#options.onError(error))
        .finally(() => this.#fetching.delete(name));
    }
  }

  /** What is not renewed in time ends here before it ends in the database, where another node takes it. */
  #keep(held: readonly Held[], askedAt: number): void {
    this.#held = new Set(held.map(({ connection, stream }) => nameOf(connection, stream)));
    this.#heldUntil = askedAt + this.#leaseMs * shareHeld;
    clearTimeout(this.#lapse);
    if (this.#stopped) return;
    this.#lapse = setTimeout(() => {
      for (const { abort } of this.#fetching.values()) abort.abort();
    }, this.#heldUntil - performance.now());
  }

  #holds(name: string): boolean {
    return this.#held.has(name) && performance.now() < this.#heldUntil;
  }

  async #refresh(): Promise<void> {
    const { pool, sessions } = this.#options;
    const { rows } = await pool.query<{ epoch: number }>('select epoch from catalog_epoch');
    const epoch = rows[0]?.epoch ?? -1;
    if (epoch === this.#epoch && !sessions.haveOutdated()) return;
    const connections = await readLiveConnections(pool);
    // Whoever corrected a connection wants to see at once what comes of it.
    await hurryStreams(pool, await sessions.keep(connections));
    if (connections.some(mapsSomething)) this.#options.workers.mapper.warm?.();
    this.#epoch = epoch;
  }

  /** Begins to work on streams that have something waiting and are not being worked on. */
  async #look(): Promise<void> {
    if (this.#held.size === 0 || performance.now() >= this.#heldUntil) return;
    for (const { connection, stream } of await streamsWaiting(this.#options.pool)) {
      const name = nameOf(connection, stream);
      if (!this.#holds(name) || this.#working.has(name)) continue;
      const goesOn = (): boolean => !this.#stopped && this.#holds(name);
      this.#working.set(
        name,
        workStream({ ...this.#options, node: this.#node }, { connection, stream }, goesOn)
          .catch((error: unknown) => this.#options.onError(error))
          .finally(() => this.#working.delete(name)),
      );
    }
  }
}

function mapsSomething({ streams, operations }: Connection): boolean {
  return [...streams, ...operations].some(({ mapping }) => mapping !== null);
}

function nameOf(connection: string, stream: string): string {
  return `${connection}\n${stream}`;
}
