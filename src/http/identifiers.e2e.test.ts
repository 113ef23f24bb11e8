// What ids of other systems mean, as a steward says it over HTTP.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NetworkIdentifiers } from '#connections/identifiers/resolver.ts';
import { testApp } from './test-app.ts';
import type { TestApp } from './test-app.ts';
import { at, key, listed, made, smallNetwork } from './test-world.ts';

async function withSystem(app: TestApp): Promise<void> {
  await smallNetwork(app);
  await made(app.ask('PUT', '/v1/identifier-systems/erp-north', { body: { owner: 'Master data' } }));
}

test('an operator says what an id means, changes it, and takes it back; its history stays', async () => {
  await using app = await testApp();
  await withSystem(app);
  const operator = await key(app, 'operator');
  const path = `/v1/identifiers/erp-north/item/${encodeURIComponent('47/11 ä')}`;
  const put = await made(app.ask('PUT', path, { key: operator, body: { code: 'LAMP', because: 'price list' } }));
  const { changedAt: _at, changedBy, ...identifier } = put.body;
  assert.deepEqual(identifier, {
    system: 'erp-north',
    kind: 'item',
    id: '47/11 ä',
    code: 'LAMP',
    preferred: true,
    notOurs: null,
    because: 'price list',
    origin: 'set',
  });
  assert.match(String(changedBy), /^key:key_/);
  assert.deepEqual((await app.ask('GET', path)).body, put.body);

  const headers = { 'if-match': String(put.headers['etag']) };
  const changed = await app.ask('PUT', path, { body: { notOurs: 'sold by the sister company' }, headers });
  assert.deepEqual([changed.status, changed.body['code']], [200, null]);
  const late = await app.ask('PUT', path, { body: { code: 'CABLE' }, headers });
  assert.deepEqual([late.status, late.body['code']], [412, 'document_changed']);
  assert.equal((await app.ask('DELETE', path, { headers })).status, 412);
  assert.deepEqual((await app.ask('DELETE', path)).body, {
    system: 'erp-north',
    kind: 'item',
    id: '47/11 ä',
    removed: true,
  });
  assert.equal((await app.ask('DELETE', path)).status, 404);
  assert.equal((await app.ask('GET', path)).status, 404);
  const history = listed(await app.ask('GET', `${path}/changes?limit=2`));
  assert.deepEqual(
    history.items.map(({ before, after }) => [at(before, 'code'), at(before, 'notOurs'), after === null]),
    [
      [null, 'sold by the sister company', true],
      ['LAMP', null, false],
    ],
  );
  const older = listed(await app.ask('GET', `${path}/changes?limit=2&cursor=${String(history.nextCursor)}`));
  assert.deepEqual(
    older.items.map(({ before }) => before),
    [null],
  );
});

test('what cannot be said is refused with its reason', async () => {
  await using app = await testApp();
  await withSystem(app);
  for (const [path, body, status, code] of [
    ['/erp-north/item/1', { code: 'NONE' }, 422, 'identifier_code_unknown'],
    ['/erp-nord/item/1', { code: 'LAMP' }, 422, 'identifier_system_unknown'],
    ['/erp-north/thing/1', { code: 'LAMP' }, 400, 'parameter_invalid'],
    ['/erp-north/item/1', { code: 'LAMP', notOurs: 'both' }, 422, 'document_invalid'],
    ['/erp-north/item/1', { preferred: true }, 422, 'document_invalid'],
    ['/erp-north/item/1', { code: 'LAMP', origin: 'suggestion' }, 422, 'document_invalid'],
    [`/erp-north/item/${'1'.repeat(257)}`, { code: 'LAMP' }, 400, 'parameter_invalid'],
  ] as const) {
    const answer = await app.ask('PUT', `/v1/identifiers${path}`, { body });
    assert.deepEqual([answer.status, answer.body['code']], [status, code], JSON.stringify(answer.body));
  }
  assert.deepEqual(listed(await app.ask('GET', '/v1/identifiers')).items, []);
  assert.equal(
    (await app.ask('PUT', `/v1/identifier-systems/${'x'.repeat(65)}`, { body: { owner: 'x' } })).status,
    400,
  );
});

test('many are said at once, each answered by itself, and listed by what they are', async () => {
  await using app = await testApp();
  await withSystem(app);
  const one = (kind: string, id: string, code: string): object => ({ system: 'erp-north', kind, id, code });
  const body = {
    identifiers: [
      one('item', '1', 'LAMP'),
      one('item', '2', 'NONE'),
      one('site', '10', 'HAM'),
      one('unit', 'ST', 'each'),
      { system: 'erp-north', kind: 'item', id: '9', notOurs: 'old' },
    ],
    origin: 'import',
  };
  const headers = { 'idempotency-key': 'list-1' };
  const first = await app.ask('POST', '/v1/identifiers:batch', { body, headers });
  const items = listed(first).items;
  assert.deepEqual(
    items.map(({ status }) => status),
    ['made', 'rejected', 'made', 'made', 'made'],
  );
  assert.equal(at(items, 1, 'problem', 'errors', 0, 'pointer'), '/identifiers/1/code');
  assert.deepEqual((await app.ask('POST', '/v1/identifiers:batch', { body, headers })).body, first.body, 'kept');
  const again = listed(await app.ask('POST', '/v1/identifiers:batch', { body }));
  assert.deepEqual(
    again.items.map(({ status }) => status),
    ['unchanged', 'rejected', 'unchanged', 'unchanged', 'unchanged'],
  );
  for (const [query, ids] of [
    ['', ['1', '9', '10', 'ST']],
    ['identifierKind=item', ['1', '9']],
    ['foreignId=10', ['10']],
    ['code=LAMP', ['1']],
    ['notOurs=true', ['9']],
    ['system=other', []],
  ] as const) {
    const found: unknown[] = [];
    for (let cursor = ''; ;) {
      const page = listed(await app.ask('GET', `/v1/identifiers?${query}&limit=1${cursor}`.replace('?&', '?')));
      found.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    assert.deepEqual(found, ids, query);
  }
});

test('unknown ids are listed with suggestions, and those that are clear are accepted', async () => {
  await using app = await testApp();
  await withSystem(app);
  const identifiers = new NetworkIdentifiers(app.node.pool);
  await identifiers.resolve('erp-north', 'item', ['lamp', 'SET', 'x']);
  await identifiers.name('erp-north', 'item', ['CABLE']);
  const page = listed(await app.ask('GET', '/v1/unmatched-identifiers?direction=in&identifierKind=item'));
  assert.deepEqual(
    page.items.map((one) => [one['id'], at(one, 'suggestions', 0, 'value'), at(one, 'suggestions', 0, 'because')]),
    [
      ['SET', 'SET', 'spelled the same'],
      ['lamp', 'LAMP', 'spelled the same but for case, separators or leading zeros'],
      ['x', undefined, undefined],
    ],
  );
  const body = { score: 0.75, limit: 2 };
  const dry = await app.ask('POST', '/v1/unmatched-identifiers:accept', { body: { ...body, dryRun: true } });
  const first = await app.ask('POST', '/v1/unmatched-identifiers:accept', { body });
  assert.deepEqual(first.body, dry.body);
  assert.deepEqual(at(first.body, 'done', 0, 'code'), 'SET');
  assert.match(String(at(first.body, 'skipped', 0, 'reason')), /LAMP is the best, with a score of 0.7/);
  const cursor = first.body['nextCursor'];
  const rest = await app.ask('POST', '/v1/unmatched-identifiers:accept', { body: { ...body, cursor } });
  assert.deepEqual(rest.body, {
    attempted: 1,
    done: [],
    skipped: [{ system: 'erp-north', kind: 'item', id: 'x', reason: 'nothing of ours is like it' }],
    nextCursor: null,
  });
  const { body: north } = await app.ask('GET', '/v1/identifier-systems/erp-north');
  assert.deepEqual([north['identifiers'], north['unmatched'], north['isFull']], [1, 3, false]);
});

test('a system is declared once, and changed only by who has seen it', async () => {
  await using app = await testApp();
  await smallNetwork(app);
  const path = '/v1/identifier-systems/wms';
  const declared = await made(app.ask('PUT', path, { body: { owner: 'Logistics', sameCodes: ['site', 'item'] } }));
  assert.deepEqual(declared.body['sameCodes'], ['item', 'site']);
  const headers = { 'if-match': String(declared.headers['etag']) };
  assert.equal((await app.ask('PUT', path, { body: { owner: 'Logistics' }, headers })).status, 200);
  assert.equal((await app.ask('PUT', path, { body: { owner: 'Others' }, headers })).status, 412);
  assert.deepEqual(
    listed(await app.ask('GET', '/v1/identifier-systems')).items.map(({ system, sameCodes }) => [system, sameCodes]),
    [['wms', []]],
  );
});

test('who is limited to sites sees nothing of it and changes nothing', async () => {
  await using app = await testApp();
  await withSystem(app);
  await made(app.ask('PUT', '/v1/identifiers/erp-north/item/1', { body: { code: 'LAMP' } }));
  await new NetworkIdentifiers(app.node.pool).resolve('erp-north', 'item', ['x']);
  const limited = await key(app, 'operator', { sites: ['HAM'] });
  for (const list of [
    'identifiers',
    'unmatched-identifiers',
    'identifier-systems',
    'identifiers/erp-north/item/1/changes',
  ])
    assert.deepEqual(listed(await app.ask('GET', `/v1/${list}`, { key: limited })).items, [], list);
  for (const one of ['identifiers/erp-north/item/1', 'identifier-systems/erp-north'])
    assert.equal((await app.ask('GET', `/v1/${one}`, { key: limited })).status, 404, one);
  for (const [method, path, body] of [
    ['PUT', 'identifiers/erp-north/item/1', { code: 'SET' }],
    ['DELETE', 'identifiers/erp-north/item/1', undefined],
    ['POST', 'identifiers:batch', { identifiers: [{ system: 'erp-north', kind: 'item', id: '1', code: 'SET' }] }],
    ['POST', 'unmatched-identifiers:accept', { score: 0.9 }],
    ['PUT', 'identifier-systems/erp-north', { owner: 'x' }],
  ] as const) {
    const answer = await app.ask(method, `/v1/${path}`, { key: limited, body });
    assert.deepEqual([answer.status, answer.body['code']], [403, 'scope_too_narrow'], path);
  }
  assert.equal((await app.ask('GET', '/v1/identifiers/erp-north/item/1')).body['code'], 'LAMP');
});
