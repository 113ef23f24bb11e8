// Deadlines whose messages fail on PostgreSQL: by a bug, by what the store refuses, and where not even that can be told.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { addDays } from '#kernel/time.ts';
import { testDatabase } from '#postgres/test-database.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import { healthHandlers } from '#http/health.ts';
import type { Command } from '#processes/message.ts';
import { event, item, place, site } from './commands.testsuite.ts';
import { shippedDefinitions } from './fulfilment.testsuite.ts';
import { startNode } from './node.ts';
import type { CrossdockNode } from './node.ts';
import { Spec } from './spec.ts';
import { verifyLedger } from './verify.ts';

interface Found {
  readonly minutes: number;
  readonly failing: boolean;
  readonly kinds: readonly string[];
}

describe('a deadline that fails', () => {
  let database: TestDatabase;
  let node: CrossdockNode;
  let errors: string[] = [];
  const spec = new Spec();

  before(async () => {
    database = await testDatabase({});
    node = await startNode({ ...database, worker: false, onError: (error) => errors.push(String(error)) });
    for (const command of [
      ...shippedDefinitions(),
      site('S1'),
      item('A', { attributes: { listPrice: '10.00' } }),
      event('received', 'A', 'S1', 100),
    ])
      await submit(command);
  });

  after(async () => {
    await node.stop();
    await database[Symbol.asyncDispose]();
  });

  async function submit(command: Command): Promise<void> {
    const { message } = spec.message(command, { at: Date.now() });
    const { answer } = await node.engine.submit('api', { message });
    assert.equal(answer.status, 'done', JSON.stringify(answer));
  }

  /** An order whose first clock is due. */
  async function due(name: string): Promise<string> {
    // For tomorrow: late in the day, the first clock of an order for today would be the look at its promise.
    await submit(place(name, [['A', 1]], { requestedFor: addDays(new Date().toISOString().slice(0, 10), 1) }));
    const id = `ord_${name}`;
    const at = Date.now() - 1_000;
    const { rows } = await database.pool.query<{ alarm: string }>(
      `select document::json -> 'fulfilment' ->> 'alarmAt' as alarm from orders where id = $1`,
      [id],
    );
    await database.pool.query('update orders set document = replace(document, $2, $3) where id = $1', [
      id,
      rows[0]?.alarm,
      String(at),
    ]);
    await ringAt(id, at);
    return id;
  }

  async function ringAt(id: string, at: number): Promise<void> {
    await database.pool.query(
      `update deadlines set due_at = to_timestamp($2::bigint / 1000.0), command = json_build_object('type', 'order.wake', 'id', $1::text, 'dueAt', $2::bigint)
       where id = 'order.wake:' || $1`,
      [id, at],
    );
  }

  async function found(id: string): Promise<Found | undefined> {
    const { rows } = await database.pool.query<Found>(
      `select round(extract(epoch from due_at - clock_timestamp()) / 60)::int as minutes, failing_since is not null as failing,
         (select coalesce(json_agg(e.value ->> 'kind'), '[]') from orders, json_array_elements(document::json -> 'fulfilment' -> 'exceptions') as e
          where orders.id = $1) as kinds
       from deadlines where deadlines.id = 'order.wake:' || $1`,
      [id],
    );
    return rows[0];
  }

  async function spoil(id: string, from: string, to: string): Promise<void> {
    const { rowCount } = await database.pool.query(
      'update orders set document = replace(document, $2, $3) where id = $1 and document like $4',
      [id, from, to, `%${from}%`],
    );
    assert.equal(rowCount, 1);
  }

  async function ready(): Promise<unknown> {
    const parts = { pool: node.pool, engine: node.engine, version: '', openapi: {}, asyncapi: {} };
    const { ready: ask } = healthHandlers(parts as unknown as Parameters<typeof healthHandlers>[0]);
    const { body } = await ask();
    const { status, checks } = body as {
      status: string;
      checks: readonly { name: string; ok: boolean; detail: string }[];
    };
    return { status, ...checks.find(({ name }) => name === 'deadlines') };
  }

  test('because of a bug comes again later, and the order is before somebody until it goes on', async () => {
    const id = await due('bug');
    assert.deepEqual(await ready(), { status: 'ready', name: 'deadlines', ok: true, detail: 'None fails.' });
    await spoil(id, '"asked"}', '"nowhere"}');
    assert.equal(await node.deadlines.fireDue(), 1);
    assert.deepEqual(await found(id), { minutes: 10, failing: true, kinds: ['clock_failed'] });
    assert.equal(await node.deadlines.fireDue(), 0, 'it does not stand before the others');
    assert.deepEqual(
      (await verifyLedger(node.pool)).violations,
      [],
      'an order whose clock comes again is as it should be',
    );
    assert.match(JSON.stringify(await ready()), /"degraded".*1 fail and come again later, the first since/);
    assert.match(errors.join('\n'), /bug/);
    // As if it had been failing for two hours.
    await database.pool.query(
      `update deadlines set failing_since = clock_timestamp() - interval '2 hours' where failing_since is not null`,
    );
    await makeDue(id);
    assert.equal(await node.deadlines.fireDue(), 1);
    assert.deepEqual(await found(id), { minutes: 120, failing: true, kinds: ['clock_failed'] });
    await spoil(id, '"nowhere"}', '"asked"}');
    await makeDue(id);
    assert.equal(await node.deadlines.fireDue(), 1);
    assert.deepEqual(await found(id), { minutes: 240, failing: false, kinds: [] });
    assert.match(JSON.stringify(await ready()), /"ready"/);
  });

  /** The alarm that was set when it failed has come. */
  async function makeDue(id: string): Promise<void> {
    const { rows } = await database.pool.query<{ alarm: string }>(
      `select document::json -> 'fulfilment' ->> 'alarmAt' as alarm from orders where id = $1`,
      [id],
    );
    const at = Date.now() - 1;
    await spoil(id, `"alarmAt":${rows[0]?.alarm}`, `"alarmAt":${at}`);
    await ringAt(id, at);
    await sleep(5);
  }

  test('because the store refuses what was decided is treated the same', async () => {
    errors = [];
    const id = await due('refused');
    await database.pool.query(
      `alter table orders add constraint no_reminder check (id <> 'ord_refused' or document not like '%reminded%')`,
    );
    assert.equal(await node.deadlines.fireDue(), 1);
    assert.deepEqual(await found(id), { minutes: 10, failing: true, kinds: ['clock_failed'] });
    assert.match(errors.join('\n'), /refused what it would have written/);
    await database.pool.query('alter table orders drop constraint no_reminder');
    await makeDue(id);
    assert.equal(await node.deadlines.fireDue(), 1);
    assert.deepEqual((await found(id))?.kinds, []);
  });

  test('and cannot even be told with its order does not stand before the others', async () => {
    errors = [];
    const id = await due('mute');
    await database.pool.query(`alter table orders add constraint nothing_at_all check (id <> 'ord_mute') not valid`);
    assert.equal(await node.deadlines.fireDue(), 1);
    assert.deepEqual(await found(id), { minutes: 10, failing: true, kinds: [] });
    assert.equal(await node.deadlines.fireDue(), 0);
    assert.match(errors.join('\n'), /1 deadlines failed and come again later: order\.wake:ord_mute/);
    await database.pool.query('alter table orders drop constraint nothing_at_all');
  });
});
