// What another system refuses later, and what somebody sends once more: by message and over the API.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verdict } from '#connections/inbound/door.ts';
import { loadContracts } from '#contracts/load.ts';
import { doorOf } from './door.ts';
import { testApp } from './test-app.ts';
import { key, made, order, smallNetwork } from './test-world.ts';

test('what was refused later is a dead letter, and what was delivered is sent once more with its reason', async () => {
  await using stack = new AsyncDisposableStack();
  const app = stack.use(await testApp());
  const { pool, engine } = app.node;
  await smallNetwork(app);
  const placed = await made(
    app.ask('POST', '/v1/orders', { body: { ...order([{ item: 'LAMP', quantity: 1 }]), allowBackorder: true } }),
  );
  const lane = String(placed.body['id']);
  await pool.query(
    `insert into deliveries (connection, lane, turn_id, ordinal, type, operation, state, attempts, available_at, delivered_at)
     select 'erp', subject, turn_id, ordinal, type, 'orders', 'delivered', 1, now(), now() from journal where subject = $1 limit 1`,
    [lane],
  );
  const { rows } = await pool.query<{ seq: number }>('select seq from deliveries');
  const seq = rows[0]?.seq ?? 0;
  await pool.query(
    `insert into connections (code, kind, owner, active, types, document, epoch, changed_at, changed_by)
     values ('erp', 'folder', 'Books', false, '{}', '{"system":"meridian"}', 1, now(), 'key:test')`,
  );
  const onError = (error: unknown): void => assert.fail(String(error));
  const door = await doorOf({ contracts: loadContracts(), secretKey: Buffer.alloc(32, 7), onError })(engine, pool);
  stack.defer(() => door.close());
  const say = async (deliveryRefused: object, id: string, system: string): Promise<Verdict | undefined> => {
    const rights = { role: 'erp', sites: null, companies: null, sources: null } as const;
    const offered = {
      document: { deliveryRefused },
      id,
      correlationId: id,
      receivedAt: new Date(),
      again: false,
      message: id,
      seq: 1,
      evenIfOlder: false,
    };
    return (await door.take({ code: 'erp-errors', rights, system }, [offered]))[0];
  };
  const refusal = { delivery: String(seq), code: 'M412', reason: 'Number too low.' };
  const strange = await say(refusal, 'raw_0', 'shop');
  assert.equal(strange?.kind === 'failed' && strange.code, 'not_found');
  assert.equal((await say(refusal, 'raw_1', 'meridian'))?.kind, 'accepted');
  assert.equal((await say(refusal, 'raw_1', 'meridian'))?.kind, 'duplicate');
  const wrong = await say({ reason: 'Which one?' }, 'raw_2', 'meridian');
  assert.equal(wrong?.kind === 'failed' && wrong.code, 'document_invalid');
  const { body } = await app.ask('GET', '/v1/deliveries?deliveryState=dead');
  const [dead] = body['items'] as { seq: number; lastError: { code: string; cause: string }; history: object[] }[];
  assert.deepEqual([dead?.lastError.code, dead?.lastError.cause], ['refused_later', 'M412']);
  assert.partialDeepStrictEqual(dead?.history, [{ what: 'refused_later', of: seq, by: 'connection:erp-errors' }]);

  const operator = await key(app, 'operator');
  const again = await app.ask('POST', `/v1/deliveries/${seq}/again`, { key: operator, body: { reason: 'disk lost' } });
  assert.equal(again.status, 201, JSON.stringify(again.body));
  assert.partialDeepStrictEqual(again.body, {
    state: 'queued',
    history: [{ what: 'sent_again', of: seq, reason: 'disk lost' }],
  });
  const open = await app.ask('POST', `/v1/deliveries/${dead?.seq}/again`, { body: { reason: 'once more' } });
  assert.deepEqual([open.status, open.body['code']], [409, 'delivery_not_settled']);
  const without = await app.ask('POST', `/v1/deliveries/${seq}/again`, { body: {} });
  assert.equal(without.status, 422);
});
