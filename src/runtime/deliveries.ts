// Sends deliveries: leases the heads of lanes, sends them outside of transactions, and writes what came of it in batches. Nodes
// share the work through the leases; within a lane one delivery at a time is on its way. A node that dies leaves leases that
// lapse: then a delivery may go out twice, and the receiver knows it by its id.
import { hostname } from 'node:os';
import type pg from 'pg';
import { v7 } from 'uuid';
import { readLiveConnections, switchOff } from '#connections/connection-store.ts';
import { isResting } from '#connections/model.ts';
import { declaredBy, declaredOf, prepare } from '#connections/outbound/prepare.ts';
import type { Prepared, Writers } from '#connections/outbound/prepare.ts';
import type { Opened, Sessions } from '#connections/sessions.ts';
import { limits } from '#kernel/limits.ts';
import { showInstant } from '#kernel/time.ts';
import type { Tracer } from '#kernel/trace.ts';
import { Bundles } from './bundles.ts';
import { asAnswer, attemptOf, endedByUs, once } from './deliveries-attempt.ts';
import { isNotYet, isRepeatable, outcomeOf, unknown } from './deliveries-outcome.ts';
import type { DeliveryError, Outcome } from './deliveries-outcome.ts';
import { drawTokens, forgetBreakers, noteBreakers } from './deliveries-notes.ts';
import type { Breaker } from './deliveries-notes.ts';
import { afterAttempt, allowedAttempts, isBack, isFailing, noPause } from './deliveries-pause.ts';
import type { Pause } from './deliveries-pause.ts';
import { fullPace, nextPace, paced } from './deliveries-pace.ts';
import { nowhere, settlementOf } from './deliveries-settlement.ts';
import type { Onward } from './deliveries-settlement.ts';
import { shareOut } from './deliveries-share.ts';
import { findDue, hurry, lease, park, renew, settle } from './deliveries-store.ts';
import type { Leased, Room, Settlement } from './deliveries-store.ts';
import { tracedDelivery } from './tracing/traced-delivery.ts';

const idleMs = 200;
/** After a fault of the database, before it is asked again. */
const faultMs = 1_000;
/** While others are under way, outcomes that come within this time are written together. */
const collectMs = 5;
/** How often it is looked whether callers wait. */
const paceMs = 10;
/** For each attempt that may be under way, as many more are leased ahead. */
const leasedAhead = 2;
/** Rows looked at beyond the free room, to find those that can be parked. */
const lookAhead = 64;

interface Attempted {
  readonly outcome: Outcome;
  readonly onward: Onward;
}

interface Flight {
  readonly delivery: Leased;
  readonly abort: AbortController;
  /** Null while the attempt is under way. */
  settlement: Settlement | null;
}

export interface DeliveriesOptions {
  readonly pool: pg.Pool;
  /** Of this runner alone: it opens and closes them. */
  readonly sessions: Sessions;
  readonly writers: Writers;
  /** Told of faults, of dead deliveries and of connections that were switched off; nothing of it stops the loop. */
  readonly onError: (error: unknown) => void;
  /** Milliseconds that only grow, for pauses. */
  readonly clock?: () => number;
  /** Whether this process has callers now, to whom deliveries give way; left out: it never has. */
  readonly isServing?: () => boolean;
  readonly tracer?: Tracer | undefined;
  readonly leaseMs?: number;
  readonly stopMs?: number;
}

export class Deliveries {
  /** Of this runner alone: what it leased before it died it does not take for its own afterwards. */
  readonly #node = `${hostname()} ${process.pid} ${v7()}`;
  readonly #options: DeliveriesOptions;
  readonly #clock: () => number;
  readonly #leaseMs: number;
  readonly #stopMs: number;
  readonly #bundles: Bundles;
  readonly #flights = new Map<number, Flight>();
  readonly #attempts = new Set<Promise<void>>();
  /** Leased and not begun, by connection. */
  readonly #ahead = new Map<string, Flight[]>();
  /** Attempts under way, by connection. */
  readonly #sending = new Map<string, number>();
  readonly #pauses = new Map<string, Pause>();
  #pace = fullPace;
  #pacer: NodeJS.Timeout | undefined;
  /** When the rate of a connection lets the next attempt begin, by connection; nobody asks before. */
  readonly #nextTurns = new Map<string, number>();
  /** Receivers that fail, as the other nodes know it; and what they do not know yet. */
  readonly #failing = new Set<string>();
  readonly #breakers = new Map<string, Breaker>();
  #epoch = -1;
  #settling: Promise<void> | undefined;
  #running: Promise<void> = Promise.resolve();
  #renewals: NodeJS.Timeout | undefined;
  #isRenewing = false;
  /** Something was settled since the loop looked last. */
  #news = false;
  #resume: () => void = () => undefined;
  #stopped = false;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    this.#clock = options.clock ?? ((): number => performance.now());
    this.#leaseMs = options.leaseMs ?? limits.deliveryLeaseMs;
    this.#stopMs = options.stopMs ?? limits.deliveryStopMs;
    this.#bundles = new Bundles({ ...options, node: this.#node, leaseMs: this.#leaseMs });
  }

  start(): void {
    this.#renewals = this.#renewing();
    this.#pacer = this.#pacing();
    this.#running = this.#loop();
  }

  /** Takes no more; gives attempts under way a little time, then gives them up and their leases back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#pacer);
    this.#wake();
    await this.#running;
    for (const connection of this.#ahead.keys()) this.#next(connection);
    const deadline = AbortSignal.timeout(this.#stopMs);
    const giveUp = (): void => {
      for (const { abort } of this.#flights.values()) abort.abort();
      this.#bundles.giveUp();
    };
    deadline.addEventListener('abort', giveUp);
    while (this.#attempts.size > 0) await Promise.all(this.#attempts);
    await this.#bundles.idle();
    deadline.removeEventListener('abort', giveUp);
    clearInterval(this.#renewals);
    await this.#settling;
    try {
      await this.#settleAll();
      await forgetBreakers(this.#options.pool, this.#node);
    } catch (error) {
      this.#options.onError(error); // The leases lapse by themselves, and what is known of receivers grows old.
    }
    await this.#options.sessions.close();
  }

  /** One round: leases what may go now, sends it, writes the outcomes. Answers how many that were. For tests and tools. */
  async step(): Promise<number> {
    const renewals = this.#renewing();
    try {
      const { leased } = await this.#fill();
      while (this.#attempts.size > 0) await Promise.all(this.#attempts);
      await this.#bundles.idle();
      await this.#settling;
      await this.#settleAll();
      return leased;
    } finally {
      clearInterval(renewals);
    }
  }

  async #loop(): Promise<void> {
    while (!this.#stopped) {
      let restMs = idleMs;
      try {
        const { leased, parked } = await this.#fill();
        if (leased + parked > 0) continue;
      } catch (error) {
        this.#options.onError(error);
        restMs = faultMs;
      }
      if (!this.#stopped) await this.#rest(restMs);
    }
  }

  /** Until something was settled, which makes room and lets the next of a lane go, or until it is time to look again. */
  async #rest(restMs: number): Promise<void> {
    if (!this.#news) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, restMs);
        this.#resume = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#resume = () => undefined;
    this.#news = false;
  }

  #wake(): void {
    this.#news = true;
    this.#resume();
  }

  async #fill(): Promise<{ leased: number; parked: number }> {
    const { pool } = this.#options;
    await this.#refresh();
    const bundled = this.#bundles.keys();
    const begun = bundled.length === 0 ? 0 : await this.#bundles.begin();
    const free = this.#free();
    if (free.size === 0) return { leased: begun, parked: 0 };
    const rooms = [...free].map(([connection, count]): Room => ({ connection, rows: count + lookAhead }));
    const due = await findDue(pool, rooms, bundled);
    // The newest are looked at only for heads: what waits behind one is parked when it is its turn.
    const behind = due.filter(({ seq, head, newest }) => seq !== head && !newest);
    const parked = behind.length === 0 ? 0 : await park(pool, behind);
    const heads = shareOut(due, free, limits.deliveriesUnderWayMax - this.#flights.size).filter(
      (seq) => !this.#flights.has(seq),
    );
    const connections = new Map(due.map(({ seq, connection }) => [seq, connection]));
    const allowed = heads.length === 0 ? [] : await this.#withinRates(heads, connections);
    const leased = await this.#lease(allowed, connections);
    for (const delivery of leased) this.#launch(delivery);
    return { leased: leased.length + begun, parked };
  }

  /** What must not be sent twice is leased for good, so that not even a crash of the database forgets that it was. */
  async #lease(seqs: readonly number[], connections: ReadonlyMap<number, string>): Promise<Leased[]> {
    const groups = Map.groupBy(seqs, (seq) => this.#mayNotRepeat(connections.get(seq) ?? ''));
    const leased: Leased[] = [];
    for (const [durable, group] of groups)
      leased.push(...(await lease(this.#options.pool, this.#node, group, this.#leaseMs, { durable })));
    return leased;
  }

  #mayNotRepeat(connection: string): boolean {
    const opened = this.#options.sessions.get(connection);
    if (opened === undefined) return true;
    const { operations } = opened.connection;
    return operations.some(({ settings }) => !isRepeatable(declaredBy(opened.connector, settings)));
  }

  /** Attempts that each connection may have besides those under way. */
  #free(): Map<string, number> {
    const busy = new Map<string, number>();
    for (const { delivery } of this.#flights.values())
      busy.set(delivery.connection, (busy.get(delivery.connection) ?? 0) + 1);
    const free = new Map<string, number>();
    if (this.#flights.size >= limits.deliveriesUnderWayMax) return free;
    const now = this.#clock();
    const today = Date.now();
    for (const code of this.#options.sessions.codes()) {
      const opened = this.#options.sessions.get(code);
      if (opened?.session.send === undefined || isResting(opened.connection, today)) continue;
      const { perSecond } = opened.connection.limits;
      const allowed = this.#allowed(code);
      const isHealthy = (this.#pauses.get(code) ?? noPause).failures === 0;
      const ahead = perSecond === null && isHealthy ? allowed * leasedAhead : 0;
      const room = allowed + ahead - (busy.get(code) ?? 0);
      const count = perSecond === null ? room : Math.min(room, this.#mostByRate(code, perSecond, now));
      if (count > 0) free.set(code, count);
    }
    return free;
  }

  /** The rate of a connection holds for all nodes together: each takes what it wants to begin from buckets that they share. */
  async #withinRates(heads: readonly number[], connections: ReadonlyMap<number, string>): Promise<readonly number[]> {
    const wanted = new Map<string, number>();
    for (const seq of heads) {
      const code = connections.get(seq) ?? '';
      if (this.#rateOf(code) !== null) wanted.set(code, (wanted.get(code) ?? 0) + 1);
    }
    if (wanted.size === 0) return heads;
    const draws = [...wanted].map(([connection, count]) => ({
      connection,
      perSecond: this.#rateOf(connection) ?? 0,
      wanted: count,
    }));
    const given = await drawTokens(this.#options.pool, draws);
    const now = this.#clock();
    for (const { connection, perSecond, wanted: asked } of draws)
      if ((given.get(connection) ?? 0) < asked) this.#nextTurns.set(connection, now + 1_000 / perSecond);
    return heads.filter((seq) => {
      const code = connections.get(seq) ?? '';
      if (!wanted.has(code)) return true;
      const left = given.get(code) ?? 0;
      given.set(code, left - 1);
      return left > 0;
    });
  }

  #rateOf(code: string): number | null {
    return this.#options.sessions.get(code)?.connection.limits.perSecond ?? null;
  }

  /** The most that the shared bucket can hold; nothing while it is known to be empty. */
  #mostByRate(code: string, perSecond: number, now: number): number {
    return now < (this.#nextTurns.get(code) ?? 0) ? 0 : Math.max(1, Math.floor(perSecond));
  }

  async #refresh(): Promise<void> {
    const { pool, sessions } = this.#options;
    const { rows } = await pool.query<{ epoch: number }>('select epoch from catalog_epoch');
    const epoch = rows[0]?.epoch ?? -1;
    if (epoch === this.#epoch && !sessions.haveOutdated()) return;
    // The epoch was read first: what changes meanwhile is read now and once more in the next round.
    for (const code of await sessions.keep(await readLiveConnections(pool))) {
      this.#pauses.delete(code);
      this.#nextTurns.delete(code);
      this.#noteBreaker(code, noPause, null);
    }
    this.#epoch = epoch;
  }

  /** Leased ahead of its turn, so that the receiver never waits for us to look for more. */
  #launch(delivery: Leased): void {
    const flight: Flight = { delivery, abort: new AbortController(), settlement: null };
    this.#flights.set(delivery.seq, flight);
    const { connection } = delivery;
    const queue = this.#ahead.get(connection) ?? [];
    this.#ahead.set(connection, queue);
    queue.push(flight);
    this.#next(connection);
  }

  /** Begins as many attempts as the connection may have; gives the others back when its receiver is away. */
  #next(connection: string): void {
    const queue = this.#ahead.get(connection) ?? [];
    const most = this.#allowed(connection);
    while (queue.length > 0 && (this.#sending.get(connection) ?? 0) < most) {
      const flight = queue.shift();
      if (flight === undefined || this.#flights.get(flight.delivery.seq) !== flight) continue; // Its lease was lost.
      this.#sending.set(connection, (this.#sending.get(connection) ?? 0) + 1);
      const attempt = this.#attempt(flight).catch((error: unknown) => {
        this.#options.onError(error);
        this.#forget(flight); // The lease lapses, and the delivery is sent again.
      });
      this.#attempts.add(attempt);
      void attempt.finally(() => {
        this.#attempts.delete(attempt);
        this.#sending.set(connection, (this.#sending.get(connection) ?? 1) - 1);
        this.#next(connection);
      });
    }
    const isAway = (this.#pauses.get(connection) ?? noPause).until > this.#clock();
    if (queue.length > 0 && (isAway || this.#stopped || this.#options.sessions.get(connection) === undefined))
      this.#giveBack(queue.splice(0));
  }

  #giveBack(flights: readonly Flight[]): void {
    for (const flight of flights)
      flight.settlement = settlementOf(flight.delivery, { state: 'released' }, nowhere, false);
    this.#settleSoon();
  }

  /** Attempts that may be under way at once. */
  #allowed(connection: string): number {
    const concurrent = this.#options.sessions.get(connection)?.connection.limits.concurrent ?? 0;
    return paced(allowedAttempts(this.#pauses.get(connection) ?? noPause, this.#clock(), concurrent), this.#pace);
  }

  async #attempt(flight: Flight): Promise<void> {
    const { delivery } = flight;
    const opened = this.#options.sessions.get(delivery.connection);
    const outcome: Attempted =
      opened === undefined
        ? { outcome: { state: 'released' }, onward: nowhere }
        : await tracedDelivery(this.#options.tracer, delivery, opened.connection.kind, (traceparent) =>
            this.#send(flight, opened, traceparent),
          );
    flight.settlement = this.#told(delivery, outcome.outcome, outcome.onward);
    if (this.#flights.get(delivery.seq) === flight) this.#settleSoon();
  }

  async #send({ delivery, abort }: Flight, opened: Opened, traceparent: string | null): Promise<Attempted> {
    const { pool, sessions, writers } = this.#options;
    const { seq, connection, attempts } = delivery;
    const prepared = await this.#prepared(opened, delivery, writers, traceparent);
    if (prepared === null) return { outcome: { state: 'released', delayMs: faultMs }, onward: nowhere };
    if (!prepared.ok) {
      const isInDoubt = delivery.lapsed && !isRepeatable(declaredOf(opened, delivery.operation));
      const error = isInDoubt ? unknown(prepared.error) : prepared.error;
      return { outcome: { state: 'dead', error }, onward: nowhere };
    }
    if (prepared.nothing === true) return { outcome: { state: 'delivered', answer: null }, onward: nowhere };
    const { outgoing, declared, answers, refusals, then, poll } = prepared;
    const said = isRepeatable(declared)
      ? await attemptOf(opened, outgoing, abort.signal)
      : await once(opened, outgoing, delivery, abort.signal);
    const told = endedByUs(said, declared, abort.signal);
    const sent = refusals === 'answer' ? asAnswer(told) : told;
    // Of what is asked until it is done, “not yet” is what a system that is well answers.
    const asks = poll !== null && sent.kind === 'later' && isNotYet(sent.fault);
    const isCurrent = sessions.get(connection)?.connection.epoch === opened.connection.epoch;
    // A connection that was changed meanwhile starts afresh.
    const before = this.#pauses.get(connection) ?? noPause;
    if (isCurrent) {
      const pause = afterAttempt(before, asks ? { kind: 'done' } : sent, this.#clock());
      this.#pauses.set(connection, pause);
      this.#noteBreaker(connection, pause, 'fault' in sent ? sent.fault : null);
      if (isBack(before, asks ? { kind: 'done' } : sent)) await this.#beside(() => hurry(pool, connection));
    }
    const outcome = outcomeOf(sent, { number: attempts, random: Math.random(), declared, poll });
    if (outcome.state === 'gone')
      await this.#beside(() =>
        this.#switchOff(connection, opened.connection.epoch, { ...outcome.error, delivery: seq }),
      );
    return { outcome, onward: { answers, then } };
  }

  async #switchOff(connection: string, epoch: number, error: DeliveryError & { delivery: number }): Promise<void> {
    const { pool, sessions, onError } = this.#options;
    if (!(await switchOff(pool, connection, epoch, { ...error, at: showInstant(Date.now()) }))) return;
    await sessions.drop(connection);
    onError(
      new Error(
        `Connection ${connection} was switched off (${error.code}): crossdock connection show ${connection} says why.`,
      ),
    );
  }

  /** Done beside an attempt: what came of the attempt is kept even if this fails, or it would be made once more. */
  async #beside(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** Told to the other nodes with the next outcomes. */
  #noteBreaker(connection: string, pause: Pause, error: Breaker['error']): void {
    const wasFailing = this.#failing.has(connection);
    if (isFailing(pause)) {
      this.#failing.add(connection);
      const restMs = Math.max(0, pause.until - this.#clock());
      this.#breakers.set(connection, { connection, failures: pause.failures, restMs, error });
    } else if (wasFailing) {
      this.#failing.delete(connection);
      this.#breakers.set(connection, { connection, failures: 0, restMs: 0, error: null });
    }
  }

  async #tellBreakers(): Promise<void> {
    const told = [...this.#breakers.values()];
    if (told.length === 0) return;
    await noteBreakers(this.#options.pool, this.#node, told);
    for (const one of told) if (this.#breakers.get(one.connection) === one) this.#breakers.delete(one.connection);
  }

  /** Null: it cannot be made just now, because what the mapping asks cannot be read. Nothing was sent. */
  async #prepared(
    opened: Opened,
    delivery: Leased,
    writers: Writers,
    traceparent: string | null,
  ): Promise<Prepared | null> {
    try {
      return await prepare(opened, delivery, writers, traceparent);
    } catch (error) {
      this.#options.onError(error);
      return null;
    }
  }

  #told(delivery: Leased, outcome: Outcome, onward: Onward): Settlement {
    if (outcome.state === 'dead') {
      const { seq, connection, lane } = delivery;
      // What the other side said may quote a name, and a log is never erased.
      this.#options.onError(
        new Error(
          `Delivery ${seq} to ${connection} is dead (${outcome.error.code}) and its lane ${lane} waits: crossdock delivery show ${seq} says why.`,
        ),
      );
    }
    return settlementOf(delivery, outcome, onward, this.#mayNotRepeat(delivery.connection));
  }

  #settleSoon(): void {
    if (this.#settling !== undefined) return;
    const isLast = this.#settled().length === this.#flights.size;
    const collected = isLast ? Promise.resolve() : new Promise<void>((resolve) => setTimeout(resolve, collectMs));
    this.#settling = collected
      .then(() => this.#settleAll())
      .catch(async (error: unknown) => {
        this.#options.onError(error);
        await new Promise<void>((resolve) => setTimeout(resolve, faultMs));
      })
      .finally(() => {
        this.#settling = undefined;
        if (!this.#stopped && this.#settled().length > 0) this.#settleSoon();
      });
  }

  #settled(): { readonly flight: Flight; readonly settlement: Settlement }[] {
    return [...this.#flights.values()].flatMap((flight) =>
      flight.settlement === null ? [] : [{ flight, settlement: flight.settlement }],
    );
  }

  async #settleAll(): Promise<void> {
    const settled = this.#settled();
    if (settled.length === 0) return;
    await settle(
      this.#options.pool,
      this.#node,
      settled.map(({ settlement }) => settlement),
    );
    for (const { flight } of settled) this.#forget(flight);
    this.#wake();
    await this.#tellBreakers();
  }

  /** Gives way to callers of the same process. */
  #pacing(): NodeJS.Timeout | undefined {
    const { isServing } = this.#options;
    if (isServing === undefined) return undefined;
    let due = performance.now() + paceMs;
    return setInterval(() => {
      const now = performance.now();
      this.#pace = nextPace(this.#pace, now - due, isServing());
      due = now + paceMs;
      for (const connection of this.#ahead.keys()) this.#next(connection);
    }, paceMs);
  }

  #renewing(): NodeJS.Timeout {
    return setInterval(() => void this.#renew(), this.#leaseMs / 3);
  }

  /** A lease that another node has by now: the attempt is given up, and what it came to is of no account. */
  async #renew(): Promise<void> {
    if (this.#isRenewing || this.#flights.size === 0) return;
    this.#isRenewing = true;
    try {
      const flights = [...this.#flights.values()];
      const held = flights.map(({ delivery }) => ({ seq: delivery.seq, attempts: delivery.attempts }));
      const kept = new Set(await renew(this.#options.pool, this.#node, held, this.#leaseMs));
      for (const flight of flights) {
        if (kept.has(flight.delivery.seq)) continue;
        flight.abort.abort();
        this.#forget(flight);
      }
    } catch (error) {
      this.#options.onError(error);
    } finally {
      this.#isRenewing = false;
    }
  }

  #forget(flight: Flight): void {
    if (this.#flights.get(flight.delivery.seq) === flight) this.#flights.delete(flight.delivery.seq);
  }
}
