// Deadlines whose messages fail: they come again, later and later, and somebody is told until they are done.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Deadline } from './draft.ts';
import { deadlineOf } from './failed-deadline.ts';
import { orderingKeys } from './keys.ts';
import type { Command } from './message.ts';
import { Network } from './fulfilment/network.testsuite.ts';
import { cancel, event, item, place, post, reserve, site, unreserve } from '#runtime/commands.testsuite.ts';
import { noon, refused, Spec } from '#runtime/spec.ts';

const minute = 60_000;
const alarm = 'order.wake:ord_1';

/** An order whose warehouse does not answer. */
async function waiting(): Promise<Network> {
  const network = await new Network().open();
  await network.stock('LAMP', 'HAM', 100);
  await network.place(5, { customer: 'B' });
  return network;
}

/** A state that no version of the process has: whatever moves the case fails. */
function spoil(network: Network): () => void {
  const order = network.order();
  const { value } = order.fulfilment;
  const put = (at: typeof value): void => {
    const found = network.order();
    network.store.tables.orders.set('ord_1', { ...found, fulfilment: { ...found.fulfilment, value: at } });
  };
  put('gone');
  return () => put(value);
}

function deadline(network: Network, id = alarm): Deadline {
  const found = network.store.deadlines.get(id);
  assert(found !== undefined, `${id} is set`);
  return found;
}

/** As a node does when its time has come. */
async function ring(network: Network, id = alarm): Promise<string> {
  const { dueAt, command, failingSince } = deadline(network, id);
  network.now = Math.max(network.now, dueAt);
  const { message } = network.message(command);
  const [reply] = await network.decide({
    message: { ...message, ...(failingSince !== undefined && { failingSince }) },
  });
  return reply?.answer.status ?? '';
}

function open(network: Network): string[] {
  return network.order().fulfilment.exceptions.map(({ kind, owner, times }) => `${kind} ${times}, ${owner}`);
}

test('a clock that fails rings again, later and later, and the order is before somebody until it goes on', async () => {
  const network = await waiting();
  const mend = spoil(network);
  const waits: number[] = [];
  for (let times = 0; times < 11; times++) {
    assert.equal(await ring(network), 'refused');
    waits.push((deadline(network).dueAt - network.now) / minute);
  }
  assert.deepEqual(waits, [10, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440]);
  assert.deepEqual(open(network), ['clock_failed 11, order desk']);
  assert.equal(network.order().fulfilment.alarmAt, deadline(network).dueAt, 'one deadline stands for all its clocks');
  const [failed] = network.entries('message.failed');
  assert.deepEqual(failed?.data, {
    command: 'order.wake',
    deadline: alarm,
    failingSince: '2026-03-10T16:00:00.000Z',
    again: '2026-03-10T16:10:00.000Z',
  });
  assert.equal(network.bugs.length, 11);
  mend();
  assert.equal(await ring(network), 'done');
  assert.deepEqual(
    open(network),
    ['promise_overdue 1, customer service', 'promise_at_risk 1, customer service'],
    'days have passed, and somebody is to choose',
  );
  assert.deepEqual(
    network.entries('exception.closed').map(({ data }) => [data['kind'], data['by']]),
    [['clock_failed', 'done after all']],
  );
  assert.equal(deadline(network).failingSince, undefined);
  assert.match(JSON.stringify(network.order().fulfilment.value), /reminded/);
});

test('a clock that two nodes ring at once fails once', async () => {
  const network = await waiting();
  spoil(network);
  const { dueAt, command } = deadline(network);
  network.now = dueAt;
  const replies = await network.decide(network.message(command), network.message(command));
  assert.deepEqual(
    replies.map(({ answer }) => answer.status),
    ['refused', 'done'],
  );
  assert.deepEqual(open(network), ['clock_failed 1, order desk'], 'the other had nothing to do, and did not end it');
});

test('whatever else is heard of the order rings the clock again at once', async () => {
  const network = await waiting();
  const mend = spoil(network);
  await ring(network);
  mend();
  await network.given({ type: 'order.cancel', id: 'ord_1', reason: null });
  assert.ok(deadline(network).dueAt <= network.now + 4 * 60 * minute);
  assert.equal(await ring(network), 'done');
  assert.deepEqual(
    open(network).filter((kind) => kind.startsWith('clock_failed')),
    [],
  );
});

test('news about goods that fail are told with the order as well', async () => {
  const network = await waiting();
  const mend = spoil(network);
  const command = { type: 'order.resume', id: 'ord_1', deadline: 'order.resume:ord_1' } as const;
  refused(await network.when(command), 'message_failed');
  assert.deepEqual(open(network), ['arrival_failed 1, order desk']);
  mend();
  assert.equal(await ring(network, command.deadline), 'done');
  assert.deepEqual(open(network), []);
});

test('what the store refuses for a deadline is set anew in the same way', async () => {
  const network = await waiting();
  const { dueAt, command } = deadline(network);
  network.now = dueAt;
  await network.given({ type: 'deadline.fail', of: { id: alarm, command } });
  assert.deepEqual(open(network), ['clock_failed 1, order desk']);
  const { message } = network.message({ type: 'deadline.fail', of: { id: alarm, command } });
  assert.deepEqual(orderingKeys(message), ['ord_1'], 'in the order of what else is said about the order');
  const lapse = { type: 'reservation.expire', id: 'res_1', dueAt } as const;
  await network.given({ type: 'deadline.fail', of: { id: 'reservation.expire:res_1', command: lapse } });
  const lot = { type: 'stock.expire', item: 'TEA', site: 'HAM', date: '2026-03-11' } as const;
  await network.given({ type: 'deadline.fail', of: { id: 'stock.expire:2026-03-11:TEA@HAM', command: lot } });
  assert.equal(deadline(network, 'stock.expire:2026-03-11:TEA@HAM').failingSince, network.now);
});

test('an order that no process runs, or that nobody knows, is not stopped by a deadline', async () => {
  const spec = new Spec();
  await spec.given(site('HAM'), item('A'), event('received', 'A', 'HAM', 5), place('1', [['A', 1]]));
  for (const id of ['ord_1', 'ord_9']) {
    const command = { type: 'order.expire', id, dueAt: noon } as const;
    await spec.given({ type: 'deadline.fail', of: { id: `order.expire:${id}`, command } });
    assert.equal(spec.store.deadlines.get(`order.expire:${id}`)?.dueAt, noon + 10 * minute);
    await spec.given(command);
  }
});

test('every command that a deadline brings is known by the deadline', () => {
  const commands: readonly Command[] = [
    { type: 'order.wake', id: 'ord_1', dueAt: 1 },
    { type: 'order.expire', id: 'ord_1', dueAt: 1 },
    { type: 'reservation.expire', id: 'res_1', dueAt: 1 },
    { type: 'stock.expire', item: 'A', site: 'HAM', date: '2026-03-11' },
    { type: 'order.endanger', id: 'ord_1', cause: 'supply_late', deadline: 'order.endanger:ord_1' },
    { type: 'order.resume', id: 'ord_1', deadline: 'order.resume:ord_1' },
    { type: 'backorders.allocate', item: 'A', after: null, deadline: 'backorders:A' },
    { type: 'shortage.resolve', item: 'A', site: 'HAM', deadline: 'shortage:A@HAM' },
    { type: 'goods.swap', item: 'A', site: 'HAM', deadline: 'swap:A@HAM' },
    place('1', [['A', 1]]),
    cancel('1'),
    reserve('1', 'A', 1),
    post('1', 1),
    unreserve('1'),
    event('received', 'A', 'HAM', 1),
    item('A'),
    site('HAM'),
  ];
  assert.deepEqual(
    commands.flatMap((command) => deadlineOf(command)?.id ?? []),
    [
      alarm,
      'order.expire:ord_1',
      'reservation.expire:res_1',
      'stock.expire:2026-03-11:A@HAM',
      'order.endanger:ord_1',
      'order.resume:ord_1',
      'backorders:A',
      'shortage:A@HAM',
      'swap:A@HAM',
    ],
  );
});
