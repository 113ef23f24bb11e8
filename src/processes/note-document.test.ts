// Documents of partners that are written down: one entry for all who follow it, and one under each order it is about.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { event, item, place, site } from '#runtime/commands.testsuite.ts';
import { Spec } from '#runtime/spec.ts';
import type { Entry } from './entry.ts';
import { orderingKeys } from './keys.ts';
import type { Command } from './message.ts';

type Note = Extract<Command, { type: 'document.note' }>;

const amount = { amount: '75.00', currency: 'EUR' };

function note(parts: Partial<Note> = {}): Note {
  return {
    type: 'document.note',
    subject: 'edi/remittance-advice/TRN-4711',
    partner: 'C-CORNER',
    orders: [],
    unknown: [],
    data: {
      document: 'remittance-advice',
      id: 'TRN-4711',
      issuedOn: '2026-03-31',
      amount,
      items: [{ kind: 'invoice', id: 'INV-815', amount }],
      facts: { paidBy: 'transfer' },
      source: 'edi',
      message: 'raw_1',
    },
    ...parts,
  };
}

function named(externalId: string): Note['orders'][number] {
  return { id: `ord_${externalId}`, channel: 'web', externalId };
}

async function written(spec: Spec, command: Note): Promise<readonly Entry[]> {
  await spec.given(command);
  return (spec.store.turns.at(-1)?.sealed ?? []).map((entry) => JSON.parse(entry) as Entry);
}

async function withOrders(...names: readonly string[]): Promise<Spec> {
  const spec = new Spec();
  await spec.given(
    site('S1'),
    item('A'),
    event('received', 'A', 'S1', 9),
    ...names.map((name) => place(name, [['A', 1]])),
  );
  return spec;
}

test('a document is written once, and under each order it is about', async () => {
  const spec = await withOrders('1', '2');
  const orders = [named('1'), named('2')];
  const [received, ...told] = await written(spec, note({ orders }));
  assert.equal(received?.type, 'crossdock.document.received.v1');
  assert.equal(received.subject, 'edi/remittance-advice/TRN-4711');
  assert.deepEqual(received.objects, [
    { type: 'partner', id: 'C-CORNER', qualifier: 'sent by' },
    { type: 'order', id: 'ord_1', qualifier: 'about' },
    { type: 'order', id: 'ord_2', qualifier: 'about' },
  ]);
  assert.deepEqual(received.data, {
    document: 'remittance-advice',
    id: 'TRN-4711',
    partner: 'C-CORNER',
    issuedOn: '2026-03-31',
    amount,
    orders: [
      { order: 'ord_1', channel: 'web', externalId: '1' },
      { order: 'ord_2', channel: 'web', externalId: '2' },
    ],
    unknown: [],
    items: [{ kind: 'invoice', id: 'INV-815', amount }],
    facts: { paidBy: 'transfer' },
    source: 'edi',
    message: 'raw_1',
  });
  assert.deepEqual(
    told.map(({ type, subject, objects, data }) => [type, subject, objects[0]?.id, data['orders'], data['written']]),
    orders.map(({ id }) => ['crossdock.order.document_noted.v1', id, id, 2, received.subject]),
  );
});

test('orders that nobody knows are named in the entry, and nothing fails for them', async () => {
  const spec = await withOrders('1');
  const strange = { channel: 'web', externalId: 'X' };
  const [received, ...told] = await written(spec, note({ orders: [named('1'), named('gone')], unknown: [strange] }));
  assert.deepEqual(received?.data['unknown'], [strange, { channel: 'web', externalId: 'gone' }]);
  assert.deepEqual(
    told.map(({ subject }) => subject),
    ['ord_1'],
  );
});

test('a document about nobody’s order and of nobody we know is written all the same', async () => {
  const spec = await withOrders();
  const entries = await written(spec, note({ partner: null }));
  assert.deepEqual(
    entries.map(({ objects, data }) => [objects, data['partner'], data['orders']]),
    [[[], null, []]],
  );
});

test('documents of one name, and all that concerns one order, are decided in their order', () => {
  const { message } = new Spec().message(note({ orders: [named('1')] }));
  assert.deepEqual(orderingKeys(message), ['document:edi/remittance-advice/TRN-4711', 'ord_1']);
});
