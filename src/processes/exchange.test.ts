// What passes between us and partners of EDI, as the journal and the orders hear of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, item, place, site } from '#runtime/commands.testsuite.ts';
import { FulfilmentSpec, order } from '#runtime/fulfilment.testsuite.ts';
import { done, Spec } from '#runtime/spec.ts';
import type { Command } from './message.ts';
import { routesOf } from './routing.ts';
import { emptyState } from './draft.ts';
import type { Entry } from './entry.ts';

type Told = Extract<Command, { type: 'edi.tell' }>;
const told = (kind: Told['kind'], more: Partial<Told> = {}): Told => ({
  type: 'edi.tell',
  kind,
  subject: 'shop/out/17',
  partner: 'C1',
  orders: [order],
  over: [],
  to: null,
  data: { agreement: 'shop', partner: 'C1', control: '17' },
  ...more,
});

test('an order has an exception for what its partner refuses or leaves unanswered, until that is over', async () => {
  const spec = await new FulfilmentSpec().begin();
  await spec.place(5);
  const kinds = (): string[] => spec.order().fulfilment.exceptions.map(({ kind, times }) => `${kind} ${times}`);
  await spec.given(told('overdue'));
  assert.deepEqual(kinds(), ['edi_unacknowledged 1']);
  await spec.given(
    told('refused', { over: ['overdue'], data: { control: '17', partner: 'C1', reason: 'no such code (7).' } }),
  );
  assert.deepEqual(kinds(), ['edi_refused 1']);
  await spec.given(told('refused'));
  assert.deepEqual(kinds(), ['edi_refused 2']);
  await spec.given(told('acknowledged', { over: ['refused', 'overdue'] }));
  assert.deepEqual(kinds(), []);
  assert.deepEqual(
    spec
      .entries('edi.overdue')
      .map(({ subject, objects }) => [subject, ...objects.map(({ type, id }) => `${type} ${id}`)]),
    [['shop/out/17', 'partner C1', `order ${order}`]],
  );
});

test('what is about no order that is known, or about one without a process, is told all the same', async () => {
  const spec = new Spec();
  done(await spec.when(told('overdue', { orders: ['ord_gone'] })));
  await spec.given(site('S1'), item('A'), event('received', 'A', 'S1', 1), place('a', [['A', 1]]));
  done(await spec.when(told('overdue', { orders: ['ord_a'] })));
  done(await spec.when(told('acknowledged', { orders: [] })));
});

test('what is told is told once', async () => {
  const spec = new Spec();
  const claim = { source: 'crossdock/edi', id: 'raw_1-1' };
  done(await spec.when(told('received', { orders: [] }), { claim, digest: 'raw_1-1' }));
  const [reply] = await spec.decide(spec.message(told('received', { orders: [] }), { claim, digest: 'raw_1-1' }));
  assert.equal(reply?.repeated, true);
  const to = { connection: 'shop', operation: 'acknowledge' };
  done(await spec.when(told('received', { orders: [], to })));
});

test('what is acknowledged goes where it was agreed on, and once', () => {
  const to = { connection: 'shop', operation: 'acknowledge' };
  const entry = (type: string, data: Entry['data']): Entry => ({
    type,
    subject: 'shop/in/17',
    occurredAt: 0,
    actor: 'system',
    correlationId: 'c',
    causationId: 'm',
    objects: [],
    data,
  });
  const catalog = new Spec().store.catalog;
  const entries = [
    entry('crossdock.edi.received.v1', { to }),
    entry('crossdock.edi.received.v1', {}),
    entry('crossdock.order.accepted.v1', { to }),
  ];
  assert.deepEqual(routesOf(entries, emptyState(), catalog), [{ entry: 0, ...to }]);
});
