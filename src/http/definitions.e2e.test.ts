import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from './test-app.ts';
import { shipped } from './test-process.ts';
import { at, key, listed, made } from './test-world.ts';

test('policies and a process are kept, put in force, listed and read', async () => {
  await using app = await testApp();
  const definitions = shipped();
  const process = definitions.at(-1);
  const early = await app.ask('POST', '/v1/definitions', { body: process });
  assert.deepEqual([early.status, early.body['code']], [409, 'policy_not_active'], 'its policies come first');
  for (const body of definitions) {
    const { body: kept } = await made(app.ask('POST', '/v1/definitions', { body }));
    assert.deepEqual([kept['name'], kept['active']], [body.name, true]);
    const again = await app.ask('POST', '/v1/definitions', { body });
    assert.deepEqual([again.status, again.body], [200, kept], 'put again, nothing changes');
  }
  const object = { ...process, content: JSON.parse(process?.content ?? '') as object };
  assert.equal(
    (await app.ask('POST', '/v1/definitions', { body: object })).status,
    200,
    'an object is the same content',
  );

  const reader = await key(app, 'reader');
  const policies = listed(await app.ask('GET', '/v1/definitions?kind=policy', { key: reader })).items;
  assert.equal(policies.length, definitions.length - 1);
  const first = listed(await app.ask('GET', '/v1/definitions?limit=3'));
  const rest = listed(await app.ask('GET', `/v1/definitions?cursor=${first.nextCursor ?? ''}`));
  assert.equal(first.items.length + rest.items.length, definitions.length);
  assert.deepEqual(
    listed(await app.ask('GET', '/v1/definitions?name=order-holds')).items.map(({ kind, version }) => [kind, version]),
    [['policy', 1]],
  );
  const path = '/v1/definitions/process/order-fulfilment';
  const found = await app.ask('GET', `${path}/1`, { key: reader });
  assert.deepEqual(found.body['content'], object.content);
  for (const unknown of [`${path}/2`, `${path}/x`, '/v1/definitions/chart/order-fulfilment/1'])
    assert.equal((await app.ask('GET', unknown)).status, 404, unknown);
});

test('a definition that is not valid is refused with every fault and its place', async () => {
  await using app = await testApp();
  const process = shipped().at(-1);
  assert(process !== undefined);
  const content = process.content
    .replace('"type": "checkHolds"', '"type": "chekHolds"')
    .replace('"openHolds == 0"', '"openHolds == later"');
  const { status, body } = await app.ask('POST', '/v1/definitions', { body: { ...process, content } });
  assert.deepEqual([status, body['code']], [422, 'definition_invalid']);
  const errors = body['errors'] as { pointer: string; line: number; column: number; detail: string; fix: string }[];
  const lines = content.split('\n');
  const [guard, effect] = ['later', 'chekHolds'].map((word) => errors.find(({ detail }) => detail.includes(word)));
  assert.equal(lines[(guard?.line ?? 0) - 1]?.includes('openHolds == later'), true, JSON.stringify(errors));
  assert.equal(lines[(effect?.line ?? 0) - 1]?.includes('chekHolds'), true);
  assert.match(effect?.pointer ?? '', /^\/content\/chart\/states\//);
  assert.match(effect?.fix ?? '', /checkHolds/);
  for (const [wrong, pointer] of [
    [{ ...process, version: 0 }, '/version'],
    [{ ...process, name: 'Order Fulfilment' }, '/name'],
    [{ ...process, content: 5 }, '/content'],
    [{ ...process, active: 'yes' }, '/active'],
  ] as const) {
    const refused = await app.ask('POST', '/v1/definitions', { body: wrong });
    assert.deepEqual([refused.status, refused.body['code']], [422, 'document_invalid']);
    assert.equal(at(refused.body, 'errors', 0, 'pointer'), pointer);
  }
  const renamed = await app.ask('POST', '/v1/definitions', { body: { ...process, name: 'returns' } });
  assert.deepEqual([renamed.status, renamed.body['code']], [422, 'definition_invalid'], 'the content has another name');
  assert.deepEqual(listed(await app.ask('GET', '/v1/definitions')).items, []);
});

test('a version stays as it is, and orders are not left without their policies', async () => {
  await using app = await testApp();
  const holds = shipped().find(({ name }) => name === 'order-holds');
  assert(holds !== undefined);
  await made(app.ask('POST', '/v1/definitions', { body: holds }));
  const other = { ...holds, content: holds.content.replace('> 5000', '> 6000').replace('<= 5000', '<= 6000') };
  const changed = await app.ask('POST', '/v1/definitions', { body: other });
  assert.deepEqual([changed.status, changed.body['code']], [409, 'definition_version_fixed']);
  const out = await app.ask('POST', '/v1/definitions', { body: { ...holds, active: false } });
  assert.deepEqual([out.status, out.body['code']], [409, 'policy_in_use']);
  const second = { ...other, version: 2, content: other.content.replace(/"version": 1\b/, '"version": 2') };
  await made(app.ask('POST', '/v1/definitions', { body: second }));
  const inForce = listed(await app.ask('GET', '/v1/definitions?name=order-holds')).items.map(({ active }) => active);
  assert.deepEqual(inForce, [false, true], 'one version of a name is in force');
});

test('only a key without limits puts definitions in force', async () => {
  await using app = await testApp();
  const limited = await key(app, 'administrator', { sites: ['HAM'] });
  const refused = await app.ask('POST', '/v1/definitions', { key: limited, body: shipped()[0] });
  assert.deepEqual([refused.status, refused.body['code']], [403, 'scope_too_narrow']);
});
