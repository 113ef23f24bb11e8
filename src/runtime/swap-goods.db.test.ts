// Goods that change hands do so in the database too: the part that gave way names the supply it waits for now.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#postgres/test-database.ts';
import { event, expected, item, place, site } from './commands.testsuite.ts';
import { shippedDefinitions } from './fulfilment.testsuite.ts';
import { Spec, done } from './spec.ts';
import { steppedNode } from './stepped.testsuite.ts';
import { verifyLedger } from './verify.ts';

test('an order that gave way waits for the supply, and all sums agree', async () => {
  await using database = await testDatabase();
  const node = await steppedNode(database);
  const spec = new Spec();
  spec.now = Date.now();
  const commands = [
    ...shippedDefinitions(),
    site('S1'),
    item('A'),
    event('received', 'A', 'S1', 20),
    place('1', [['A', 20]], { requestedFor: '2999-01-05' }),
    expected('PO1', 'A', 'S1', 50, '2999-01-01'),
    place('2', [['A', 15]], { allowBackorder: true }),
    { type: 'goods.swap', item: 'A', site: 'S1', deadline: 'swap:A\tS1' },
  ] as const;
  for (const command of commands) {
    const [reply] = await node.run([spec.message(command)]);
    assert(reply !== undefined);
    done(reply.answer);
  }
  await node.close();
  const { rows } = await database.pool.query<{ holder: string; inbound: number; supply: string | null }>(
    'select holder, inbound, supply from reservation_parts where inbound > 0',
  );
  assert.deepEqual(rows, [{ holder: 'ord_1', inbound: 15, supply: 'erp#PO1' }]);
  const { ok, violations } = await verifyLedger(database.pool);
  assert.deepEqual({ ok, violations }, { ok: true, violations: [] });
});
