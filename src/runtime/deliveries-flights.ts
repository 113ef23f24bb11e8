// Deliveries that a node has leased: the leases are renewed while attempts are under way, and what came of them is written in batches.
import type pg from 'pg';
import { renew } from './deliveries-store.ts';
import { settle } from './deliveries-settle.ts';
import type { Leased } from './deliveries-store.ts';
import type { Settlement } from './deliveries-settle.ts';

/** While others are under way, outcomes that come within this time are written together. */
const collectMs = 10;
/** After a fault of the database, before it is asked again. */
const faultMs = 1_000;

export interface Flight {
  readonly delivery: Leased;
  readonly abort: AbortController;
  /** Null while the attempt is under way. */
  settlement: Settlement | null;
}

interface Parts {
  readonly pool: pg.Pool;
  readonly node: string;
  readonly leaseMs: number;
  readonly onError: (error: unknown) => void;
  /** Outcomes were written: there is room, and the next of their lanes may go. */
  readonly onSettled: () => Promise<void>;
}

export class Flights {
  readonly #parts: Parts;
  readonly #flights = new Map<number, Flight>();
  #settling: Promise<void> | undefined;
  #isRenewing = false;
  #stopped = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#flights.size;
  }

  has(seq: number): boolean {
    return this.#flights.has(seq);
  }

  /** Its lease was not lost. */
  isOurs(flight: Flight): boolean {
    return this.#flights.get(flight.delivery.seq) === flight;
  }

  begin(delivery: Leased): Flight {
    const flight: Flight = { delivery, abort: new AbortController(), settlement: null };
    this.#flights.set(delivery.seq, flight);
    return flight;
  }

  forget(flight: Flight): void {
    if (this.isOurs(flight)) this.#flights.delete(flight.delivery.seq);
  }

  forgetSeq(seq: number): void {
    this.#flights.delete(seq);
  }

  /** How many each connection has. */
  counts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { delivery } of this.#flights.values())
      counts.set(delivery.connection, (counts.get(delivery.connection) ?? 0) + 1);
    return counts;
  }

  abortAll(): void {
    for (const { abort } of this.#flights.values()) abort.abort();
  }

  renewing(): NodeJS.Timeout {
    return setInterval(() => void this.#renew(), this.#parts.leaseMs / 3);
  }

  settleSoon(): void {
    if (this.#settling !== undefined) return;
    const isLast = this.#settled().length === this.#flights.size;
    const collected = isLast ? Promise.resolve() : new Promise<void>((resolve) => setTimeout(resolve, collectMs));
    this.#settling = collected
      .then(() => this.#settleAll())
      .catch(async (error: unknown) => {
        this.#parts.onError(error);
        await new Promise<void>((resolve) => setTimeout(resolve, faultMs));
      })
      .finally(() => {
        this.#settling = undefined;
        if (!this.#stopped && this.#settled().length > 0) this.settleSoon();
      });
  }

  /** What is there to be written is. */
  async settleNow(): Promise<void> {
    await this.#settling;
    await this.#settleAll();
  }

  /** What is left is written by `settleNow`. */
  stop(): void {
    this.#stopped = true;
  }

  #settled(): { readonly flight: Flight; readonly settlement: Settlement }[] {
    return [...this.#flights.values()].flatMap((flight) =>
      flight.settlement === null ? [] : [{ flight, settlement: flight.settlement }],
    );
  }

  async #settleAll(): Promise<void> {
    const { pool, node, onSettled } = this.#parts;
    const settled = this.#settled();
    if (settled.length === 0) return;
    await settle(
      pool,
      node,
      settled.map(({ settlement }) => settlement),
    );
    for (const { flight } of settled) this.forget(flight);
    await onSettled();
  }

  /** A lease that another node has by now: the attempt is given up, and what it came to is of no account. */
  async #renew(): Promise<void> {
    if (this.#isRenewing || this.#flights.size === 0) return;
    this.#isRenewing = true;
    const { pool, node, leaseMs, onError } = this.#parts;
    try {
      const flights = [...this.#flights.values()];
      const held = flights.map(({ delivery }) => ({ seq: delivery.seq, attempts: delivery.attempts }));
      const kept = new Set(await renew(pool, node, held, leaseMs));
      for (const flight of flights) {
        if (kept.has(flight.delivery.seq)) continue;
        flight.abort.abort();
        this.forget(flight);
      }
    } catch (error) {
      onError(error);
    } finally {
      this.#isRenewing = false;
    }
  }
}
