// Imports into a real node, checked with SQL of their own. What the files must lead to is worked out here by hand or by another
// reading of them, never by the mapping.
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { testApp } from '#http/test-app.ts';
import { createClient } from './client.ts';
import { readMapping } from './mapping-file.ts';
import { ImportProblem } from './problem.ts';
import type { ImportReport } from './report.ts';
import { describe } from './report.ts';
import type { ImportOptions } from './run.ts';
import { runImport } from './run.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const mappingPath = join(root, 'examples/online-retail/mapping.json');
const sample = join(root, 'examples/online-retail/sample.csv');

interface Place extends AsyncDisposable {
  readonly folder: string;
  run(change?: Partial<ImportOptions>): Promise<ImportReport>;
  query<Row extends object>(text: string): Promise<Row[]>;
  /** Of the last turn: it stays when nothing changes. */
  position(): Promise<number>;
}

async function place(): Promise<Place> {
  const app = await testApp();
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-import-'));
  const url = await app.app.server.listen({ port: 0, host: '127.0.0.1' });
  const client = createClient({ url, key: app.administrator, onWait: (text) => assert.fail(text) });
  const query = async <Row extends object>(text: string): Promise<Row[]> => (await app.node.pool.query<Row>(text)).rows;
  return {
    folder,
    query,
    run: async (change = {}) =>
      runImport({
        mapping: await readMapping(mappingPath),
        files: [sample],
        folder,
        node: { client, url },
        restart: false,
        progress: { begin: () => undefined, advance: () => undefined },
        ...change,
      }),
    position: async () => (await query<{ position: number }>('select position from journal_head'))[0]?.position ?? 0,
    [Symbol.asyncDispose]: async () => {
      rmSync(folder, { recursive: true });
      await app[Symbol.asyncDispose]();
    },
  };
}

const movementSums = `select item, sum(quantity)::bigint as sum from movements where kind <> 'opening' group by item order by item`;

test('the sample: every line has its fate, and the ledger says what the file says', async () => {
  await using network = await place();
  const report = await network.run();
  assert.equal(report.state, 'sent');
  assert.equal(report.lines, 26);
  assert.deepEqual(report.fates, { ordered: 9, returned: 2, adjusted: 3, refused: 12 });
  assert.deepEqual(report.refused, {
    wrong_number_of_columns: 1,
    group_missing: 1,
    not_a_stocked_item: 3,
    item_code_not_readable: 1,
    quantity_zero: 1,
    quantity_not_a_whole_number: 1,
    price_below_zero: 1,
    price_not_a_number: 1,
    date_not_readable: 1,
    return_with_quantity_above_zero: 1,
  });
  assert.deepEqual(report.ledger, { items: 6, different: 0, differences: [] });
  assert.ok(report.ok);
  assert.deepEqual(await network.query(movementSums), [
    { item: '10001A', sum: -12 },
    { item: '10002', sum: -32 },
    { item: '10003', sum: -1 },
    { item: '10004', sum: 15 },
    { item: '10005B', sum: -10 },
    { item: 'DCGS0001', sum: -5 },
  ]);
  const kinds = `select kind, count(*)::integer as movements, sum(quantity)::integer as sum from movements group by kind order by kind`;
  assert.deepEqual(await network.query(kinds), [
    { kind: 'adjustment', movements: 3, sum: 13 },
    { kind: 'issue', movements: 9, sum: -63 },
    { kind: 'opening', movements: 6, sum: 95 },
    { kind: 'return', movements: 2, sum: 5 },
  ]);
  const orders = `select external_id as id, customer, status, json_array_length(document::json -> 'lines') as lines from orders order by external_id`;
  assert.deepEqual(await network.query(orders), [
    { id: '700001', customer: '20001', status: 'shipped', lines: 3 },
    { id: '700002', customer: null, status: 'shipped', lines: 2 },
    { id: '700006', customer: '20002', status: 'shipped', lines: 2 },
    { id: '700008', customer: '20003', status: 'shipped', lines: 1 },
    { id: '700010', customer: null, status: 'shipped', lines: 1 },
  ]);
  const times = `select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as at from movements where reference in ('online-retail/700001', '700003', 'C700005') and item in ('10001A', '10004', '10002') and kind <> 'issue' or (reference = 'online-retail/700001' and item = '10001A') order by 1`;
  // The clocks of the shop changed in the night to 27 March 2011.
  assert.deepEqual(await network.query(times), [
    { at: '2011-03-26 09:05' },
    { at: '2011-03-26 10:00' },
    { at: '2011-03-27 10:15' },
  ]);
  const names = `select code, document ->> 'name' as name from items where code in ('10001A', '10003') order by code`;
  assert.deepEqual(await network.query(names), [
    { code: '10001A', name: 'BLUE ENAMEL JUG' },
    { code: '10003', name: 'WALL CLOCK WITH TWO LINES OF NAME' },
  ]);
});

test('run again it changes nothing, whether it remembers or sends everything again', async () => {
  await using network = await place();
  await network.run();
  const position = await network.position();
  const again = await network.run();
  assert.equal(again.state, 'nothing_new');
  assert.equal([...describe(again)][0], 'Nothing new: these files were imported before.');
  assert.ok(again.ok);
  assert.deepEqual([again.events.new, again.items.created], [0, 0]);
  const sentAgain = await network.run({ restart: true });
  assert.deepEqual(sentAgain.events, { total: 14, new: 0, known: 20 });
  assert.equal(sentAgain.items.created, 0);
  assert.ok(sentAgain.ok);
  assert.equal(await network.position(), position);
});

test('stopped while it reads, nothing was sent', async () => {
  await using network = await place();
  const position = await network.position();
  await assert.rejects(network.run({ stop: AbortSignal.abort() }), /Stopped/);
  assert.deepEqual(globSync(`${network.folder}/*`), []);
  assert.equal(await network.position(), position);
});

test('after a change of the mapping opening stock is not posted again', async () => {
  await using network = await place();
  await network.run();
  const position = await network.position();
  const mapping = await readMapping(mappingPath);
  const same = await network.run({ mapping: { ...mapping, text: 'changed in a comment' } });
  assert.deepEqual([same.state, same.events.new, same.ok], ['sent', 0, true]);
  assert.equal(await network.position(), position);
  const doubled = mapping.expression.replace('"issued", "issued", quantity,', '"issued", "issued", quantity * 2,');
  await assert.rejects(
    network.run({ mapping: { ...mapping, expression: doubled, text: doubled } }),
    /The opening stock of 10001A was refused: /,
  );
});

test('stopped at any step it goes on; a step that was sent but not noted is sent again without effect', async () => {
  await using network = await place();
  const stopInSending = (): Partial<ImportOptions> => {
    const stop = new AbortController();
    return {
      stop: stop.signal,
      progress: { begin: (phase) => (phase === 'send' ? stop.abort() : undefined), advance: () => undefined },
    };
  };
  const checkpoint = (): string => globSync(`${network.folder}/*.json`)[0] ?? '';
  await assert.rejects(network.run(stopInSending()), /^ImportProblem: Stopped\. What was sent is kept/);
  assert.equal(JSON.parse(readFileSync(checkpoint(), 'utf8')).opening, 6);
  copyFileSync(checkpoint(), `${network.folder}/earlier`);
  await assert.rejects(network.run(stopInSending()), /Stopped/);
  assert.ok(JSON.parse(readFileSync(checkpoint(), 'utf8')).groups > 0);
  const position = await network.position();
  copyFileSync(`${network.folder}/earlier`, checkpoint());
  const report = await network.run();
  assert.equal(report.state, 'resumed');
  assert.ok(report.ok);
  assert.equal(await network.position(), position);
});

test('what the node refuses is a refused line with its reason, and the import is not ok', async () => {
  await using network = await place();
  const mapping = { ...(await readMapping(mappingPath)), opening: null };
  const report = await network.run({ mapping });
  assert.equal(report.ok, false);
  assert.equal(report.refused['insufficient_stock'], 9);
  assert.deepEqual(report.fates, { ordered: 0, returned: 2, adjusted: 3, refused: 21 });
  assert.equal(report.ledger?.different, 0);
  assert.ok(
    [...describe(report)].some((line) =>
      line.startsWith('  the node refused online-retail/700001 (insufficient_stock): '),
    ),
  );
});

test('a dry run needs no node and reports the same fates', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-import-'));
  try {
    const progress = { begin: () => undefined, advance: () => undefined };
    const report = await runImport({
      mapping: await readMapping(mappingPath),
      files: [sample],
      folder,
      node: null,
      restart: false,
      progress,
    });
    assert.equal(report.state, 'dry_run');
    assert.deepEqual(report.fates, { ordered: 9, returned: 2, adjusted: 3, refused: 12 });
    assert.deepEqual(globSync(`${folder}/*`), []);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const defects: readonly (readonly [what: string, expression: string, why: RegExp])[] = [
  [
    'forgets a row',
    '{ "refused": [rows[0].{ "row": row, "reason": "odd" }] }',
    /sample\.csv, InvoiceNo 700001: row 3 is not accounted for.*nothing was sent/,
  ],
  [
    'sends a document that breaks its contract',
    '{ "orders": { "rows": [rows.row], "order": { "channel": "a/b" } } }',
    /the order of row 2, 3, 4, 5 breaks its contract at /,
  ],
  [
    'gives an event another type than its fate',
    '{ "events": { "rows": [rows.row], "fate": "returned", "event": { "id": key, "type": "crossdock.stock.issued.v1", "data": { "item": "A", "site": "S", "quantity": 1, "reference": key } } } }',
    /its type must be crossdock\.stock\.received\.v1/,
  ],
  [
    'leaves the reference out',
    '{ "events": { "rows": [rows.row], "fate": "returned", "event": { "id": key, "type": "crossdock.stock.received.v1", "data": { "item": "A", "site": "S", "quantity": 1 } } } }',
    /has no reference/,
  ],
  [
    'uses a unit',
    '{ "events": { "rows": [rows.row], "fate": "returned", "event": { "id": key, "type": "crossdock.stock.received.v1", "data": { "item": "A", "site": "S", "quantity": 1, "unit": "case", "reference": key } } } }',
    /has a unit/,
  ],
  [
    'calls a movement opening',
    '{ "events": { "rows": [rows.row], "fate": "returned", "event": { "id": key, "type": "crossdock.stock.received.v1", "data": { "item": "A", "site": "S", "quantity": 1, "reason": "opening", "reference": key } } } }',
    /has the reason "opening"/,
  ],
];

test('a mapping that is wrong is found out before anything is sent', async (t) => {
  await using network = await place();
  const mapping = await readMapping(mappingPath);
  const position = await network.position();
  for (const [what, expression, why] of defects) {
    await t.test(`one that ${what}`, () =>
      assert.rejects(
        network.run({ mapping: { ...mapping, expression } }),
        (error) => error instanceof ImportProblem && why.test(error.message),
      ),
    );
  }
  const others = { ...mapping, createItems: null };
  await assert.rejects(
    network.run({ mapping: { ...others, site: null } }),
    /The network lacks 6 items of the files \(10001A, 10002, .*\): create them, or set "createItems"/,
  );
  assert.equal(await network.position(), position);
});

test('a checkpoint that is damaged or too old to send again says so', async () => {
  await using network = await place();
  await network.run();
  const [path = ''] = globSync(`${network.folder}/*.json`);
  const checkpoint = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...checkpoint, startedAt: '2020-01-01T00:00:00Z' }));
  await assert.rejects(
    network.run({ restart: true }),
    /remembers events for 7 days: sent again they would count twice/,
  );
  writeFileSync(path, '{"version":2}');
  await assert.rejects(network.run(), /written by another version: run with --restart/);
  writeFileSync(path, '{');
  await assert.rejects(network.run(), /is damaged: run with --restart/);
  rmSync(path);
  mkdirSync(path);
  await assert.rejects(network.run(), /can't be read \(EISDIR\)/);
});

const retail = join(root, '../shared/data/tabular/online-retail');
const days = globSync(`${retail}/2010-12-*.csv`).toSorted();

/** The files read without the mapping: what each line means to stock, by the plainest form of the rules. */
function readPlainly(): { sums: Map<string, number>; fates: Record<string, number> } {
  const sums = new Map<string, number>();
  const fates: Record<string, number> = { ordered: 0, returned: 0, adjusted: 0, refused: 0 };
  for (const day of days) {
    for (const row of parse<Record<string, string>>(readFileSync(day), { columns: true })) {
      const code = (row['StockCode'] ?? '').toUpperCase();
      const quantity = Number(row['Quantity']);
      const back = row['InvoiceNo']?.startsWith('C') === true;
      const free = Number(row['UnitPrice']) === 0 && row['CustomerID'] === '';
      const fate = /^(\d|DCGS)/.test(code)
        ? back
          ? 'returned'
          : quantity < 0 || free
            ? 'adjusted'
            : 'ordered'
        : 'refused';
      fates[fate] = (fates[fate] ?? 0) + 1;
      if (fate !== 'refused') sums.set(code, (sums.get(code) ?? 0) + (fate === 'adjusted' ? quantity : -quantity));
    }
  }
  return { sums, fates };
}

test(
  'twelve days of UCI Online Retail: 31,102 lines accounted for, the ledger equal, stopped and run again without effect',
  { skip: existsSync(retail) ? false : `the data is not there: ${retail}` },
  async (t) => {
    await using network = await place();
    const { sums, fates } = readPlainly();
    const stop = new AbortController();
    let advanced = 0;
    const progress: ImportOptions['progress'] = {
      begin: (phase) => (advanced = phase === 'send' ? 0 : Number.NaN),
      advance: (by) => ((advanced += by) > 5_000 ? stop.abort() : undefined),
    };
    await assert.rejects(network.run({ files: days, progress, stop: stop.signal }), /Stopped/);
    const report = await network.run({ files: days });
    for (const line of describe(report)) t.diagnostic(line);
    assert.equal(report.state, 'resumed');
    assert.equal(report.lines, 31_102);
    assert.deepEqual(report.fates, fates);
    assert.equal(report.fates.refused, report.refused['not_a_stocked_item']);
    assert.ok(report.ok);
    const rows = await network.query<{ item: string; sum: number }>(movementSums);
    assert.deepEqual(
      new Map(rows.map(({ item, sum }) => [item, sum])),
      new Map([...sums].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    );
    const position = await network.position();
    const again = await network.run({ files: days, restart: true });
    assert.deepEqual([again.events.new, again.items.created, again.ok], [0, 0, true]);
    assert.equal(await network.position(), position);
  },
);
