import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSchema } from './describe-schema.ts';
import { testDatabase } from './test-database.ts';

const everything = `
create schema crossdock;
create type mood as enum ('glad', 'sad');
create domain code as text constraint code_length check (length(value) < 65);
create function double(n int) returns int language sql immutable as $$ select n * 2 $$;
create sequence numbers;
create table parents (
  id int generated always as identity, name text collate "C" not null default 'it''s', mood mood, code code,
  twice int generated always as (id * 2) stored, at timestamptz(3), "Odd" int[], doc jsonb,
  constraint parents_pkey primary key (id), constraint parents_name_key unique (name), constraint parents_twice check (twice > 0)
) with (fillfactor = 70);
alter table parents alter doc set storage external;
alter table parents drop column at;
create index parents_glad on parents (name desc) include (mood) where mood = 'glad';
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger parents_touch before update on parents for each row execute function touch();
comment on table parents is 'o''clock';
comment on column parents."Odd" is 'odd';
create table logs (at timestamptz not null, parent int, constraint logs_pkey primary key (at)) partition by range (at);
create table logs_2026 partition of logs for values from ('2026-01-01 00:00+00') to ('2027-01-01 00:00+00');
create index logs_parent on logs (parent);
create view glad as select id, name from parents where mood = 'glad';`;

test('a described schema can be made again from its description', async () => {
  await using one = await testDatabase({ migrated: false });
  await using two = await testDatabase({ migrated: false });
  await one.pool.query(everything);
  const described = await describeSchema(one.pool, one.schema);
  for (const part of [
    `collate "C" not null default 'it''s'`,
    'fillfactor=70',
    'storage external',
    '"Odd" integer[]',
    'partition of logs FOR VALUES',
  ]) {
    assert.ok(described.includes(part), `${part} is missing in\n${described}`);
  }
  assert.equal(described.match(/INDEX/g)?.length, 2);
  await two.pool.query('create schema crossdock');
  await two.pool.query(described);
  assert.equal(await describeSchema(two.pool, two.schema), described);
});

test("the project's schema can be made again from its description", async () => {
  await using one = await testDatabase();
  await using two = await testDatabase({ migrated: false });
  const described = await describeSchema(one.pool, one.schema);
  await two.pool.query('create schema crossdock');
  await two.pool.query(described);
  assert.equal(await describeSchema(two.pool, two.schema), described);
});
