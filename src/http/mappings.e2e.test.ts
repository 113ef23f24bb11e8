// Mappings over the API: none comes into force before its golden cases pass; what is in force is what connections map with.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activeMappings, systemsOf } from '#connections/mapping/active-mappings.ts';
import { createMapper } from '#connections/mapping/mapper.ts';
import { loadMapping, mappingsFolder } from '#connections/mapping/mapping-files.ts';
import { someIdentifiers } from '#connections/mapping/mapping.testsuite.ts';
import { testApp } from './test-app.ts';
import { listed, made } from './test-world.ts';

const { content } = loadMapping(`${mappingsFolder}/shop-orders`);
assert(content !== null);
const put = { kind: 'mapping', name: 'shop-orders', version: 1, content, active: true };

test('a mapping whose cases fail is kept at most, with every difference told', async () => {
  await using app = await testApp();
  const wrong = content.replace('"C-104711"', '"C-1"').replace('"line": 2,', '"line": 7,');
  const { status, body } = await app.ask('POST', '/v1/definitions', { body: { ...put, content: wrong } });
  assert.deepEqual([status, body['code']], [422, 'definition_invalid']);
  assert.match(String(body['detail']), /^1 of 2 golden cases fail\. Case "two-lines", \/order\//);
  const errors = body['errors'] as { pointer: string; detail: string }[];
  assert.deepEqual(
    errors.map(({ pointer, detail }) => [pointer, detail]),
    [
      ['/content/cases/1', 'Case "two-lines", /order/customer: "C-104711" is expected, and "C-1" was made.'],
      ['/content/cases/1', 'Case "two-lines", /order/lines/1/line: 7 is expected, and 2 was made.'],
    ],
  );
  const clock = content.replace('$string(order_number)', '$now()');
  const refused = await app.ask('POST', '/v1/definitions', { body: { ...put, content: clock } });
  assert.match(String(refused.body['detail']), /^Line 3, column \d+ of the expression: \$now is refused/);
  const shapeless = content.replace('"direction": "in"', '"direction": "up"');
  const shape = await app.ask('POST', '/v1/definitions', { body: { ...put, content: shapeless } });
  assert.equal((shape.body['errors'] as { pointer: string }[])[0]?.pointer, '/content/direction');
  assert.deepEqual(listed(await app.ask('GET', '/v1/definitions')).items, []);
  await made(app.ask('POST', '/v1/definitions', { body: { ...put, content: wrong, active: false } }));
});

test('the version in force is what is mapped with, from the moment it is in force', async () => {
  await using app = await testApp();
  const { pool } = app.node;
  await using mapper = createMapper({
    mappingOf: activeMappings(pool),
    identifiers: someIdentifiers,
    systemOf: systemsOf(pool),
    limits: { mapProcesses: 1 },
  });
  const document = { order_number: 1, currency: 'EUR', line_items: [] };
  const map = (): Promise<unknown> => mapper.map('shop-orders', 'shop', [{ document, about: {} }]);
  assert.match(JSON.stringify(await map()), /mapping_unknown/);
  await made(app.ask('POST', '/v1/definitions', { body: put }));
  assert.deepEqual(await map(), [{ ok: true, value: { order: { externalId: '1', channel: 'shop' } } }]);
  const second = content.replace('"version": 1', '"version": 2').replaceAll('"shop"', '"store"');
  await made(app.ask('POST', '/v1/definitions', { body: { ...put, version: 2, content: second } }));
  assert.deepEqual(await map(), [{ ok: true, value: { order: { externalId: '1', channel: 'store' } } }]);
  assert.deepEqual(
    listed(await app.ask('GET', '/v1/definitions?kind=mapping')).items.map(({ version, active }) => [version, active]),
    [
      [1, false],
      [2, true],
    ],
  );
  const out = { ...put, version: 2, content: second, active: false };
  assert.equal((await app.ask('POST', '/v1/definitions', { body: out })).status, 200);
  assert.match(JSON.stringify(await map()), /mapping_unknown/);
});
