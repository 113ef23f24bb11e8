import assert from 'node:assert/strict';
import { test } from 'node:test';
import { v7 } from 'uuid';
import { testDatabase } from '#postgres/test-database.ts';
import {
  firstUuid,
  forgetAnswers,
  forgetDeliveries,
  forgetRawMessages,
  makePartitions,
  partitionsAhead,
} from './housekeeping.ts';

test('partitions cover three months without gaps, and a turn id of the month falls into its partition', () => {
  const partitions = partitionsAhead(Date.UTC(2026, 10, 23));
  assert.deepEqual(
    partitions.map(({ name }) => name),
    [
      'journal_2026_11',
      'journal_2026_12',
      'journal_2027_01',
      'movements_2026_11',
      'movements_2026_12',
      'movements_2027_01',
    ],
  );
  assert.equal(partitions[0]?.to, partitions[1]?.from);
  const id = v7({ msecs: Date.UTC(2026, 10, 30, 23, 59, 59, 999) });
  assert.ok(id >= firstUuid(Date.UTC(2026, 10, 1)) && id < firstUuid(Date.UTC(2026, 11, 1)));
});

test('partitions are made once by any number of nodes, and journal rows go there', async () => {
  await using database = await testDatabase();
  const made = (await Promise.all([makePartitions(database.pool), makePartitions(database.pool)])).flat();
  assert.equal(made.length, 6);
  await database.pool.query(
    "insert into journal (turn_id, ordinal, type, subject, entry) values ($1, 0, 't', 's', '{}')",
    [v7()],
  );
  const { rows } = await database.pool.query<{ place: string }>(
    'select tableoid::regclass::text as place from journal',
  );
  assert.match(rows[0]?.place ?? '', /^journal_\d{4}_\d{2}$/);
});

test('journal rows that came before their partition move into it', async () => {
  await using database = await testDatabase();
  await database.pool.query(
    "insert into journal (turn_id, ordinal, type, subject, entry) values ($1, 0, 't', 's', '{}')",
    [v7()],
  );
  await makePartitions(database.pool);
  const { rows } = await database.pool.query<{ place: string }>(
    'select tableoid::regclass::text as place from journal',
  );
  assert.deepEqual(rows.length, 1);
  assert.match(rows[0]?.place ?? '', /^journal_\d{4}_\d{2}$/);
});

test('answers to callers are forgotten after 7 days, those to event sources are not yet', async () => {
  await using database = await testDatabase();
  await database.pool.query(
    `insert into inbox (source, id, digest, answer, recorded_at) values
       ('key:1', 'old', 'd', '{}', now() - interval '8 days'), ('key:1', 'new', 'd', '{}', now() - interval '6 days'),
       ('wms', 'old', 'd', '{}', now() - interval '8 days')`,
  );
  assert.equal(await forgetAnswers(database.pool), 1);
  const { rows } = await database.pool.query<{ id: string }>('select source || id as id from inbox order by 1');
  assert.deepEqual(
    rows.map(({ id }) => id),
    ['key:1new', 'wmsold'],
  );
});

test('a delivery that arrived half a year ago is forgotten; one that never arrived is not', async () => {
  await using database = await testDatabase();
  await database.pool.query(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, state, available_at)
     select 'shop', lane, $1, 0, 'crossdock.order.closed.v1', state, now() - make_interval(days => age)
     from (values ('dead', 'dead', 400), ('waits', 'queued', 400), ('arrived', 'delivered', 181), ('skipped', 'skipped', 181),
       ('lately', 'delivered', 179)) as made (lane, state, age)`,
    [v7()],
  );
  assert.equal(await forgetDeliveries(database.pool), 2);
  assert.equal(await forgetDeliveries(database.pool), 0);
  const { rows } = await database.pool.query<{ lane: string }>('select lane from deliveries order by seq');
  assert.deepEqual(
    rows.map(({ lane }) => lane),
    ['dead', 'waits', 'lately'],
  );
});

test('raw messages that were worked on are forgotten after 90 days, those that failed after 400 in which nobody touched them', async () => {
  await using database = await testDatabase();
  await database.pool.query(
    `insert into raw_messages (id, connection, stream, key, media_type, about, body, state, available_at, received_at, settled_at)
     select 'raw_' || key, 'wms', 'in', key, 'text/plain', '{}', '\\x00', state, now(), now() - make_interval(days => age), now() - make_interval(days => settled)
     from (values ('old', 'applied', 91, 91), ('given up', 'skipped', 91, 1), ('failed', 'failed', 401, 399), ('left', 'failed', 401, 401),
       ('waits', 'waiting', 500, null), ('lately', 'applied', 89, 89)) as made (key, state, age, settled)`,
  );
  assert.equal(await forgetRawMessages(database.pool), 3);
  const { rows } = await database.pool.query<{ key: string }>('select key from raw_messages order by seq');
  assert.deepEqual(
    rows.map(({ key }) => key),
    ['failed', 'waits', 'lately'],
  );
});
