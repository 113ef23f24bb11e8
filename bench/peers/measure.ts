// One measure of one subject: that a repeated order is stored once, then the load, then that what was answered is what is stored.
import assert from 'node:assert/strict';
import { generateLoad } from '../load.ts';
import { usedMs } from '../processes.ts';
import type { World } from '../world.ts';
import { nextOrder } from './load-orders.ts';
import type { OrderRequest } from './orders.ts';
import type { Running, Subject } from './subject.ts';

export interface Sample {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time of the servers and the database for one order, in microseconds, without the callers. */
  readonly processorUs: number;
  /** Requests that were not accepted, the warm-up included. */
  readonly refused: number;
}

export interface LoadShape {
  readonly world: World;
  readonly hot: boolean;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

const linesOfAnOrder = 3;

/** The same order twice at once and once more later: stored once. */
export async function checkRepetition(subject: Subject, running: Running, world: World): Promise<void> {
  const before = await running.stored();
  const order = nextOrder(world, false);
  const orders = [order, ...Array.from({ length: subject.batch - 1 }, () => nextOrder(world, false))];
  for (const senders of [2, 1]) await send(running, orders, senders);
  const after = await running.stored();
  assert.equal(after.orders - before.orders, orders.length, `${subject.name}: a repeated order is stored once`);
  assert.equal(
    after.unitsReserved - before.unitsReserved,
    linesOfAnOrder * orders.length,
    `${subject.name}: a repeated order is reserved once`,
  );
}

export async function measure(
  subject: Subject,
  running: Running,
  { world, hot, warmUpMs, measureMs }: LoadShape,
): Promise<Sample> {
  const before = await running.stored();
  const processorBefore = usedMs(running.roots);
  const load = await generateLoad({
    port: running.ports,
    callers: subject.callers,
    warmUpMs,
    measureMs,
    unitsPerRequest: subject.batch,
    next: () => running.request(Array.from({ length: subject.batch }, () => nextOrder(world, hot))),
  });
  const processorMs = usedMs(running.roots) - processorBefore;
  const after = await running.stored();
  const orders = after.orders - before.orders;
  const refused = load.sent - load.accepted;
  assert.equal(
    orders,
    load.accepted * subject.batch,
    `${subject.name}: what was accepted is stored, and nothing of ${refused} requests that were refused`,
  );
  assert.equal(
    after.unitsReserved - before.unitsReserved,
    linesOfAnOrder * orders,
    `${subject.name}: every stored order is reserved once`,
  );
  return {
    perSecond: load.acceptedPerSecond,
    p50Ms: load.p50Ms,
    p99Ms: load.p99Ms,
    processorUs: (processorMs * 1_000) / orders,
    refused,
  };
}

async function send(running: Running, orders: readonly OrderRequest[], senders: number): Promise<void> {
  const text = running.request(orders);
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const path = head.split(' ')[1] ?? '/';
  const authorization = /Authorization: (.*)\r\n/.exec(head)?.[1] ?? '';
  await Promise.all(
    Array.from({ length: senders }, async (_, sender) => {
      const port = running.ports[sender % running.ports.length] ?? 0;
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body,
      });
      const said = await answer.text();
      assert.ok(answer.ok, `a repeated order was answered with ${answer.status}: ${said.slice(0, 400)}`);
    }),
  );
}
