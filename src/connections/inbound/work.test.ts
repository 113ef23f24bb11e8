// What is decided of messages, and in which order, with a door that says what it is told to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aConnection } from '#connections/connection.testsuite.ts';
import { formats } from '#connections/formats/formats.ts';
import type { Stream } from '#connections/model.ts';
import type { Door, Verdict } from './door.ts';
import type { Waiting } from './raw-store.ts';
import { workOn } from './work.ts';

const stream: Stream = {
  name: 'in',
  settings: {},
  format: { name: 'json' },
  mapping: null,
  everySeconds: 60,
  onFailure: 'go_on',
};
const connection = aConnection({ code: 'shop', kind: 'hook', streams: [stream] });
const task = { connection, stream, goesOn: () => true };
const mapper = { map: () => Promise.reject(new Error('nothing is mapped')) };

function waiting(seq: number, document: unknown, attempts = 0): Waiting {
  const body = Buffer.from(JSON.stringify(document));
  return {
    seq,
    id: `raw_${seq}`,
    key: `m${seq}`,
    mediaType: 'application/json',
    about: {},
    body,
    attempts,
    receivedAt: new Date(seq),
    evenIfOlder: false,
    asked: null,
  };
}

/** Says of each document what `say` does, and keeps what it was offered. */
function door(say: (document: unknown) => Verdict): Door & { readonly offered: unknown[] } {
  const offered: unknown[] = [];
  return {
    offered,
    take(_connection, documents) {
      offered.push(...documents.map(({ document }) => document));
      return Promise.resolve(documents.map(({ document }) => say(document)));
    },
    close: () => undefined,
  };
}

test('what comes after something that has to wait waits too', async () => {
  const [order, change, cancel] = [{ order: { n: 1 } }, { orderChange: { n: 1 } }, { orderCancel: { n: 1 } }];
  const full = door((document) =>
    document !== null && typeof document === 'object' && 'order' in document
      ? { kind: 'later', detail: 'The node is full.' }
      : {
          kind: 'failed',
          stage: 'decide',
          code: 'not_found',
          pointer: null,
          detail: 'No order.',
          fix: '',
          intake: null,
        },
  );
  const worked = await workOn({ door: full, mapper, formats }, task, [
    waiting(1, { item: { code: 'LAMP' } }),
    waiting(2, order),
    waiting(3, change),
    waiting(4, cancel),
  ]);
  assert.deepEqual(
    worked.map(({ kind }) => kind),
    ['settled', 'later', 'later', 'later'],
  );
  assert.deepEqual(full.offered, [{ item: { code: 'LAMP' } }, order]);
});

test('what was worked on before comes in its place among what is new', async () => {
  const all = door(() => ({ kind: 'accepted', made: 'it' }));
  const messages = [waiting(1, { event: 1 }, 1), waiting(2, { event: 2 }), waiting(3, { event: 3 }, 2)];
  await workOn({ door: all, mapper, formats }, task, messages);
  assert.deepEqual(all.offered, [{ event: 1 }, { event: 2 }, { event: 3 }]);
});

test('a stream that is another node’s by now is left where it is', async () => {
  const all = door(() => ({ kind: 'accepted', made: 'it' }));
  const goesOn = (): boolean => all.offered.length === 0;
  const orders = [{ order: { n: 1 } }, { orderChange: { n: 1 } }, { orderCancel: { n: 1 } }];
  const messages = orders.map((order, index) => waiting(index + 1, order));
  const worked = await workOn({ door: all, mapper, formats }, { ...task, goesOn }, messages);
  assert.deepEqual(all.offered, [orders[0]]);
  assert.deepEqual(
    worked.map(({ kind }) => kind),
    ['settled', 'later', 'later'],
  );
});
