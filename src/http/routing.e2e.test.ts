// A routing as its owner puts it in force, and what becomes of it when a connection goes away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policyText } from '#policies/testing/policy-text.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { at, event, listed, made, smallNetwork } from './test-world.ts';

const text = { type: 'string', description: 'a text' };

function routing(version: number, ...rules: readonly Readonly<Record<string, string>>[]): object {
  const every = { connection: '"nobody"', operation: '"the event"' };
  const outputs = { connection: text, operation: text };
  const content = policyText({ hit: 'collect', inputs: { type: text, site: text }, outputs, rules: [every, ...rules] })
    .replace('"name": "made"', '"name": "routing"')
    .replace('"version": 1', `"version": ${version}`);
  return { kind: 'policy', name: 'routing', version, content, active: true };
}

const hamburg = { site: '"HAM"', connection: '"wms"', operation: '"the event"' };

async function connect(app: TestApp, code: string, active = true): Promise<void> {
  const body = { kind: 'webhook', owner: 'IT', settings: { url: 'https://wms.example/hooks' }, active };
  const answer = await app.ask('PUT', `/v1/connections/${code}`, { body });
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
}

test('a route that leads nowhere is refused with its place, and nothing is kept', async () => {
  await using app = await testApp();
  await connect(app, 'wms');
  await connect(app, 'off', false);
  const wrong = routing(
    1,
    hamburg,
    { ...hamburg, connection: '"none"' },
    { ...hamburg, connection: '"off"' },
    { ...hamburg, operation: '"take"' },
  ) as { content: string };
  const { status, body } = await app.ask('POST', '/v1/definitions', { body: wrong });
  assert.deepEqual([status, body['code']], [422, 'definition_invalid']);
  const errors = body['errors'] as { pointer: string; line: number; detail: string }[];
  assert.deepEqual(
    errors.map(({ pointer, detail }) => [pointer, detail]),
    [
      ['/content/nodes/1/content/rules/2', 'the rule "r3" leads nowhere: no connection has the code none'],
      ['/content/nodes/1/content/rules/3', 'the rule "r4" leads nowhere: the connection off is switched off'],
      ['/content/nodes/1/content/rules/4', 'the rule "r5" leads nowhere: the connection wms has no operation take'],
    ],
  );
  const lines = wrong.content.split('\n');
  assert.match(lines.slice((errors[0]?.line ?? 0) - 1).join('\n'), /^\s*\{\s*"_id": "r3"/);
  assert.deepEqual(listed(await app.ask('GET', '/v1/definitions')).items, []);
  // Kept for later, it may lead where nothing is yet.
  assert.equal((await app.ask('POST', '/v1/definitions', { body: { ...wrong, active: false } })).status, 201);
});

test('events go by the routing in force; what it sends to a connection that is off waits, and that is said', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  await connect(app, 'wms');
  await made(app.ask('POST', '/v1/definitions', { body: routing(1, hamburg) }));
  const sent = async (): Promise<unknown[]> =>
    listed(await app.ask('GET', '/v1/deliveries')).items.map(({ connection, lane }) => [connection, lane]);
  const report = (site: string): Promise<unknown> =>
    app.ask('POST', '/v1/events', { body: event('stock.received', { item: 'LAMP', site, quantity: 1 }) });
  await report('HAM');
  await report('MUC');
  assert.deepEqual(await sent(), [['wms', 'LAMP@HAM']]);
  const check = async (): Promise<unknown> => {
    const { body } = await app.ask('GET', '/readyz');
    const checks = body['checks'] as { name: string; ok: boolean; detail: string }[];
    const found = checks.find(({ name }) => name === 'routing');
    return [found?.ok, found?.detail];
  };
  assert.deepEqual(await check(), [true, 'Every route leads to a connection.']);
  await connect(app, 'wms', false);
  await report('HAM');
  assert.equal((await sent()).length, 2, 'it is written, and waits');
  assert.deepEqual(await check(), [false, 'What these rules send waits: "r2", the connection wms is switched off.']);
  const again = await app.ask('POST', '/v1/definitions', { body: routing(1, hamburg) });
  assert.equal(again.status, 200, 'it is in force already');
  const next = await app.ask('POST', '/v1/definitions', { body: routing(2, hamburg) });
  assert.equal(at(next.body, 'errors', 0, 'detail'), 'the rule "r2" leads nowhere: the connection wms is switched off');
  await made(app.ask('POST', '/v1/definitions', { body: routing(2) }));
  await report('HAM');
  assert.equal((await sent()).length, 2);
  assert.deepEqual(await check(), [true, 'Every route leads to a connection.']);
});
