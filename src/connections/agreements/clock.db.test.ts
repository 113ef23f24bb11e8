// The clock of what was sent, on two nodes at once: each wait is begun when its delivery is settled, and its end is told once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from '#http/test-app.ts';
import { readOpenExchanges, needsOf } from './exchange-store.ts';
import { ExchangeClock } from './clock.ts';
import { takeNumbers } from './numbers-out.ts';

test('what is overdue is told once, whichever node sees it', async () => {
  await using app = await testApp();
  const { pool, engine } = app.node;
  const deliveries = [1, 2, 3, 4];
  for (const delivery of deliveries) {
    await pool.query(
      `insert into deliveries (seq, connection, lane, turn_id, ordinal, type, operation, state, available_at, delivered_at)
       overriding system value
       values ($1::bigint, 'shop', 'order ' || $1::text, gen_random_uuid(), 0, 'crossdock.order.accepted.v1', 'orders', $2, now(),
         case when $2 = 'delivered' then now() - interval '5 minutes' end)`,
      [delivery, delivery === 3 ? 'queued' : delivery === 4 ? 'skipped' : 'delivered'],
    );
    await takeNumbers(pool, {
      key: `delivery ${delivery}`,
      agreement: 'shop',
      connection: 'shop',
      operation: 'orders',
      deliveries: [delivery],
      lanes: [`order ${delivery}`],
      shape: { isGrouped: true, groups: [{ kind: 'PR', messages: [{ type: '855', control: '0001' }] }] },
      awaits: { acknowledgementWithinMinutes: delivery === 2 ? 60 : 1, what: 'messages' },
    });
  }
  const nodes = [new ExchangeClock({ pool, engine }), new ExchangeClock({ pool, engine })];
  await Promise.all([...nodes, ...nodes].map((node) => node.step()));
  const { rows } = await pool.query<{ state: string }>('select state from interchanges_sent order by number');
  assert.deepEqual(
    rows.map(({ state }) => state),
    ['overdue', 'sent', 'prepared', 'given_up'],
  );
  const told = await pool.query<{ subject: string }>(
    `select subject from journal where type = 'crossdock.edi.overdue.v1'`,
  );
  assert.deepEqual(told.rows, [{ subject: 'shop/out/1' }]);
  const open = (await readOpenExchanges(pool, ['shop', 'other'])).get('shop');
  assert.deepEqual(open && needsOf(open), [
    '1 interchange was not acknowledged in time: crossdock agreement exchanges shop --open',
  ]);
});
