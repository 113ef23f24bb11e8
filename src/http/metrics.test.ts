import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from './metrics.ts';

test('a database that does not answer hides its number and no other', async () => {
  let answer: () => Promise<number> = async () => 3;
  const { registry } = createMetrics(
    () => 7,
    () => answer(),
    () => Promise.resolve({ connections: [], others: 0 }),
  );
  assert.match(await registry.metrics(), /^crossdock_verification_findings 3$/m);
  answer = () => Promise.reject(new Error('Connection terminated unexpectedly'));
  const told = await registry.metrics();
  assert.match(told, /^crossdock_queue_messages 7$/m);
  assert.doesNotMatch(told, /^crossdock_verification_findings \d/m);
  answer = async () => 0;
  assert.match(await registry.metrics(), /^crossdock_verification_findings 0$/m);
  answer = () => Promise.reject(new Error('a defect of ours'));
  await assert.rejects(registry.metrics(), /^Error: a defect of ours$/);
});
