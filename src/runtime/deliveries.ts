// Sends deliveries: leases the heads of lanes, sends them outside of transactions, and writes what came of it in batches. Nodes
// share the work through the leases; within a lane one delivery at a time is on its way. A node that dies leaves leases that
// lapse: then a delivery may go out twice, and the receiver knows it by its id.
import { hostname } from 'node:os';
import type pg from 'pg';
import { v7 } from 'uuid';
import { readLiveConnections } from '#connections/connection-store.ts';
import type { Writers } from '#connections/outbound/prepare.ts';
import type { Sessions } from '#connections/sessions.ts';
import { limits } from '#kernel/limits.ts';
import type { Tracer } from '#kernel/trace.ts';
import { Bundles } from './bundles.ts';
import { freeOf, mayNotRepeat, withinRates } from './deliveries-choice.ts';
import { Flights } from './deliveries-flights.ts';
import type { Flight } from './deliveries-flights.ts';
import { fullPace, nextPace, paced } from './deliveries-pace.ts';
import { Receivers } from './deliveries-receivers.ts';
import { sendFlight } from './deliveries-sending.ts';
import { nowhere, settlementOf } from './deliveries-settlement.ts';
import { shareOut } from './deliveries-share.ts';
import { findDue, lease, park } from './deliveries-store.ts';
import type { Leased, Room } from './deliveries-store.ts';
import { Rounds } from './rounds.ts';

const idleMs = 200;
/** After a fault of the database, before it is asked again. */
const faultMs = 1_000;
/** How often it is looked how much of the event loop's time is used. */
const paceMs = 50;
/** Rows looked at beyond the free room, to find those that can be parked. */
const lookAhead = 64;

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
  readonly #parts: DeliveriesOptions & { readonly receivers: Receivers };
  readonly #leaseMs: number;
  readonly #stopMs: number;
  readonly #bundles: Bundles;
  readonly #flights: Flights;
  readonly #attempts = new Set<Promise<void>>();
  /** Leased and not begun, by connection. */
  readonly #ahead = new Map<string, Flight[]>();
  /** Attempts under way, by connection. */
  readonly #sending = new Map<string, number>();
  readonly #receivers: Receivers;
  /** Attempts begin one by one: making and signing many messages at once would hold up callers. */
  readonly #rounds = new Rounds();
  #pace = fullPace;
  #pacer: NodeJS.Timeout | undefined;
  #epoch = -1;
  #running: Promise<void> = Promise.resolve();
  #renewals: readonly NodeJS.Timeout[] = [];
  /** Something was settled since the loop looked last. */
  #news = false;
  #resume: () => void = () => undefined;
  #stopped = false;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? limits.deliveryLeaseMs;
    this.#stopMs = options.stopMs ?? limits.deliveryStopMs;
    const [node, leaseMs] = [this.#node, this.#leaseMs];
    const { pool, clock = (): number => performance.now(), onError } = options;
    this.#receivers = new Receivers({ pool, node, clock });
    this.#parts = { ...options, receivers: this.#receivers };
    const onSettled = (): Promise<void> => {
      this.#wake();
      return this.#receivers.tell();
    };
    this.#flights = new Flights({ pool, node, leaseMs, onError, onSettled });
    this.#bundles = new Bundles({ ...this.#parts, node, leaseMs, onSettled });
  }

  start(): void {
    this.#renewals = this.#renewing();
    this.#pacer = this.#pacing();
    this.#running = this.#loop();
  }

  /** Takes no more; gives attempts under way a little time, then gives them up and their leases back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#flights.stop();
    this.#bundles.stop();
    clearInterval(this.#pacer);
    this.#wake();
    await this.#running;
    for (const connection of this.#ahead.keys()) this.#next(connection);
    const deadline = AbortSignal.timeout(this.#stopMs);
    const giveUp = (): void => {
      this.#flights.abortAll();
      this.#bundles.giveUp();
    };
    deadline.addEventListener('abort', giveUp);
    while (this.#attempts.size > 0) await Promise.all(this.#attempts);
    try {
      await this.#bundles.idle();
      await this.#flights.settleNow();
      await this.#receivers.forget();
    } catch (error) {
      this.#options.onError(error); // The leases lapse by themselves, and what is known of receivers grows old.
    } finally {
      deadline.removeEventListener('abort', giveUp);
      this.#renewals.forEach(clearInterval);
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
      await this.#flights.settleNow();
      return leased;
    } finally {
      renewals.forEach(clearInterval);
    }
  }

  #renewing(): readonly NodeJS.Timeout[] {
    return [this.#flights.renewing(), this.#bundles.renewing()];
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
    const allowed = heads.length === 0 ? [] : await withinRates(this.#parts, heads, connections);
    const leased = await this.#lease(allowed, connections);
    for (const delivery of leased) this.#launch(delivery);
    return { leased: leased.length + begun, parked };
  }

  /** What must not be sent twice is leased for good, so that not even a crash of the database forgets that it was. */
  async #lease(seqs: readonly number[], connections: ReadonlyMap<number, string>): Promise<Leased[]> {
    const groups = Map.groupBy(seqs, (seq) => mayNotRepeat(this.#options.sessions, connections.get(seq) ?? ''));
    const leased: Leased[] = [];
    for (const [durable, group] of groups)
      leased.push(...(await lease(this.#options.pool, this.#node, group, this.#leaseMs, { durable })));
    return leased;
  }

  #free(): Map<string, number> {
    if (this.#flights.size >= limits.deliveriesUnderWayMax) return new Map();
    return freeOf({ ...this.#parts, busy: this.#flights.counts(), pace: this.#pace });
  }

  async #refresh(): Promise<void> {
    const { pool, sessions } = this.#options;
    const { rows } = await pool.query<{ epoch: number }>({
      name: 'deliveries epoch',
      text: 'select epoch from catalog_epoch',
    });
    const epoch = rows[0]?.epoch ?? -1;
    if (epoch === this.#epoch && !sessions.haveOutdated()) return;
    // The epoch was read first: what changes meanwhile is read now and once more in the next round.
    for (const code of await sessions.keep(await readLiveConnections(pool))) {
      this.#receivers.startAfresh(code);
    }
    this.#epoch = epoch;
  }

  /** Leased ahead of its turn, so that the receiver never waits for us to look for more. */
  #launch(delivery: Leased): void {
    const flight = this.#flights.begin(delivery);
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
      if (flight === undefined || !this.#flights.isOurs(flight)) continue; // Its lease was lost.
      this.#sending.set(connection, (this.#sending.get(connection) ?? 0) + 1);
      const attempt = this.#attempt(flight).catch((error: unknown) => {
        this.#options.onError(error);
        this.#flights.forget(flight); // The lease lapses, and the delivery is sent again.
      });
      this.#attempts.add(attempt);
      void attempt.finally(() => {
        this.#attempts.delete(attempt);
        this.#sending.set(connection, (this.#sending.get(connection) ?? 1) - 1);
        this.#next(connection);
      });
    }
    const isAway = this.#receivers.isAway(connection);
    if (queue.length > 0 && (isAway || this.#stopped || this.#options.sessions.get(connection) === undefined))
      this.#giveBack(queue.splice(0));
  }

  #giveBack(flights: readonly Flight[]): void {
    for (const flight of flights)
      flight.settlement = settlementOf(flight.delivery, { state: 'released' }, nowhere, false);
    this.#flights.settleSoon();
  }

  async #attempt(flight: Flight): Promise<void> {
    await this.#rounds.next();
    flight.settlement = await sendFlight(this.#parts, flight);
    if (this.#flights.isOurs(flight)) this.#flights.settleSoon();
  }

  /** Attempts that may be under way at once. */
  #allowed(connection: string): number {
    const concurrent = this.#options.sessions.get(connection)?.connection.limits.concurrent ?? 0;
    return paced(this.#receivers.allowed(connection, concurrent), this.#pace);
  }

  /** Gives way to callers of the same process. */
  #pacing(): NodeJS.Timeout | undefined {
    const { isServing } = this.#options;
    if (isServing === undefined) return undefined;
    let before = performance.eventLoopUtilization();
    return setInterval(() => {
      const now = performance.eventLoopUtilization();
      this.#pace = nextPace(this.#pace, performance.eventLoopUtilization(now, before).utilization, isServing());
      before = now;
      for (const connection of this.#ahead.keys()) this.#next(connection);
    }, paceMs);
  }
}
