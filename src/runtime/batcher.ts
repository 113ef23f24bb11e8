// Collects submissions into turns. Callers that wait, events and deadlines share every batch by weight; messages about one
// thing are never in two open turns, so they are decided in the order in which they came.
import { Fault } from '#kernel/fault.ts';
import { limits } from '#kernel/limits.ts';
import type { Catalog } from '#catalog/model.ts';
import { changesCatalog } from '#processes/message.ts';
import { itemsOf, orderingKeys } from '#processes/keys.ts';
import { componentCodes } from '#processes/promise.ts';
import type { Engine, Input, Reply, Submission } from './engine.ts';
import type { TurnResult } from './turn.ts';

interface Waiter {
  readonly submission: Submission;
  readonly keys: readonly string[];
  /** Items the message concerns; as many stock keys it is likely to lock. */
  readonly items: readonly string[];
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** How a batcher waits. The simulator gives it time of its own. */
export interface Timers {
  /** Milliseconds that only grow. */
  now(): number;
  /** Calls back after `ms`, 0: as soon as what is under way is done. The function returned takes it back. */
  after(ms: number, call: () => void): () => void;
}

const machineTimers: Timers = {
  now: () => performance.now(),
  after: (ms, call) => {
    if (ms === 0) {
      const immediate = setImmediate(call);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** Shares of a batch while every input has work waiting. */
const shares: Readonly<Record<Input, number>> = { api: 8, intake: 4, deadline: 2, bulk: 4 };
/** Messages that are worth a second turn beside an open one. */
const enoughForSecond = limits.turnMessagesMax / 8;
const inputs = ['deadline', 'api', 'intake', 'bulk'] as const satisfies readonly Input[];

export class Batcher implements Engine {
  readonly #run: (submissions: readonly Submission[]) => Promise<TurnResult>;
  readonly #catalog: Pick<Catalog, 'item'>;
  readonly #onTurn: (messages: number, startedAt: number) => void;
  readonly #queues: Record<Input, Waiter[]> = { api: [], intake: [], deadline: [], bulk: [] };
  /** Ordering keys of open turns: their messages wait. */
  readonly #busy = new Map<string, number>();
  /** Items of open turns: their messages wait too while there is other work, for they would only wait for locks. */
  readonly #busyItems = new Map<string, number>();
  #open = 0;
  #waiting = 0;
  readonly #timers: Timers;
  readonly #queueMax: number;
  #isStarting = false;
  #stopCollecting: (() => void) | undefined;
  /** Messages of the turn that was started last. */
  #lastMessages = 0;
  #stopping = false;
  #idle: (() => void)[] = [];

  constructor(options: {
    readonly run: (submissions: readonly Submission[]) => Promise<TurnResult>;
    /** Tells which components a kit has, as far as it is known. */
    readonly catalog: Pick<Catalog, 'item'>;
    readonly onTurn: (messages: number, startedAt: number) => void;
    /** The machine's, when left out. */
    readonly timers?: Timers;
    /** Messages that may wait; `limits.queueMessagesMax` when left out. */
    readonly queueMax?: number;
  }) {
    this.#timers = options.timers ?? machineTimers;
    this.#queueMax = options.queueMax ?? limits.queueMessagesMax;
    this.#run = options.run;
    this.#catalog = options.catalog;
    this.#onTurn = options.onTurn;
  }

  waiting(): number {
    return this.#waiting;
  }

  submit(input: Input, submission: Submission): Promise<Reply> {
    if (this.#stopping) return Promise.reject(new Fault('stopping', 'The node takes no more work.'));
    const { run } = submission;
    if (run !== undefined && run.fault !== null) return Promise.reject(run.fault);
    if (this.#waiting >= this.#queueMax) {
      const full = new Fault('queue_full', `${this.#waiting} messages are waiting.`);
      if (run !== undefined) run.fault = full;
      return Promise.reject(full);
    }
    return new Promise((resolve, reject) => {
      this.#queues[input].push({
        submission,
        keys: orderingKeys(submission.message),
        items: stockedItems(submission, this.#catalog),
        resolve,
        reject,
      });
      this.#waiting += 1;
      this.#schedule();
    });
  }

  /** Decides what is waiting and takes no more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#waiting + this.#open > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /**
   * A turn starts at once when as much waits as is worth it: half of what the last one had, so that one caller never waits for
   * company and many are not served one by one; beside an open turn, enough to pay for its round trips. Otherwise it collects.
   */
  #schedule(): void {
    if (this.#isStarting || this.#open >= limits.turnsOpenMax) return;
    if (this.#waiting >= (this.#open === 0 ? this.#lastMessages / 2 : enoughForSecond)) {
      this.#collectNoMore();
      this.#isStarting = true;
      this.#timers.after(0, () => {
        this.#isStarting = false;
        this.#start();
      });
    } else {
      this.#stopCollecting ??= this.#timers.after(this.#open === 0 ? limits.turnCollectMs : limits.turnBesideMs, () => {
        this.#stopCollecting = undefined;
        this.#start();
      });
    }
  }

  #collectNoMore(): void {
    this.#stopCollecting?.();
    this.#stopCollecting = undefined;
  }

  #start(): void {
    if (this.#open >= limits.turnsOpenMax) return;
    let batch = this.#take(true);
    if (batch.length === 0) batch = this.#take(false);
    if (batch.length === 0) return;
    this.#open += 1;
    this.#lastMessages = batch.length;
    for (const { keys, items } of batch) {
      for (const key of keys) hold(this.#busy, key);
      for (const item of items) hold(this.#busyItems, item);
    }
    void this.#decide(batch).finally(() => {
      this.#open -= 1;
      for (const { keys, items } of batch) {
        for (const key of keys) letGo(this.#busy, key);
        for (const item of items) letGo(this.#busyItems, item);
      }
      // What was waited for beside an open turn is decided anew.
      this.#collectNoMore();
      if (this.#waiting > 0) this.#schedule();
      else if (this.#open === 0) for (const resolve of this.#idle.splice(0)) resolve();
    });
    if (this.#waiting > 0) this.#schedule();
  }

  async #decide(batch: readonly Waiter[]): Promise<void> {
    let rest = batch;
    while (rest.length > 0) {
      const startedAt = this.#timers.now();
      try {
        const { replies, left } = await this.#run(rest.map(({ submission }) => submission));
        const done = rest.slice(0, rest.length - left.length);
        for (const [index, waiter] of done.entries()) {
          const reply = replies[index];
          if (reply === undefined) waiter.reject(new Error('bug: a message was decided and not answered'));
          else waiter.resolve(reply);
        }
        this.#onTurn(done.length, startedAt);
        rest = rest.slice(done.length);
      } catch (error) {
        this.#giveUp(rest, error);
        return;
      }
    }
  }

  /** With what waits behind them in their runs: decided now, it would overtake what its sender brings again. */
  #giveUp(failed: readonly Waiter[], error: unknown): void {
    let isInRun = false;
    for (const { submission, reject } of failed) {
      if (submission.run !== undefined) {
        submission.run.fault ??= error;
        isInRun = true;
      }
      reject(error);
    }
    if (!isInRun) return;
    for (const input of inputs) {
      const queue = this.#queues[input];
      const kept = queue.filter(({ submission: { run }, reject }) => {
        if (run === undefined || run.fault === null) return true;
        reject(run.fault);
        return false;
      });
      this.#waiting -= queue.length - kept.length;
      this.#queues[input] = kept;
    }
  }

  /** `apart` leaves out what concerns items of open turns. */
  #take(apart: boolean): Waiter[] {
    const batch: Waiter[] = [];
    const held = new Set<string>();
    let weight = 0;
    let catalog: boolean | undefined;
    const room = (): boolean => batch.length < limits.turnMessagesMax && weight < limits.turnKeysMax;
    const total = inputs.reduce((sum, input) => sum + (this.#queues[input].length > 0 ? shares[input] : 0), 0);
    for (const round of ['share', 'rest'] as const) {
      for (const input of inputs) {
        const queue = this.#queues[input];
        let allowed =
          round === 'rest'
            ? limits.turnMessagesMax
            : Math.ceil((limits.turnMessagesMax * shares[input]) / Math.max(total, 1));
        const kept: Waiter[] = [];
        let index = 0;
        for (; index < queue.length && room() && allowed > 0; index++) {
          const waiter = queue[index];
          if (waiter === undefined) break;
          const changes = changesCatalog(waiter.submission.message);
          const blocked =
            waiter.keys.some((key) => this.#busy.has(key) || held.has(key)) ||
            (catalog !== undefined && catalog !== changes) ||
            (apart && this.#open > 0 && waiter.items.some((item) => this.#busyItems.has(item)));
          if (blocked) {
            for (const key of waiter.keys) held.add(key);
            kept.push(waiter);
            if (kept.length >= limits.turnMessagesMax) {
              index += 1;
              break;
            }
            continue;
          }
          catalog = changes;
          batch.push(waiter);
          weight += waiter.items.length;
          allowed -= 1;
        }
        if (index > 0) queue.splice(0, index, ...kept);
      }
    }
    this.#waiting -= batch.length;
    return batch;
  }
}

function hold(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function letGo(counts: Map<string, number>, key: string): void {
  const count = (counts.get(key) ?? 1) - 1;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

/** Kits lock the stock of their components. */
function stockedItems({ message }: Submission, catalog: Pick<Catalog, 'item'>): readonly string[] {
  return itemsOf(message.command).flatMap((code) => {
    const item = catalog.item(code);
    return item === undefined ? [code] : componentCodes(item);
  });
}
