// Lists of raw messages, of every kind, newest first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '#postgres/test-database.ts';
import { listRaw } from './raw-messages.ts';
import type { RawFilter } from './raw-messages.ts';
import { rawStates } from './raw-store.ts';

test('messages are listed newest first, by any of connection, stream and state, page by page', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  await pool.query(
    `insert into raw_messages (id, connection, stream, key, media_type, about, body, state, available_at, received_at)
     select 'raw_' || n, (array['erp', 'shop', 'wms'])[1 + n % 3], (array['in', 'out'])[1 + n % 2], n::text, 'text/plain', '{}', 'x',
       (array['applied', 'applied', 'applied', 'waiting', 'failed', 'applied', 'skipped'])[1 + n % 7], now(), now()
     from generate_series(1, 200) n`,
  );
  const all = await listRaw(pool, { connection: null, stream: null, state: null, before: null, limit: 1_000 });
  assert.deepEqual(
    all.map(({ id }) => id),
    Array.from({ length: 200 }, (_, index) => `raw_${200 - index}`),
  );
  for (const connection of [null, 'erp', 'nobody'])
    for (const stream of [null, 'in'])
      for (const state of [null, ...rawStates])
        for (const [before, limit] of [
          [null, 1_000],
          [150, 7],
        ] as const) {
          const filter: RawFilter = { connection, stream, state, before, limit };
          const expected = all.filter(
            (row) =>
              (connection === null || row.connection === connection) &&
              (stream === null || row.stream === stream) &&
              (state === null || row.state === state) &&
              (before === null || row.seq < before),
          );
          assert.deepEqual(await listRaw(pool, filter), expected.slice(0, limit), JSON.stringify(filter));
        }
});
