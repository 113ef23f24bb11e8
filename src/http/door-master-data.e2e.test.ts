// Master data that comes in over connections: an older message puts nothing back over what is newer.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message } from '#connections/inbound/pushing.testsuite.ts';
import type { Inbound } from '#connections/inbound/runner.ts';
import { reject } from '#kernel/rejection.ts';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import { knowledgeOf, takeMasterData } from './door-master-data.ts';
import { world } from './inbound.testsuite.ts';
import type { World } from './inbound.testsuite.ts';
import { ProblemError, rejectionProblem } from './problems.ts';

const item = (name: string, more: object = {}): object => ({ item: { code: 'BULB', name, unit: 'each', ...more } });

async function bring(net: World, inbound: Inbound, ...documents: readonly unknown[]): Promise<void> {
  for (const document of documents) net.peer.messages.push(message(`m${net.peer.messages.length + 1}`, document));
  await net.app.node.pool.query('update connection_streams set due_at = now()');
  await inbound.step();
}

async function nameOf(net: World): Promise<unknown> {
  return (await net.app.ask('GET', '/v1/items/BULB')).body['name'];
}

/** Replays a message and answers what became of it. */
async function replay(net: World, inbound: Inbound, key: string, body: object = {}): Promise<Record<string, unknown>> {
  const { rows } = await net.app.node.pool.query<{ id: string }>('select id from raw_messages where key = $1', [key]);
  const path = `/v1/raw-messages/${rows[0]?.id}`;
  const answer = await net.app.ask('POST', `${path}/replay`, { body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  await inbound.step();
  return (await net.app.ask('GET', path)).body;
}

async function results(net: World): Promise<unknown[]> {
  const { rows } = await net.app.node.pool.query<{ state: string; accepted: number; superseded: number }>(
    `select state, (result ->> 'accepted')::int as accepted, (result ->> 'superseded')::int as superseded from raw_messages order by seq`,
  );
  return rows.map(({ state, accepted, superseded }) => [state, accepted, superseded]);
}

test('an old message that is replayed puts nothing back over newer data, unless who replays it says so', async () => {
  await using net = await world({}, 'erp');
  const inbound = await net.runner();
  await bring(net, inbound, item('Old'), item('New'));
  assert.equal(await nameOf(net), 'New');
  const { state, result } = await replay(net, inbound, 'm1');
  assert.equal(await nameOf(net), 'New');
  assert.equal(state, 'applied');
  const { accepted, superseded, failed, notes } = result as Record<string, unknown>;
  assert.deepEqual([accepted, superseded, failed], [0, 1, 0]);
  const [note] = notes as { place: string; code: string; detail: string }[];
  assert.deepEqual([note?.place, note?.code], ['/0', 'superseded']);
  assert.match(note?.detail ?? '', /Newer is known of item BULB: raw_/);
  // The newer one again is no older than itself.
  assert.equal(((await replay(net, inbound, 'm2'))['result'] as Record<string, unknown>)['accepted'], 1);
  await replay(net, inbound, 'm1', { evenIfOlder: true });
  assert.equal(await nameOf(net), 'Old');
  // What was decided by a person is not put back by what was received before, and what comes later is news.
  await replay(net, inbound, 'm2');
  assert.equal(await nameOf(net), 'Old');
  await bring(net, inbound, item('Newest'));
  assert.equal(await nameOf(net), 'Newest');
  assert.deepEqual(net.problems, []);
});

test('what a newer message said that was known already counts too', async () => {
  await using net = await world({}, 'erp');
  const inbound = await net.runner();
  await bring(net, inbound, item('As ever'));
  // It cannot be put, and the next one says what stands.
  await bring(net, inbound, item('Wrong', { components: [{ item: 'NONE', quantity: 1 }] }), item('As ever'));
  assert.deepEqual(await results(net), [
    ['applied', 1, 0],
    ['failed', 0, 0],
    ['applied', 1, 0],
  ]);
  await replay(net, inbound, 'm2', { body: JSON.stringify(item('Corrected')) });
  assert.equal(await nameOf(net), 'As ever');
  assert.deepEqual((await results(net))[1], ['applied', 0, 1]);
});

test('what was changed over the API stands against what was received before', async () => {
  await using net = await world({}, 'erp');
  const inbound = await net.runner();
  await bring(net, inbound, item('Of the ERP'));
  await net.app.ask('PUT', '/v1/items/BULB', { body: { name: 'By hand', unit: 'each' } });
  await replay(net, inbound, 'm1');
  assert.equal(await nameOf(net), 'By hand');
  await bring(net, inbound, item('Of the ERP again'));
  assert.equal(await nameOf(net), 'Of the ERP again');
});

test('what comes out of order is put in the order of its source: by number, or by time', async () => {
  await using net = await world({}, 'erp');
  const inbound = await net.runner();
  const numbered = (sequence: number, name: string): object => ({ ...item(name), asOf: { sequence } });
  await bring(net, inbound, numbered(7, 'Seventh'), numbered(6, 'Sixth'));
  assert.equal(await nameOf(net), 'Seventh');
  await bring(net, inbound, [numbered(9, 'Ninth'), numbered(8, 'Eighth')]);
  assert.equal(await nameOf(net), 'Ninth');
  const partner = (name: string, time: string): object => ({
    asOf: { time },
    partner: { code: 'ACME', name, roles: ['customer'] },
  });
  await bring(
    net,
    inbound,
    partner('At nine', '2026-03-01T09:00:00Z'),
    partner('At eight', '2026-03-01T08:00:00+00:00'),
  );
  assert.equal((await net.app.ask('GET', '/v1/partners/ACME')).body['name'], 'At nine');
  assert.deepEqual((await results(net)).slice(-2), [
    ['applied', 1, 0],
    ['applied', 0, 1],
  ]);
  for (const asOf of [{}, 7, { time: 'yesterday' }, { time: 0 }, { sequence: 1.5 }, { sequence: 1, at: 2 }])
    await bring(net, inbound, { ...item('Never'), asOf });
  assert.equal(await nameOf(net), 'Ninth');
  assert.deepEqual(
    (await results(net)).slice(-6),
    Array.from({ length: 6 }, () => ['failed', 0, 0]),
  );
});

test('who is overtaken by somebody else looks again', async () => {
  await using net = await world({}, 'erp');
  const { pool } = net.app.node;
  const offered = {
    document: item('Of the ERP'),
    id: 'raw_1-1-1',
    correlationId: 'raw_1',
    receivedAt: (await pool.query<{ now: Date }>('select now()')).rows[0]?.now ?? new Date(),
    again: false,
    message: 'raw_1',
    seq: 1,
    evenIfOlder: false,
  };
  const asked: unknown[] = [];
  const overtaken = async ({ headers }: { headers: object }): Promise<never> => {
    asked.push(headers);
    await net.app.ask('PUT', '/v1/items/BULB', { body: { name: 'By hand', unit: 'each' } });
    throw new ProblemError(rejectionProblem(reject('document_changed', 'It was changed.')));
  };
  const never = (): Promise<never> => Promise.reject(new Error('not asked for'));
  const verdict = await takeMasterData(
    {
      pool,
      masterData: { putItem: overtaken, putSite: never, putPartner: never },
      validator: createValidator(loadContracts()),
      knowledge: await knowledgeOf(pool, [offered]),
    },
    {
      grant: { id: 'connection:erp', name: 'erp', role: 'erp', scope: {}, sources: null },
      actor: 'connection:erp',
      correlationId: null,
      idempotencyKey: null,
    },
    { kind: 'item', content: { code: 'BULB', name: 'Of the ERP', unit: 'each' }, asOf: undefined, offered },
  );
  assert.equal(verdict.kind, 'superseded');
  assert.deepEqual(asked, [{ 'if-none-match': '*' }]);
});
