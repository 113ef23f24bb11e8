import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { testConnector } from '#connectors/connector.testsuite.ts';
import type { Session, Settings } from '#connectors/connector.ts';
import { incomingFiles, outgoingFiles } from '#connectors/files/files.testsuite.ts';
import { createReach } from '#connectors/network/reach.ts';
import { folderConnector as connector } from './connector.ts';

const root = mkdtempSync(join(tmpdir(), 'crossdock-folder-'));
test.after(() => rmSync(root, { recursive: true }));
const reach = createReach({ allowPrivate: false, files: root });
let places = 0;
const newPlace = (): string => {
  const name = `place-${(places += 1)}`;
  mkdirSync(join(root, name, 'in'), { recursive: true });
  return name;
};

const wrong = [
  { part: 'settings', change: { folder: '../etc' }, field: 'folder' },
  { part: 'settings', change: { folder: '/etc' }, field: 'folder' },
  { part: 'settings', change: { folder: 'a/./b' }, field: 'folder' },
  { part: 'stream', change: { folder: 'a/../../b' }, field: 'folder' },
  { part: 'stream', change: { pattern: '../*' }, field: 'pattern' },
  { part: 'stream', change: { after: 'archive', archive: 'in' }, field: 'archive' },
  { part: 'stream', change: { marker: '.ok' }, field: 'marker' },
  { part: 'stream', change: { stableSeconds: 2 }, field: 'stableSeconds' },
  { part: 'operation', change: { name: 'orders.json' }, field: 'name' },
  { part: 'operation', change: { name: '{lane}.json' }, field: 'name' },
  { part: 'operation', change: { name: '{id}/{/x}.json' }, field: 'name' },
  { part: 'operation', change: { name: '{whatever}{id}' }, field: 'name' },
  { part: 'operation', change: { marker: 'ok/..' }, field: 'marker' },
  { part: 'operation', change: { name: '{id}.rdy', marker: '{stem}.rdy' }, field: 'marker' },
] as const;

for (const after of ['archive', 'leave'] as const) {
  testConnector({
    connector,
    isLocal: true,
    name: `folder, ${after}`,
    wrong,
    make() {
      const folder = newPlace();
      const place = join(root, folder);
      return Promise.resolve({
        settings: { folder },
        credentials: {},
        reach,
        incoming: incomingFiles(place, after),
        outgoing: outgoingFiles(place),
        fail() {
          renameSync(place, `${place}-gone`);
          return Promise.resolve(() => Promise.resolve(renameSync(`${place}-gone`, place)));
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    },
  });
}

function session(folder: string, messageBytesMax = 1_000_000): Required<Session> {
  const opened = connector.open({
    connection: 'erp',
    settings: { folder },
    credentials: {},
    reach,
    limits: { timeoutMs: 20_000, messageBytesMax },
  });
  return opened as Required<Session>; // Folders are read and written.
}

interface Poll {
  readonly names: readonly string[];
  readonly cursor: string | null;
}

/** One poll, confirmed. */
async function poll(folder: string, settings: Settings, cursor: string | null = null): Promise<Poll> {
  const names: string[] = [];
  let next = cursor;
  const { signal } = new AbortController();
  for await (const received of session(folder).receive({ stream: 'in', settings, cursor, signal })) {
    names.push(...received.messages.map(({ about }) => about['fileName'] ?? ''));
    next = received.cursor;
    await received.done();
  }
  return { names, cursor: next };
}

const renamed = { folder: 'in', ready: 'renamed', after: 'delete' };

test('only files are taken that match, are no links or pipes, and are not visibly unfinished', async () => {
  const folder = newPlace();
  const inside = join(root, folder, 'in');
  writeFileSync(join(root, 'secret.csv'), 'not yours');
  symlinkSync(join(root, 'secret.csv'), join(inside, 'link.csv'));
  mkdirSync(join(inside, 'folder.csv'));
  execFileSync('mkfifo', [join(inside, 'pipe.csv')]);
  for (const name of ['a.csv', 'b.CSV', 'c.csv.tmp', 'd.csv.part', '.e.csv', 'f.csv.filepart', 'g.txt', 'h.json'])
    writeFileSync(join(inside, name), name);
  assert.deepEqual((await poll(folder, { ...renamed, pattern: '*.{csv,json}' })).names, ['a.csv', 'h.json']);
  assert.deepEqual((await poll(folder, renamed)).names, ['b.CSV', 'g.txt']);
});

test('a link on the way is not followed, neither in nor out', async () => {
  const folder = newPlace();
  mkdirSync(join(root, 'elsewhere'), { recursive: true });
  symlinkSync(join(root, 'elsewhere'), join(root, folder, 'link'));
  await assert.rejects(poll(folder, { ...renamed, folder: 'link' }), /link lies on the way/);
  await assert.rejects(session(`${folder}/link`).check(new AbortController().signal), /link lies on the way/);
  const sent = await send(folder, { folder: 'link', name: '{id}.json' }, 'dlv_1', {});
  assert.equal(sent, 'later misconfigured');
});

test('a file that still grows is left until it has not changed for a while', async () => {
  const folder = newPlace();
  const [whole, growing] = ['whole.csv', 'growing.csv'].map((name) => join(root, folder, 'in', name));
  assert.ok(whole !== undefined && growing !== undefined);
  writeFileSync(whole, '1');
  writeFileSync(growing, '1');
  const stable = { folder: 'in', ready: 'stable', stableSeconds: 1, after: 'delete' };
  const first = poll(folder, stable);
  const writer = setInterval(() => appendFileSync(growing, '2'), 20);
  try {
    assert.deepEqual((await first).names, ['whole.csv']);
  } finally {
    clearInterval(writer);
  }
  assert.deepEqual((await poll(folder, stable)).names, ['growing.csv']);
});

test('a marker says that a file is whole, and goes with it', async () => {
  const folder = newPlace();
  const inside = join(root, folder, 'in');
  for (const name of ['a.csv', 'a.csv.ok', 'b.csv', 'c.csv.ok']) writeFileSync(join(inside, name), name);
  const marked = { folder: 'in', ready: 'marker', after: 'archive', archive: 'done' };
  assert.deepEqual((await poll(folder, marked)).names, ['a.csv']);
  assert.deepEqual(readdirSync(inside).toSorted(), ['b.csv', 'c.csv.ok']);
  assert.deepEqual(readdirSync(join(root, folder, 'done')), ['a.csv']);
});

test('a marker may stand in the place of the ending of its file', async () => {
  const folder = newPlace();
  const inside = join(root, folder, 'in');
  for (const name of ['a.DAT', 'a.rdy', 'b.DAT', 'b.DAT.rdy', 'c.rdy']) writeFileSync(join(inside, name), name);
  const marker = '{stem}.rdy';
  assert.deepEqual((await poll(folder, { folder: 'in', ready: 'marker', marker, after: 'delete' })).names, ['a.DAT']);
  assert.deepEqual(readdirSync(inside).toSorted(), ['b.DAT', 'b.DAT.rdy', 'c.rdy']);
  const settings = { folder: 'out.d', name: 'SO{/order}', marker };
  mkdirSync(join(root, folder, 'out.d'));
  assert.equal(await send(folder, { ...settings, name: 'SO{/order}.DAT' }, 'dlv_1', { order: 1 }), 'done');
  assert.equal(await send(folder, settings, 'dlv_2', { order: 2 }), 'done');
  assert.equal(await send(folder, settings, 'dlv_3', { order: '3.rdy' }), 'refused misconfigured');
  assert.deepEqual(readdirSync(join(root, folder, 'out.d')).toSorted(), ['SO1.DAT', 'SO1.rdy', 'SO2', 'SO2.rdy']);
});

test('files are taken in the order of their names, or of their times', async () => {
  const folder = newPlace();
  const inside = join(root, folder, 'in');
  for (const [index, name] of ['b.csv', 'a.csv', 'c.csv'].entries()) {
    writeFileSync(join(inside, name), name);
    utimesSync(join(inside, name), 1_700_000_000 + index, 1_700_000_000 + index);
  }
  assert.deepEqual((await poll(folder, { ...renamed, after: 'leave', order: 'time' })).names, [
    'b.csv',
    'a.csv',
    'c.csv',
  ]);
  assert.deepEqual((await poll(folder, { ...renamed, after: 'leave' })).names, ['a.csv', 'b.csv', 'c.csv']);
});

test('the archive keeps every file of a name', async () => {
  const folder = newPlace();
  const settings = { ...renamed, after: 'archive', archive: 'old/orders' };
  for (const content of ['1', '2', '3']) {
    writeFileSync(join(root, folder, 'in', 'orders.csv'), content);
    assert.deepEqual((await poll(folder, settings)).names, ['orders.csv']);
  }
  const archive = join(root, folder, 'old/orders');
  const kept = readdirSync(archive);
  assert.deepEqual(kept.map((name) => readFileSync(join(archive, name), 'utf8')).toSorted(), ['1', '2', '3']);
});

test('a file that was written anew since it was read is another message', async () => {
  const folder = newPlace();
  const path = join(root, folder, 'in', 'orders.csv');
  writeFileSync(path, 'first');
  const keys: string[] = [];
  const { signal } = new AbortController();
  const options = { stream: 'in', settings: renamed, cursor: null, signal };
  for await (const received of session(folder).receive(options)) {
    keys.push(...received.messages.map(({ key }) => key));
    writeFileSync(path, 'second');
    await received.done();
  }
  for await (const received of session(folder).receive(options)) {
    assert.equal(Buffer.from(received.messages[0]?.body ?? []).toString(), 'second');
    keys.push(...received.messages.map(({ key }) => key));
  }
  assert.equal(new Set(keys).size, 2);
});

test('thousands of files that are left are not read again', async () => {
  const folder = newPlace();
  const inside = join(root, folder, 'in');
  for (let number = 0; number < 2_000; number += 1) writeFileSync(join(inside, `${number}.csv`), `${number}`);
  const settings = { ...renamed, after: 'leave' };
  const first = await poll(folder, settings);
  assert.equal(new Set(first.names).size, 2_000);
  assert.ok((first.cursor ?? '').length < 20_000, 'a cursor takes few bytes a file');
  const second = await poll(folder, settings, first.cursor);
  assert.deepEqual(second.names, []);
  rmSync(join(inside, '7.csv'));
  writeFileSync(join(inside, '8.csv'), 'written anew');
  writeFileSync(join(inside, 'new.csv'), 'new');
  const third = await poll(folder, settings, second.cursor);
  assert.deepEqual(third.names.toSorted(), ['8.csv', 'new.csv']);
});

async function send(folder: string, settings: Settings, id: string, value: unknown, attempt = 1): Promise<string> {
  const sent = await session(folder).send(
    {
      id,
      operation: 'orders',
      settings,
      lane: 'order/7',
      attempt,
      value,
      body: Buffer.from(JSON.stringify(value)),
      mediaType: 'application/json',
      traceparent: null,
    },
    new AbortController().signal,
  );
  return 'fault' in sent ? `${sent.kind} ${sent.fault.code}` : sent.kind;
}

test('names are made of the delivery and the value, and lead nowhere else', async () => {
  const folder = newPlace();
  const name = '{/order}_{lane}_{operation}_{date}_{id}.json';
  const id = 'dlv_01a20788-b720-7087-9669-fc018a77c74c';
  const out = join(root, folder, 'in');
  assert.equal(await send(folder, { folder: 'in', name }, id, { order: 'x/../y ß' }), 'done');
  assert.deepEqual(readdirSync(out), [`x%2F..%2Fy%20%C3%9F_order%2F7_orders_2026-11-23_${id}.json`]);
  assert.equal(await send(folder, { name: '{/order}' }, id, { order: '..' }), 'refused misconfigured');
  assert.equal(await send(folder, { name: '{/order}' }, id, { order: '.hidden' }), 'refused misconfigured');
  assert.equal(await send(folder, { name: '{/order}' }, id, { order: 'x'.repeat(300) }), 'refused misconfigured');
  assert.equal(await send(folder, { name: '{/order}' }, id, {}), 'refused misconfigured');
  assert.equal(await send(folder, { name: '{/order}-{date}' }, 'no-uuid', { order: 1 }), 'refused misconfigured');
});

test('another content is never written over, and what an attempt left behind is cleared', async () => {
  const folder = newPlace();
  const out = join(root, folder, 'in');
  const settings = { folder: 'in', name: '{/order}.json' };
  assert.equal(await send(folder, settings, 'dlv_1', { order: 1 }), 'done');
  assert.equal(await send(folder, settings, 'dlv_1', { order: 1 }), 'done');
  assert.equal(await send(folder, settings, 'dlv_2', { order: 1, other: true }), 'refused refused');
  assert.equal(readFileSync(join(out, '1.json'), 'utf8'), '{"order":1}');
  const hash = createHash('sha256').update('dlv_3').digest('hex').slice(0, 16);
  writeFileSync(join(out, `.${hash}-0123456789ab.tmp`), '{"ord');
  assert.equal(await send(folder, settings, 'dlv_3', { order: 3 }, 2), 'done');
  assert.deepEqual(readdirSync(out).toSorted(), ['1.json', '3.json']);
});
