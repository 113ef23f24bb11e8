// The log as a view of the journal, on a journal made by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SealedTurn } from './journal-lines.ts';
import { ocelLog } from './ocel.ts';
import type { KnownObject } from './ocel.ts';

interface Log {
  readonly events: readonly { id: string; type: string; time: string; attributes: unknown; relationships: unknown }[];
  readonly objects: readonly { id: string; type: string; attributes: unknown; relationships: unknown }[];
  readonly eventTypes: readonly { name: string; attributes: readonly { name: string; type: string }[] }[];
  readonly objectTypes: readonly { name: string; attributes: unknown }[];
}

function turn(position: number, ...entries: readonly object[]): SealedTurn {
  const sealed = entries.map((entry) => JSON.stringify({ ...usual, ...entry }));
  return { position, id: '', at: '', root: '', hash: '', entries: sealed };
}

const usual = {
  type: 'crossdock.order.accepted.v1',
  subject: 'ord_1',
  actor: 'key:1',
  correlationId: 'c',
  causationId: 'm',
  occurredAt: '2026-03-10T12:00:00.000Z',
  recordedAt: '2026-03-10T12:00:01.000Z',
  objects: [],
  data: {},
};

async function* each<Value>(values: readonly Value[]): AsyncGenerator<Value> {
  for (const value of values) yield await Promise.resolve(value);
}

async function logOf(turns: readonly SealedTurn[], objects: readonly KnownObject[] = []): Promise<Log> {
  let text = '';
  for await (const chunk of ocelLog(each(turns), each(objects))) text += chunk;
  return JSON.parse(text) as Log; // What the test looks at.
}

test('an entry is an event with the objects it concerns', async () => {
  const ordered = { type: 'order', id: 'ord_1', qualifier: 'ordered' };
  const objects = [ordered, { type: 'item', id: 'A', qualifier: 'ordered' }, ordered];
  const { events } = await logOf([
    turn(1),
    turn(2, { objects, data: { channel: 'web', lines: [1], priority: 5, note: null } }),
  ]);
  assert.deepEqual(events, [
    {
      id: '2.0',
      type: 'crossdock.order.accepted.v1',
      time: '2026-03-10T12:00:00.000Z',
      attributes: [
        { name: 'channel', value: 'web' },
        { name: 'priority', value: '5' },
        { name: 'actor', value: 'key:1' },
        { name: 'correlationId', value: 'c' },
        { name: 'causationId', value: 'm' },
        { name: 'recordedAt', value: '2026-03-10T12:00:01.000Z' },
        { name: 'position', value: '2' },
      ],
      relationships: [
        { objectId: 'order:ord_1', qualifier: 'ordered' },
        { objectId: 'item:A', qualifier: 'ordered' },
      ],
    },
  ]);
});

test('an attribute that has several types over time is declared with one that fits all', async () => {
  const values: readonly (readonly [first: unknown, second: unknown, type: string])[] = [
    ['a', 'b', 'string'],
    [1, 2, 'integer'],
    [1, 2.5, 'float'],
    [1, 'b', 'string'],
    [true, false, 'boolean'],
    [true, 1, 'string'],
  ];
  for (const [first, second, type] of values) {
    const { eventTypes } = await logOf([turn(1, { data: { value: first } }, { data: { value: second } })]);
    assert.equal(
      eventTypes[0]?.attributes.find(({ name }) => name === 'value')?.type,
      type,
      `${String(first)}, ${String(second)}`,
    );
  }
});

test('an item and a site of the same code are two objects, and an order belongs to its customer', async () => {
  const plain = { attributes: {}, related: [] };
  const { objects, objectTypes } = await logOf(
    [turn(1, {}), turn(2, {})],
    [
      { type: 'item', id: 'X', ...plain },
      { type: 'site', id: 'X', ...plain },
      {
        type: 'order',
        id: 'ord_1',
        attributes: { channel: 'web' },
        related: [{ type: 'partner', id: 'C1', qualifier: 'ordered by' }],
      },
    ],
  );
  assert.deepEqual(objects, [
    { id: 'item:X', type: 'item', attributes: [], relationships: [] },
    { id: 'site:X', type: 'site', attributes: [], relationships: [] },
    {
      id: 'order:ord_1',
      type: 'order',
      attributes: [{ name: 'channel', time: '1970-01-01T00:00:00Z', value: 'web' }],
      relationships: [{ objectId: 'partner:C1', qualifier: 'ordered by' }],
    },
  ]);
  assert.deepEqual(objectTypes, [
    { name: 'item', attributes: [] },
    { name: 'site', attributes: [] },
    { name: 'order', attributes: [{ name: 'channel', type: 'string' }] },
  ]);
});

test('an empty journal is a log without events', async () => {
  assert.deepEqual(await logOf([]), { events: [], objects: [], eventTypes: [], objectTypes: [] });
});
