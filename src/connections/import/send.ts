// The second pass: orders by batch, then the events of those that were accepted. Each answer is looked at by itself.
import type { OrderRequest } from '#contracts/generated/contracts.ts';
import type { CanonicalEvent } from '#contracts/validate.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fate } from './account.ts';
import { atOnce } from './at-once.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Client, NodeProblem } from './client.ts';
import { problemOf, waitMs } from './client.ts';
import { importLimits } from './limits.ts';
import { ImportProblem } from './problem.ts';
import { showSteps } from './steps.ts';
import type { Work, WorkEvent } from './work.ts';

interface Answer {
  readonly status: 'accepted' | 'duplicate' | 'rejected';
  readonly problem: NodeProblem | undefined;
}

export class Sender {
  readonly #client: Client;
  readonly #checkpoint: Checkpoint;

  constructor(client: Client, checkpoint: Checkpoint) {
    this.#client = client;
    this.#checkpoint = checkpoint;
  }

  /** Sends one step of works and notes in the checkpoint what became of them. */
  async send(works: readonly Work[]): Promise<void> {
    const orders = works.flatMap((work) => work.orders.map((order) => ({ work, ...order })));
    const refused = new Set<OrderRequest>();
    await atOnce(
      importLimits.requestsAtOnce,
      chunks(orders, ({ order }) => order, importLimits.ordersPerRequest),
      async (chunk) => {
        const answers = await this.#post(
          '/v1/orders:batch',
          chunk.map(({ order }) => order),
        );
        for (const [index, { order, rows }] of chunk.entries()) {
          const problem = answers[index]?.problem;
          if (problem === undefined) continue;
          refused.add(order);
          this.#refuse('ordered', rows, `${order.channel}/${order.externalId}`, problem);
        }
      },
    );
    const events: WorkEvent[] = [];
    for (const work of works)
      for (const event of work.events) {
        const order = event.order === null ? undefined : work.orders[event.order]?.order;
        // The goods of an order that was refused did not leave by it.
        if (order !== undefined && refused.has(order)) this.#without(event.item, BigInt(event.steps));
        else events.push(event);
      }
    await atOnce(
      importLimits.requestsAtOnce,
      chunks(events, ({ event }) => event, importLimits.eventsPerRequest),
      (chunk) => this.#sendEvents(chunk),
    );
  }

  async sendOpening(events: readonly CanonicalEvent[]): Promise<void> {
    const answers = await this.#post('/v1/events', events);
    for (const [index, event] of events.entries()) {
      const problem = answers[index]?.problem;
      if (problem !== undefined)
        throw new ImportProblem(
          `The opening stock of ${event.subject ?? event.id} was refused: ${problem.detail} ${problem.fix}`,
        );
      this.#count(answers[index]);
    }
  }

  async #sendEvents(chunk: readonly WorkEvent[]): Promise<void> {
    const answers = await this.#post(
      '/v1/events',
      chunk.map(({ event }) => event),
    );
    for (const [index, { event, fate, rows, item, steps }] of chunk.entries()) {
      const problem = answers[index]?.problem;
      this.#count(answers[index]);
      if (problem === undefined) continue;
      this.#without(item, BigInt(steps));
      // The row of an issue stays ordered: its order was accepted, only its goods are not shown as gone.
      this.#refuse(fate === 'issued' ? undefined : fate, rows, event.id, problem);
    }
  }

  /** One answer for each entry, in their order. Entries that the node had no room for are sent again. */
  async #post(
    path: '/v1/orders:batch' | '/v1/events',
    entries: readonly object[],
  ): Promise<readonly (Answer | undefined)[]> {
    const answers: (Answer | undefined)[] = entries.map(() => undefined);
    let open = [...entries.keys()];
    for (let tried = 0; open.length > 0; tried++) {
      if (tried > 0) await sleep(waitMs(tried));
      const batch = open.map((index) => entries[index]);
      const answered =
        path === '/v1/events'
          ? await this.#client.post(path, batch, 'application/cloudevents-batch+json')
          : await this.#client.post(path, { orders: batch });
      const list = answersOf(answered, path, open.length);
      for (const [place, index] of open.entries()) answers[index] = list[place];
      open = open.filter((index) => answers[index]?.problem?.retryable === true);
      if (open.length > 0 && tried + 1 >= importLimits.attemptsMax) {
        throw new ImportProblem(
          `The node could not take ${open.length} entries: ${answers[open[0] ?? 0]?.problem?.detail ?? ''} Run the same command again to go on.`,
        );
      }
    }
    return answers;
  }

  #count(answer: Answer | undefined): void {
    if (answer?.status === 'accepted') this.#checkpoint.eventsNew += 1;
    if (answer?.status === 'duplicate') this.#checkpoint.eventsKnown += 1;
  }

  #refuse(fate: Fate | undefined, rows: number, what: string, { code, detail }: NodeProblem): void {
    const checkpoint = this.#checkpoint;
    if (fate !== undefined) {
      const codes = (checkpoint.refused[fate] ??= {});
      codes[code] = (codes[code] ?? 0) + rows;
    }
    checkpoint.refusalsTotal += 1;
    if (checkpoint.refusals.length < importLimits.refusalsListed) checkpoint.refusals.push({ what, code, detail });
  }

  #without(item: string, steps: bigint): void {
    const { refusedSteps } = this.#checkpoint;
    refusedSteps[item] = String(BigInt(refusedSteps[item] ?? '0') + steps);
  }
}

/** Works in steps of about one request each way, so that little is sent again after a stop. */
export async function* steps(works: AsyncIterable<Work>, skip: number): AsyncGenerator<readonly Work[]> {
  let step: Work[] = [];
  let events = 0;
  let seen = 0;
  for await (const work of works) {
    if (seen++ < skip) continue;
    step.push(work);
    events += work.events.length;
    if (
      step.length >= importLimits.ordersPerRequest * importLimits.requestsAtOnce ||
      events >= importLimits.eventsPerRequest * importLimits.requestsAtOnce
    ) {
      yield step;
      step = [];
      events = 0;
    }
  }
  if (step.length > 0) yield step;
}

/**
 * The opening event of an item: what all that leaves in the files needs. Known by the files alone: after a change of the mapping
 * it is the same event, or one that the node refuses, and never posted a second time.
 */
export function openingEvent(
  from: { source: string; digest: string; time: string; site: string },
  item: string,
  need: bigint,
): CanonicalEvent {
  return {
    specversion: '1.0',
    id: `opening/${from.digest.slice(0, 16)}/${item}`,
    source: from.source,
    type: 'crossdock.stock.received.v1',
    subject: item,
    time: from.time,
    data: { item, site: from.site, quantity: showSteps(need), reason: 'opening' },
  };
}

/** Lists that fit into one request by number and by size. */
export function* chunks<T>(entries: Iterable<T>, sent: (entry: T) => object, max: number): Generator<T[]> {
  let chunk: T[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(sent(entry)));
    if (chunk.length > 0 && (chunk.length >= max || bytes + size > importLimits.requestBytes)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(entry);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

function answersOf(answer: unknown, path: string, wanted: number): Answer[] {
  const items: unknown = typeof answer === 'object' && answer !== null && 'items' in answer ? answer.items : undefined;
  if (!Array.isArray(items) || items.length !== wanted) {
    throw new ImportProblem(
      `POST ${path} did not answer each of ${wanted} entries: use the version of crossdock that the node has.`,
    );
  }
  return items.map((item: unknown) => {
    const status = typeof item === 'object' && item !== null && 'status' in item ? item.status : undefined;
    if (status === 'accepted' || status === 'duplicate') return { status, problem: undefined };
    const problem =
      typeof item === 'object' && item !== null && 'problem' in item ? problemOf(item.problem) : undefined;
    return {
      status: 'rejected',
      problem: problem ?? { code: 'unknown', detail: 'The node gave no reason.', fix: '', retryable: false },
    };
  });
}
