import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#postgres/test-database.ts';
import type { OrderStatus } from './model.ts';
import { listOrders } from './store.ts';
import type { OrderFilter } from './store.ts';

const count = 120;
const statuses = ['promised', 'backordered', 'closed'] as const satisfies readonly OrderStatus[];

/** Order n, its facts told by its number. */
const orders = Array.from({ length: count }, (_, n) => ({
  id: `ord_${String(n).padStart(3, '0')}`,
  channel: n % 4 === 0 ? 'edi' : 'web',
  customer: n % 5 === 0 ? null : `C${n % 3}`,
  status: statuses[n % 3] ?? 'closed',
  sites: n % 7 === 0 ? ['S1', 'S2'] : [n % 2 === 0 ? 'S1' : 'S3'],
  attention: n % 11 === 0,
}));

test('a list shows what its filters say and nothing else, newest first, page by page', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  for (const site of ['S1', 'S2', 'S3'])
    await pool.query(`insert into sites values ($1, 'ACME', '{}', 1, now())`, [site]);
  for (const [n, { id, channel, customer, status, sites, attention }] of orders.entries()) {
    await pool.query(
      `insert into orders (id, channel, external_id, customer, status, placed_at, document)
       values ($1, $2, $3, $4, $5, now(), '{"lines": []}')`,
      [id, channel, `${n}`, customer, status],
    );
    await pool.query(`insert into order_sites (site, status, order_id) select unnest($1::text[]), $2, $3`, [
      sites,
      status,
      id,
    ]);
    if (attention)
      await pool.query(`insert into order_exceptions values ($1, 'deviation', 'order desk', now(), 1)`, [id]);
  }
  let lists = 0;
  for (const status of [null, 'promised', 'closed'] as const)
    for (const channel of [null, 'edi'])
      for (const customer of [null, 'C1'])
        for (const attention of [null, true, false])
          for (const sites of [null, ['S1'], ['S2', 'S3'], []]) {
            const filter = { status, channel, customer, attention, sites, externalId: null };
            assert.deepEqual(await pages(filter), expected(filter), JSON.stringify(filter));
            lists += 1;
          }
  assert.equal(lists, 144);

  async function pages(filter: Omit<OrderFilter, 'before' | 'limit'>): Promise<string[]> {
    const ids: string[] = [];
    const limit = 17;
    for (let before: string | null = null; ;) {
      const page = await listOrders(pool, { ...filter, before, limit });
      ids.push(...page.map(({ id }) => id));
      const last = page.at(-1);
      if (last === undefined || page.length < limit) return ids;
      before = last.id;
    }
  }
});

function expected({ status, channel, customer, attention, sites }: Omit<OrderFilter, 'before' | 'limit'>): string[] {
  return orders
    .filter(
      (order) =>
        (status === null || order.status === status) &&
        (channel === null || order.channel === channel) &&
        (customer === null || order.customer === customer) &&
        (attention === null || order.attention === attention) &&
        (sites === null || order.sites.some((site) => sites.includes(site))),
    )
    .map(({ id }) => id)
    .toReversed();
}
