// Fetches what other systems have, and works on what came in. A stream is one node's at a time, by a lease that lapses: so its
// messages are worked on in their order, and a node that dies is replaced within seconds. Whatever is fetched is stored with its
// cursor in one commit before the other side is told that we have it.
import { hostname } from 'node:os';
import type pg from 'pg';
import { v7 } from 'uuid';
import { readLiveConnections } from '#connections/connection-store.ts';
import { isResting, readsAnswersOnly } from '#connections/model.ts';
import type { Connection, Stream } from '#connections/model.ts';
import type { Opened, Sessions } from '#connections/sessions.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import { Fault } from '#kernel/fault.ts';
import { limits } from '#kernel/limits.ts';
import { traced } from '#kernel/trace.ts';
import type { Tracer } from '#kernel/trace.ts';
import { databaseErrorKind } from '#postgres/errors.ts';
import { nextWaiting, settleRaw, streamsWaiting } from './raw-store.ts';
import type { Settled, Waiting } from './raw-store.ts';
import { Rests } from './rests.ts';
import { againMs, fetchAgainMs } from './retry.ts';
import { noteWorked, receiving, working } from './traces.ts';
import { holdStreams, hurryStreams, noteRound, releaseStreams, store, StreamLost } from './stream-store.ts';
import type { Held } from './stream-store.ts';
import { defective, workOn } from './work.ts';
import type { Workers } from './work.ts';

/** How often messages are looked for that other nodes stored. */
const lookMs = 50;
/** How often leases are renewed and streams looked at that may be due. */
const holdMs = 500;
const faultMs = 1_000;

export interface InboundOptions {
  readonly pool: pg.Pool;
  /** Of this runner alone: it opens and closes them. */
  readonly sessions: Sessions;
  readonly workers: Workers;
  /** Told of what goes wrong; nothing of it stops the runner. */
  readonly onError: (error: unknown) => void;
  readonly tracer?: Tracer | undefined;
  readonly leaseMs?: number;
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
  /** Streams that are ours until the leases lapse. */
  #held = new Map<string, Held>();
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
    const held = await holdStreams(pool, this.#node, wanted, this.#leaseMs);
    this.#held = new Map(held.map((one) => [nameOf(one.connection, one.stream), one]));
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
      running.done = this.#fetch(opened, stream, one, running.abort.signal)
        .catch((error: unknown) => this.#options.onError(error))
        .finally(() => this.#fetching.delete(name));
    }
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

  /** One round: until the other system has no more for now, or as long as its subscription lasts. */
  async #fetch({ session }: Opened, stream: Stream, held: Held, signal: AbortSignal): Promise<void> {
    const { pool, tracer } = this.#options;
    const round = { dueInMs: stream.everySeconds * 1_000, problem: null as object | null };
    try {
      const options = { stream: stream.name, settings: stream.settings, cursor: held.cursor, signal };
      for await (const received of session.receive?.(options) ?? []) {
        const stored = await traced(tracer, receiving(held, received.messages.length), async (span) => {
          const fresh = await store(pool, this.#node, held, received.messages, received.cursor);
          span?.note({ 'crossdock.messages.stored': fresh });
          await received.done();
          return fresh;
        });
        if (stored > 0) this.wake();
        if (signal.aborted) break;
      }
      // Ended by us, for it was changed, paused or given away: whoever has it next goes on at once.
      if (signal.aborted) return;
    } catch (error) {
      if (signal.aborted || error instanceof StreamLost) return;
      if (!(error instanceof ConnectorFault)) this.#options.onError(error);
      const fault =
        error instanceof ConnectorFault
          ? error.fault
          : {
              code: 'failed',
              detail: 'Crossdock itself failed at it; its log says how.',
              fix: 'Look at the log of the node.',
            };
      tracer?.start(receiving(held, 0)()).end(fault.code);
      round.problem = { ...fault, at: new Date().toISOString() };
      round.dueInMs = fetchAgainMs(held.failures + 1, round.dueInMs);
    }
    await noteRound(pool, this.#node, held, round);
  }

  /** Begins to work on streams that have something waiting and are not being worked on. */
  async #look(): Promise<void> {
    if (this.#held.size === 0) return;
    for (const { connection, stream } of await streamsWaiting(this.#options.pool)) {
      const name = nameOf(connection, stream);
      if (!this.#held.has(name) || this.#working.has(name)) continue;
      this.#working.set(
        name,
        this.#work(connection, stream, name)
          .catch((error: unknown) => this.#options.onError(error))
          .finally(() => this.#working.delete(name)),
      );
    }
  }

  async #work(code: string, streamName: string, name: string): Promise<void> {
    const { pool, sessions } = this.#options;
    while (!this.#stopped && this.#held.has(name)) {
      // As they are now: rights that were taken away meanwhile are gone.
      const connection = sessions.get(code)?.connection;
      const stream = connection?.streams.find((one) => one.name === streamName);
      if (connection === undefined || stream === undefined) return;
      const of = {
        connection: code,
        stream: streamName,
        inOrder: stream.onFailure === 'stop',
        answers: isAnswered(connection, streamName),
      };
      const waiting = await nextWaiting(pool, of, { count: limits.rawMessagesAtOnce, bytes: limits.rawBytesAtOnce });
      if (waiting.length === 0) return;
      const settled = await this.#settled(connection, stream, of.inOrder ? waiting.slice(0, 1) : waiting);
      await settleRaw(pool, settled);
      if (settled.every(({ state }) => state === null)) return;
    }
  }

  async #settled(connection: Connection, stream: Stream, messages: readonly Waiting[]): Promise<readonly Settled[]> {
    const again = ({ seq, attempts }: Waiting): Settled => ({
      seq,
      state: null,
      delayMs: againMs(attempts + 1),
      result: null,
    });
    const { tracer, workers } = this.#options;
    try {
      const worked = await traced(tracer, working(connection, stream, messages), async (span) => {
        const results = await workOn(workers, connection, stream, messages);
        if (span !== undefined) noteWorked(span, results);
        return results;
      });
      return messages.map((message, index) => {
        const one = worked[index];
        if (one === undefined) throw new Error('bug: a message was worked on and nothing is told of it');
        if (one.kind === 'later') return again(message);
        const state = one.result.failed === 0 ? 'applied' : 'failed';
        return { seq: message.seq, state, delayMs: 0, result: one.result };
      });
    } catch (error) {
      this.#options.onError(error);
      const [first] = messages;
      if (first === undefined || isPassing(error)) return messages.map(again);
      // A defect of ours, in one of them: each by itself, so that the others go on.
      if (messages.length > 1) return this.#settledApart(connection, stream, messages);
      if (first.attempts + 1 < limits.rawDefectsMax) return [again(first)];
      return [{ seq: first.seq, state: 'failed', delayMs: 0, result: defective(first.attempts + 1) }];
    }
  }

  /** Up to the first that has to wait: those after it wait for it. */
  async #settledApart(
    connection: Connection,
    stream: Stream,
    messages: readonly Waiting[],
  ): Promise<readonly Settled[]> {
    const settled: Settled[] = [];
    for (const message of messages) {
      settled.push(...(await this.#settled(connection, stream, [message])));
      if (settled.at(-1)?.state === null) break;
    }
    return settled;
  }
}

/** The database is away, or full: nothing is wrong with the message. */
function isPassing(error: unknown): boolean {
  return error instanceof Fault || ['lost', 'retry', 'full'].includes(databaseErrorKind(error));
}

function mapsSomething({ streams, operations }: Connection): boolean {
  return [...streams, ...operations].some(({ mapping }) => mapping !== null);
}

function isAnswered({ operations }: Connection, stream: string): boolean {
  return operations.some(({ answers }) => answers === stream);
}

function nameOf(connection: string, stream: string): string {
  return `${connection}\n${stream}`;
}
