// What is decided when personal data is erased: the order forgets the reference, once, and nothing else changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Spec, done, refused } from '#runtime/spec.ts';
import { event, item, site } from '#runtime/commands.testsuite.ts';
import { emptyState } from './draft.ts';
import type { Command } from './message.ts';
import { decideTurn } from './turn.ts';

const placed: Command = {
  type: 'order.place',
  id: 'ord_1',
  party: 'pty_1',
  document: { channel: 'web', externalId: '1', lines: [{ line: 1, item: 'A', quantity: 2 }] },
};
const erase: Command = { type: 'party.erase', id: 'ord_1' };

async function shop(): Promise<Spec> {
  const spec = new Spec();
  await spec.given(site('S1'), item('A'), event('received', 'A', 'S1', 5), placed);
  return spec;
}

test('an erased order keeps all but the reference of its personal data', async () => {
  const spec = await shop();
  const before = spec.store.tables.orders.get('ord_1');
  assert.equal(done(await spec.when(erase))['party'], null);
  assert.deepEqual(spec.store.tables.orders.get('ord_1'), {
    ...before,
    party: null,
    version: (before?.version ?? 0) + 1,
  });
  const entry = JSON.parse(spec.store.turns.at(-1)?.sealed[0] ?? '') as Record<string, unknown>;
  assert.equal(entry['type'], 'crossdock.party.erased.v1');
  assert.equal(entry['subject'], 'ord_1');
  assert.deepEqual(entry['data'], { party: 'pty_1' });
});

test('erasing again changes nothing and leaves no trace', async () => {
  const spec = await shop();
  done(await spec.when(erase));
  const turns = spec.store.turns.length;
  done(await spec.when(erase));
  assert.equal(spec.store.turns.length, turns);
});

test('an order that nobody knows cannot be erased', async () => {
  refused(await (await shop()).when({ type: 'party.erase', id: 'ord_2' }), 'order_unknown');
});

test('a contact that a partner no longer has is erased, one that stays is not', async () => {
  const spec = new Spec();
  const put = (party: string | null): Command => ({
    type: 'partner.put',
    party,
    partner: { code: 'C1', name: 'One', roles: [] },
  });
  for (const [first, next, erased] of [
    [null, 'pty_1', []],
    ['pty_1', 'pty_1', []],
    ['pty_1', 'pty_2', ['pty_1']],
    ['pty_1', null, ['pty_1']],
  ] as const) {
    await spec.given(put(first));
    const context = { now: spec.now, catalog: spec.store.catalog };
    const incoming = [{ ...spec.message(put(next)), known: null, replaying: null }];
    assert.deepEqual([...decideTurn(emptyState(), context, incoming).erased], erased);
  }
});
