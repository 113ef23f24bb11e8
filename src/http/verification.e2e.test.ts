import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watched } from '#runtime/verification/verifier.testsuite.ts';
import { testApp } from './test-app.ts';
import { at, event, smallNetwork } from './test-world.ts';

test('what the verifier found is told with its rows until it is right again', { timeout: 60_000 }, async () => {
  await using app = await testApp();
  const { pool } = app.node;
  await smallNetwork(app);
  const received = event('stock.received', { item: 'LAMP', site: 'HAM', quantity: 5 });
  assert.equal((await app.ask('POST', '/v1/events', { body: received })).body['status'], 'accepted');
  const { cycle, settle } = watched(pool);
  await cycle();
  const quiet = await app.ask('GET', '/v1/ledger/verification');
  assert.deepEqual(quiet.body['findings'], []);
  assert.equal((await app.ask('GET', '/readyz')).body['status'], 'ready');

  await pool.query('update balances set on_hand = on_hand + 1, sellable = sellable + 1');
  await cycle();
  const { body } = await app.ask('GET', '/v1/ledger/verification');
  assert.equal(at(body, 'findings', 0, 'check'), 'on hand is the sum of movements');
  assert.equal(at(body, 'findings', 0, 'subject'), 'LAMP at HAM');
  assert.equal(at(body, 'findings', 0, 'rows', 'on_hand'), 6);
  const ready = await app.ask('GET', '/readyz');
  assert.deepEqual([ready.status, ready.body['status']], [200, 'degraded']);
  const told = JSON.stringify(ready.body);
  assert.match(told, /2 do not agree, the first since [^ ]+: on hand is /);
  assert.doesNotMatch(told, /LAMP|HAM/, 'readiness is open to all');
  const { body: metrics } = await app.ask('GET', '/metrics');
  assert.match(String(metrics['text']), /^crossdock_verification_findings 2$/m);

  await pool.query('update balances set on_hand = on_hand - 1, sellable = sellable - 1');
  await settle();
  assert.deepEqual((await app.ask('GET', '/v1/ledger/verification')).body['findings'], []);
  assert.equal((await app.ask('GET', '/readyz')).body['status'], 'ready');
});
