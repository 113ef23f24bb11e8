// The cross-reference on a real database: several nodes, several systems, a steward.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type pg from 'pg';
import { testDatabase } from '#postgres/test-database.ts';
import type { IdentifierKind } from '../mapping/mapping.ts';
import { acceptSuggestions } from './accept.ts';
import { suggestionsFor } from './candidates.ts';
import { changeIdentifiers, listChanges, listIdentifiers, readIdentifier } from './identifier-store.ts';
import type { Outcome } from './identifier-store.ts';
import type { Wanted } from './model.ts';
import { NetworkIdentifiers } from './resolver.ts';
import { listSystems, putSystem } from './system-store.ts';
import { forgetUnmatched, listUnmatched, noteUnmatched } from './unmatched-store.ts';

const everything = { system: null, kind: null, direction: null, after: null, limit: 100 } as const;

async function network(pool: pg.Pool): Promise<void> {
  const items = [
    {
      code: 'LAMP-01',
      name: 'Desk lamp, black',
      unit: 'each',
      units: [{ unit: 'case', factor: '12' }],
      gtin: '4006381333931',
    },
    { code: 'LAMP-02', name: 'Floor lamp, white', unit: 'each', units: [], gtin: null },
    { code: 'CABLE', name: 'Cable 1.5 mm² blue', unit: 'm', units: [], gtin: null },
    { code: '104711', name: 'Ladder', unit: 'each', units: [], gtin: null },
  ];
  for (const item of items)
    await pool.query(
      `insert into items (code, document, active, scale, epoch, changed_at) values ($1, $2, true, 0, 1, now())`,
      [item.code, JSON.stringify(item)],
    );
  await pool.query('update catalog_epoch set epoch = 1');
  await pool.query(`insert into sites (code, company, document, epoch, changed_at)
    values ('HAM', 'NORD', '{"code":"HAM","name":"Hamburg harbour"}', 1, now())`);
  await pool.query(`insert into partners (code, company, document, epoch, changed_at)
    values ('P1', null, '{"code":"P1","name":"Muster Elektro GmbH","ids":[{"scheme":"gln","id":"4000001000005"}]}', 1, now())`);
  for (const [system, sameCodes] of [
    ['erp-north', []],
    ['erp-south', []],
    ['wms', ['unit', 'item', 'site']],
  ] as const)
    await putSystem(pool, { system, owner: 'Master data', sameCodes }, 'key:steward', () => undefined);
}

function say(system: string, kind: IdentifierKind, id: string, code: string | null, preferred?: boolean): Wanted {
  const meaning = {
    code,
    notOurs: code === null ? 'sold by others' : null,
    ...(preferred !== undefined && { preferred }),
  };
  return { system, kind, id, meaning };
}

function put(pool: pg.Pool, ...wanted: readonly Wanted[]): Promise<readonly Outcome[]> {
  return changeIdentifiers(pool, wanted, { actor: 'key:steward', origin: 'set' });
}

test('an id means what was said of it, on every node, from the commit on', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  await network(pool);
  const nodes = [new NetworkIdentifiers(pool), new NetworkIdentifiers(pool)];
  const ask = (ids: readonly string[]): Promise<unknown[]> =>
    Promise.all(nodes.map((node) => node.resolve('erp-north', 'item', ids)));
  assert.deepEqual(await ask(['4711']), [[null], [null]]);
  assert.deepEqual(await put(pool, say('erp-north', 'item', '4711', 'LAMP-01'), say('erp-north', 'item', '9', null)), [
    'made',
    'made',
  ]);
  const told = ['LAMP-01', null, { notOurs: 'sold by others' }, 'LAMP-01'];
  assert.deepEqual(await ask(['4711', 'none', '9', '4711']), [told, told]);
  await put(pool, say('erp-north', 'item', '4711', 'LAMP-02'));
  assert.deepEqual(await ask(['4711']), [['LAMP-02'], ['LAMP-02']]);
  await put(pool, { system: 'erp-north', kind: 'item', id: '4711', meaning: null });
  assert.deepEqual(await ask(['4711']), [[null], [null]]);
  assert.deepEqual(await nodes[0]?.resolve('erp-south', 'item', ['9']), [null], 'each system by itself');
  // As after the loss of what was committed last.
  await put(pool, say('erp-north', 'item', '4711', 'LAMP-01'));
  assert.deepEqual(await ask(['4711']), [['LAMP-01'], ['LAMP-01']]);
  await pool.query(`delete from identifiers where id = '4711'`);
  await pool.query('update identifier_epoch set epoch = epoch - 1');
  assert.deepEqual(await ask(['4711']), [[null], [null]]);
});

test('going out, a code has one name: the preferred of several', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  await network(pool);
  const node = new NetworkIdentifiers(pool);
  const name = async (): Promise<unknown> => (await node.name('erp-north', 'item', ['LAMP-01']))[0];
  assert.equal(await name(), null);
  await put(pool, say('erp-north', 'item', 'A', 'LAMP-01'));
  assert.equal(await name(), 'A');
  await put(pool, say('erp-north', 'item', 'B', 'LAMP-01'));
  assert.equal(await name(), 'A', 'another id changes nothing');
  await put(pool, say('erp-north', 'item', 'B', 'LAMP-01', true));
  assert.equal(await name(), 'B');
  await put(pool, say('erp-north', 'item', 'C', 'LAMP-01'));
  await put(pool, { system: 'erp-north', kind: 'item', id: 'B', meaning: null });
  assert.equal(await name(), null, 'of two that are left nobody has said which');
  const waiting = await listUnmatched(pool, { ...everything, direction: 'out' });
  const [suggestions = []] = await suggestionsFor(pool, waiting);
  assert.deepEqual(
    suggestions.map(({ value, reasons }) => [value, reasons]),
    [
      ['A', ['known_id']],
      ['C', ['known_id']],
    ],
  );
  await put(pool, say('erp-north', 'item', 'C', 'LAMP-01', true));
  assert.equal(await name(), 'C');
  assert.deepEqual(await listUnmatched(pool, { ...everything, direction: 'out' }), []);
});

test('where the codes are ours, an id means the code that is there, unless somebody said otherwise', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  await network(pool);
  const node = new NetworkIdentifiers(pool);
  assert.deepEqual(await node.resolve('wms', 'item', ['CABLE', 'NEW']), ['CABLE', null]);
  assert.deepEqual(await node.resolve('wms', 'unit', ['each', 'case', 'm', 'box']), ['each', 'case', 'm', null]);
  assert.deepEqual(await node.resolve('wms', 'site', ['HAM']), ['HAM']);
  assert.deepEqual(await node.resolve('wms', 'partner', ['P1']), [null], 'not declared');
  assert.deepEqual(await node.name('wms', 'item', ['CABLE', 'NEW']), ['CABLE', null]);
  await put(pool, say('wms', 'item', 'CABLE', 'LAMP-01'), say('wms', 'item', 'C-1', 'CABLE'));
  assert.deepEqual(await node.resolve('wms', 'item', ['CABLE']), ['LAMP-01']);
  assert.deepEqual(await node.name('wms', 'item', ['CABLE', 'LAMP-01']), ['C-1', 'CABLE']);
  // An item that comes later, in a unit that is new.
  await pool.query(
    `insert into items (code, document, active, scale, epoch, changed_at)
     values ('NEW', '{"code":"NEW","name":"New","unit":"box","units":[]}', true, 0, 2, now())`,
  );
  await pool.query('update catalog_epoch set epoch = 2');
  assert.deepEqual(await node.resolve('wms', 'item', ['NEW']), ['NEW']);
  assert.deepEqual(await node.resolve('wms', 'unit', ['box']), ['box']);
  await putSystem(pool, { system: 'wms', owner: 'Master data', sameCodes: [] }, 'key:steward', () => undefined);
  assert.deepEqual(await node.resolve('wms', 'item', ['NEW']), [null]);
});

test('of many questions at once each sees what was committed before it', async () => {
  await using database = await testDatabase({ max: 8 });
  const { pool } = database;
  await network(pool);
  const node = new NetworkIdentifiers(pool);
  const codes = ['LAMP-01', 'LAMP-02', 'CABLE'];
  for (const code of [...codes, ...codes]) {
    const before = Array.from({ length: 5 }, () => node.resolve('erp-north', 'item', ['4711']));
    await put(pool, say('erp-north', 'item', '4711', code));
    const after = Array.from({ length: 5 }, () => node.resolve('erp-north', 'item', ['4711']));
    assert.deepEqual(
      await Promise.all(after),
      after.map(() => [code]),
    );
    await Promise.all(before);
  }
});

test('a node whose question fails asks again for the next', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  await network(pool);
  await put(pool, say('erp-north', 'item', '4711', 'LAMP-01'));
  const node = new NetworkIdentifiers(pool);
  await pool.query('delete from identifier_epoch');
  const asked = Array.from({ length: 3 }, () => node.resolve('erp-north', 'item', ['4711']));
  for (const answer of await Promise.allSettled(asked)) {
    assert.equal(answer.status, 'rejected');
    assert.match(String(answer.reason), /identifier_epoch is empty; restore its one row/);
  }
  await assert.rejects(put(pool, say('erp-north', 'item', '4711', 'CABLE')), /identifier_epoch is empty/);
  await pool.query('insert into identifier_epoch (epoch) select coalesce(max(epoch), 0) from identifier_changes');
  assert.deepEqual(await node.resolve('erp-north', 'item', ['4711']), ['LAMP-01']);
});

test('what nobody knows is noted with how often it came and what the document called it', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  await network(pool);
  const node = new NetworkIdentifiers(pool);
  const hints = new Map([['X"\\1', { name: 'Desk lamp\nblack', numbers: ['4006381333931', 'a"b', ''] }]]);
  await node.resolve('erp-north', 'item', ['X"\\1', 'X"\\1', 'Y', ' \0', ''], hints);
  await node.resolve('erp-north', 'item', ['X"\\1']);
  const [first, second, ...others] = await listUnmatched(pool, everything);
  assert.deepEqual(
    [first?.id, first?.times, first?.name, first?.numbers],
    ['X"\\1', 3, 'Desk lamp black', ['4006381333931', 'a"b']],
  );
  assert.deepEqual([second?.id, second?.times, second?.name, others], ['Y', 1, null, []]);
  assert.equal(await forgetUnmatched(pool), 0);
  await pool.query(`update identifiers_unmatched set last_seen_at = now() - interval '91 days' where id = 'Y'`);
  assert.equal(await forgetUnmatched(pool), 1);
  await put(pool, say('erp-north', 'item', 'X"\\1', 'LAMP-01'));
  assert.deepEqual(await listUnmatched(pool, everything), []);
});

test('what was said while it was being noted is not waited for', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  await network(pool);
  await put(pool, say('erp-north', 'item', 'Z', 'LAMP-01', true));
  const of = { system: 'erp-north', kind: 'item' } as const;
  await noteUnmatched(pool, { ...of, direction: 'in' }, new Map([['Z', 1]]));
  await noteUnmatched(pool, { ...of, direction: 'out' }, new Map([['LAMP-01', 1]]));
  assert.deepEqual(await listUnmatched(pool, everything), []);
  assert.equal(await forgetUnmatched(pool), 2);
});

test('a feed gone wrong fills the list to its limit and no further, and that is said', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  await network(pool);
  await pool.query(`insert into identifiers_unmatched (system, kind, direction, id, times, first_seen_at, last_seen_at, numbers)
    select 'erp-north', 'item', 'in', 'N' || n, 1, now(), now(), '{}' from generate_series(1, 9999) n`);
  const where = { system: 'erp-north', kind: 'item', direction: 'in' } as const;
  const two = new Map([
    ['A', 1],
    ['B', 1],
    ['N5', 1],
  ]);
  await noteUnmatched(pool, where, two);
  const { rows } = await pool.query<{ count: number; times: number }>(
    `select count(*)::int as count, max(times)::int as times from identifiers_unmatched`,
  );
  assert.deepEqual(rows, [{ count: 10_000, times: 2 }]);
  const [north] = await listSystems(pool, { after: null, limit: 1 });
  assert.deepEqual([north?.system, north?.unmatched, north?.isFull], ['erp-north', 10_000, true]);
});

test('a steward is shown what an unknown id may mean, and why', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  await network(pool);
  await put(pool, say('erp-south', 'item', 'S-9', 'LAMP-02'), say('erp-north', 'item', 'C-1', 'CABLE'));
  const node = new NetworkIdentifiers(pool);
  const hints = new Map([
    ['n1', { name: 'Desk lamp blck' }],
    ['n2', { numbers: ['04006381333931'] }],
    ['cable', {}],
  ]);
  await node.resolve('erp-north', 'item', ['n1', 'n2', 'lamp01', '000000000000104711', 'S-9', 'cable', 'other'], hints);
  await node.resolve('erp-north', 'unit', ['STK', 'MTR']);
  await node.resolve('erp-north', 'partner', ['4000001000005', 'Q'], new Map([['Q', { name: 'Muster Elektro' }]]));
  await node.resolve('erp-north', 'site', ['ham'], new Map([['ham', { name: 'Harbour Hamburg' }]]));
  const unmatched = await listUnmatched(pool, everything);
  const found = await suggestionsFor(pool, unmatched);
  const best = unmatched.map(({ kind, id }, place) => {
    const [first] = found[place] ?? [];
    return [kind, id, first?.value ?? null, first?.reasons.join() ?? ''];
  });
  assert.deepEqual(best, [
    ['item', '000000000000104711', '104711', 'spelling'],
    ['item', 'S-9', 'LAMP-02', 'other_system'],
    ['item', 'cable', 'CABLE', 'spelling,taken'],
    ['item', 'lamp01', 'LAMP-01', 'spelling'],
    ['item', 'n1', 'LAMP-01', 'name'],
    ['item', 'n2', 'LAMP-01', 'number'],
    ['item', 'other', null, ''],
    ['partner', '4000001000005', 'P1', 'number'],
    ['partner', 'Q', 'P1', 'name'],
    ['site', 'ham', 'HAM', 'spelling,name'],
    ['unit', 'MTR', 'm', 'same_unit'],
    ['unit', 'STK', 'each', 'same_unit'],
  ]);
});

test('what is clear is accepted all at once, and the rest is left with its reason', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  await network(pool);
  const node = new NetworkIdentifiers(pool);
  await node.resolve('erp-north', 'item', ['104711', 'lamp_01', 'LAMP01', 'other', 'CABLE']);
  const filter = { system: 'erp-north', kind: null, after: null, limit: 100 } as const;
  const acceptance = { filter, score: 0.7, margin: 0.1, dryRun: false, actor: 'key:steward' };
  const dry = await acceptSuggestions(pool, { ...acceptance, dryRun: true });
  assert.equal((await listIdentifiers(pool, { ...everything, id: null, code: null, notOurs: null })).length, 0);
  const { attempted, done, skipped, last } = await acceptSuggestions(pool, acceptance);
  assert.deepEqual(dry, { attempted, done, skipped, last });
  assert.deepEqual([attempted, last], [5, null]);
  assert.deepEqual(
    done.map(({ id, code }) => [id, code]),
    [
      ['104711', '104711'],
      ['CABLE', 'CABLE'],
      ['LAMP01', 'LAMP-01'],
    ],
  );
  assert.deepEqual(
    skipped.map(({ id, reason }) => [id, reason]),
    [
      ['lamp_01', 'LAMP01, which is unknown too, would mean LAMP-01 as well'],
      ['other', 'nothing of ours is like it'],
    ],
  );
  const kept = await readIdentifier(pool, { system: 'erp-north', kind: 'item', id: 'CABLE' });
  assert.deepEqual([kept?.origin, kept?.because], ['suggestion', 'score 0.8: spelled the same']);
});

test('what cannot be is refused by itself, and what an id meant stays in its history', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  await network(pool);
  const key = { system: 'erp-north', kind: 'item', id: '1' } as const;
  assert.deepEqual(
    await put(
      pool,
      say('erp-nrth', 'item', '1', 'CABLE'),
      say('erp-north', 'item', '1', 'NONE'),
      say('erp-north', 'unit', 'ST', 'each'),
      say('erp-north', 'unit', 'BX', 'box'),
      say('erp-north', 'partner', 'K1', 'P1'),
      say('erp-north', 'site', '10', 'HAM'),
    ),
    ['system_unknown', 'code_unknown', 'made', 'code_unknown', 'made', 'made'],
  );
  await put(pool, say('erp-north', 'item', '1', 'CABLE'));
  await put(pool, say('erp-north', 'item', '1', 'CABLE'));
  await put(pool, say('erp-north', 'item', '1', null));
  await put(pool, { ...key, meaning: null });
  const history = await listChanges(pool, key, { before: null, limit: 10 });
  const cable = { code: 'CABLE', preferred: true, notOurs: null, because: null };
  const foreign = { code: null, preferred: false, notOurs: 'sold by others', because: null };
  assert.deepEqual(
    history.map(({ before, after, changedBy }) => [before, after, changedBy]),
    [
      [foreign, null, 'key:steward'],
      [cable, foreign, 'key:steward'],
      [null, cable, 'key:steward'],
    ],
  );
});

test('many who say something about one code at once leave one preferred id, and epochs without gaps', async () => {
  await using database = await testDatabase({ max: 8 });
  const { pool } = database;
  await network(pool);
  const ids = Array.from({ length: 16 }, (_, number) => `id-${number}`);
  await Promise.all(ids.map((id) => put(pool, say('erp-north', 'item', id, 'CABLE', true))));
  const rows = await listIdentifiers(pool, { ...everything, id: null, code: 'CABLE', notOurs: false });
  assert.deepEqual([rows.length, rows.filter(({ preferred }) => preferred).length], [16, 1]);
  const { rows: epochs } = await pool.query<{ gapless: boolean }>(
    'select max(epoch) = count(distinct epoch) and max(epoch) = (select epoch from identifier_epoch) as gapless from identifier_changes',
  );
  assert.deepEqual(epochs, [{ gapless: true }]);
});
