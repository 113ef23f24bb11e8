// What is done after a pushed message was answered: receipts of ours that the sender wants by a request of its own, and receipts of
// theirs held against what was sent. Both are tried for a while and kept in memory alone: what a node that dies has not done is made
// good by the protocol itself, because whoever misses a receipt sends its message again under the same id.
import type pg from 'pg';
import type { LiveConnection } from '#connections/connection-store.ts';
import type { Connector, PushedAnswer, ReceiptOf } from '#connectors/connector.ts';
import { HttpTransport } from '#connectors/http/transport.ts';
import type { Reach } from '#connectors/network/reach.ts';
import { limits } from '#kernel/limits.ts';
import { settleByReceipt } from '#runtime/deliveries-receipts.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly reach: Reach;
  /** Told what could not be done, and what became of what is dead. */
  readonly onProblem: (connection: string, detail: string) => void;
}

/** An attempt: whether it is done, or why not. */
type Attempt = () => Promise<string | null>;

const firstPauseMs = 100;
const pauseMsMax = 60_000;
const answerBytesMax = 64 * 1024;

export class PushedReceipts {
  readonly #parts: Parts;
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The connection as it was when the message came. */
  send({ code, limits: { timeoutMs }, settings }: LiveConnection, { to, headers, body }: PushedAnswer): void {
    if (to === null) return;
    const { authorities } = settings;
    this.#begin(code, `The receipt for ${new URL(to).host} was not sent`, limits.receiptSendsMax, async () => {
      const transport = new HttpTransport({
        reach: this.#parts.reach,
        ...(typeof authorities === 'string' && { tls: { ca: authorities } }),
      });
      try {
        const exchanged = await transport.exchange({
          method: 'POST',
          url: new URL(to),
          headers,
          body,
          isRepeatable: true, // Known by the message that it is for.
          signal: this.#stop.signal,
          timeoutMs,
          answerBytesMax,
          showsCertificate: false,
        });
        if (exchanged.kind === 'given_up') return 'it was ended.';
        if (exchanged.kind === 'failed') return exchanged.fault.detail;
        return exchanged.status >= 200 && exchanged.status < 300 ? null : `it was answered ${exchanged.status}.`;
      } finally {
        transport.close();
      }
    });
  }

  settle(connection: LiveConnection, connector: Connector, receipt: ReceiptOf): void {
    const { code } = connection;
    this.#begin(code, 'A receipt was not held against what it is for', limits.receiptSettlesMax, async () => {
      const settled = await settleByReceipt(this.#parts.pool, { connection, connector }, receipt);
      if (settled.kind === 'under_way') return 'the delivery is still being sent.';
      if (settled.kind === 'settled' && settled.state === 'dead')
        this.#parts.onProblem(
          code,
          `delivery ${settled.seqs[0]} is dead by its receipt: crossdock delivery show ${settled.seqs[0]} says why.`,
        );
      return null;
    });
  }

  /** What is not done by then is not done by this node. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#underWay);
  }

  #begin(connection: string, otherwise: string, attemptsMax: number, attempt: Attempt): void {
    const { onProblem } = this.#parts;
    if (this.#underWay.size >= limits.receiptsUnderWayMax) {
      onProblem(connection, `${otherwise}: ${this.#underWay.size} others are under way.`);
      return;
    }
    const work = this.#repeat(attempt, attemptsMax)
      .then((problem) => {
        if (problem !== null) onProblem(connection, `${otherwise}: ${problem}`);
      })
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  async #repeat(attempt: Attempt, attemptsMax: number): Promise<string | null> {
    let problem: string | null = null;
    for (let number = 1; number <= attemptsMax && !this.#stop.signal.aborted; number += 1) {
      try {
        problem = await attempt();
      } catch (error) {
        problem = error instanceof Error ? `${error.name} of Crossdock itself.` : 'a defect of Crossdock itself.';
      }
      if (problem === null) return null;
      if (number < attemptsMax) await this.#pause(Math.min(pauseMsMax, firstPauseMs * 2 ** number));
    }
    return problem ?? 'the node stopped.';
  }

  /** Ends early when the node stops. */
  #pause(ms: number): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    });
  }
}
