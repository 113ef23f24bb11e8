// Processes put in force and orders followed from the command line, against a node that listens.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testApp } from '#http/test-app.ts';
import type { TestApp } from '#http/test-app.ts';
import { placed, report, reported, shipFive } from '#http/test-process.ts';
import { made, receive, smallNetwork } from '#http/test-world.ts';

const program = fileURLToPath(new URL('main.ts', import.meta.url));
let node: TestApp;
let url: string;

before(async () => {
  node = await testApp();
  url = await node.app.server.listen({ port: 0, host: '127.0.0.1' });
  await smallNetwork(node);
  await receive(node, 'LAMP', 'HAM', 200);
  const attributes = { class: 'B', creditLimit: '500', creditCurrency: 'EUR' };
  await made(node.ask('PUT', '/v1/partners/C1', { body: { name: 'Customer', roles: ['customer'], attributes } }));
});

after(() => node[Symbol.asyncDispose]());

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function crossdock(...given: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...given, '--url', url],
      { env: { PATH: process.env['PATH'], CROSSDOCK_KEY: node.administrator } },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

test('a process is put in force with its policies, once', async () => {
  const alone = await crossdock('process', 'activate', 'order-fulfilment');
  assert.equal(alone.code, 1);
  assert.match(alone.err, /^The process asks .*order-holds.* Activate the policies first\.\n$/);
  const activated = await crossdock('process', 'activate', 'order-fulfilment', '--policies');
  assert.equal(activated.code, 0, activated.err);
  assert.match(activated.out, /^policy order-holds v1 is in force now$/m);
  assert.match(activated.out, /process order-fulfilment v1 is in force now\n$/);
  const again = await crossdock('process', 'activate', 'order-fulfilment', '--policies', '--json');
  const changed: { name: string; version: number; before: number | null }[] = JSON.parse(again.out);
  assert.ok(changed.length > 1 && changed.every(({ version, before: was }) => was === version), again.out);
  const status = await crossdock('process', 'status');
  assert.match(status.out, /^process +order-fulfilment +v1 +in force +\S+ +order desk$/m);
  const unknown = await crossdock('process', 'activate', 'returns');
  assert.equal(unknown.code, 1);
  assert.equal(unknown.err, 'There is no process returns: choose from order-fulfilment.\n');
});

test('an order is shown as it stands, and its timeline tells what happened', async () => {
  const id = await placed(node, 5, { externalId: 'shown', customer: 'C9' });
  await report(node, 'invoice.issued', { order: id, shipment: 'S1', invoice: 'early' });
  await shipFive(node, id);
  const shown = await crossdock('order', 'show', 'web/shown');
  assert.equal(shown.code, 0, shown.err);
  assert.match(shown.out, new RegExp(`^${id}  web/shown  shipped$`, 'm'));
  assert.match(shown.out, /^1 +LAMP +5 +0 +0 +5 +0$/m);
  assert.match(shown.out, /^shipment +S1 +HAM +shipped +DHL T1 +issue asked, invoice open$/m);
  assert.match(shown.out, /^clock +\S+ +erp\.silent$/m);
  assert.equal(JSON.parse((await crossdock('order', 'show', id, '--json')).out).id, id);

  const timeline = await crossdock('order', 'timeline', id);
  assert.match(timeline.out, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ {2}\/shipment +HAM packed shipment S1\.$/m);
  assert.match(timeline.out, /^ +int_\S+ is held: .*S1/m, 'a report that came too early is told too');
  assert.doesNotMatch(timeline.out, /order-holds/);
  const why = await crossdock('order', 'timeline', id, '--why');
  assert.match(why.out, /^ +order-holds\/1: \{"hold":"none","ask":"nobody"\}: Every order is checked/m);
  assert.match(why.out, /^ +goods:\S+ ⇒ goods:\S+$/m);
  const entries: { what: string }[] = JSON.parse((await crossdock('order', 'timeline', id, '--json')).out);
  assert.equal(timeline.out.match(/^\d{4}/gm)?.length, entries.length);
});

test('an order is followed until it waits for nothing more', async () => {
  const id = await placed(node, 5, { externalId: 'followed', customer: 'C9' });
  const following = spawn(
    process.execPath,
    [program, 'order', 'timeline', 'web/followed', '--follow', '--json', '--url', url],
    { env: { PATH: process.env['PATH'], CROSSDOCK_KEY: node.administrator }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(following, 'close');
  let out = '';
  following.stdout.on('data', (part: Buffer) => (out += part.toString()));
  await once(following.stdout, 'data');
  assert.doesNotMatch(out, /shipment/, 'it begins with what is there');
  await shipFive(node, id);
  await reported(node, 'issue.posted', { order: id, shipment: 'S1', document: 'GI-1' });
  await reported(node, 'invoice.issued', { order: id, shipment: 'S1', invoice: 'INV-1' });
  await reported(node, 'shipment.delivered', { order: id, shipment: 'S1' });
  assert.deepEqual(await ended, [0, null]);
  const entries = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; what: string });
  assert.equal(new Set(entries.map((entry) => entry.id)).size, entries.length, 'each entry once');
  assert.ok(entries.some(({ what }) => what === 'Closed.'));
});

test('orders are listed with what somebody has to decide about them', async () => {
  const held = await placed(node, 60, { externalId: 'held', customer: 'C1' });
  const refused = await placed(node, 5, { externalId: 'refused', customer: 'C1' });
  await shipFive(node, refused);
  await reported(node, 'issue.refused', { order: refused, shipment: 'S1', reason: 'period closed' });
  await placed(node, 5, { externalId: 'quiet', customer: 'C1' });

  const all = await crossdock('order', 'list', '--customer', 'C1');
  assert.deepEqual(
    all.out.split('\n').map((line) => line.split(/  +/).slice(0, 3)),
    [
      ['order', 'customer', 'status'],
      ['web/quiet', 'C1', 'released'],
      ['web/refused', 'C1', 'shipped'],
      ['web/held', 'C1', 'held'],
      [''],
    ],
  );
  const stopped = await crossdock('order', 'list', '--attention', '--customer', 'C1');
  assert.match(
    stopped.out,
    /^web\/refused +C1 +shipped .* issue_refused, [a-z ]+ looks\nweb\/held +C1 +held .* credit hold, finance decides\n$/m,
  );
  assert.doesNotMatch(stopped.out, /quiet/);
  const newest: { id: string }[] = JSON.parse(
    (await crossdock('order', 'list', '--customer', 'C1', '--status', 'held', '--json', '--limit', '1')).out,
  );
  assert.deepEqual(
    newest.map(({ id }) => id),
    [held],
  );
  assert.equal((await crossdock('order', 'list', '--customer', 'nobody')).out, 'No orders.\n');
  assert.equal(
    (await crossdock('order', 'list', '--customer', 'nobody', '--attention')).out,
    'Nothing needs attention.\n',
  );
  const wrong = await crossdock('order', 'list', '--limit', '0');
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /whole number from 1 to 200/);
});

test('an order is followed until it stands so, or until somebody has to decide', async () => {
  const held = await placed(node, 70, { externalId: 'to-decide', customer: 'C1' });
  const upTo = await crossdock('order', 'timeline', 'web/to-decide', '--until', 'attention');
  assert.equal(upTo.code, 0, upTo.err);
  assert.match(upTo.out, /Accepted from web as to-decide/);
  const refused = await node.ask('POST', `/v1/orders/${held}/holds/credit/refuse`, {
    body: { reason: 'no more credit' },
  });
  assert.equal(refused.status, 200);
  assert.equal((await crossdock('order', 'timeline', 'web/to-decide', '--until', 'cancelled')).code, 0);
  const never = await crossdock('order', 'timeline', 'web/to-decide', '--until', 'shipped');
  assert.equal(never.code, 1);
  assert.match(never.err, /^web\/to-decide waits for nothing more: it is cancelled, and it was not seen as shipped/m);
});

test('what is not there is one sentence with what to do', async () => {
  for (const name of ['web/none', 'ord_none']) {
    const result = await crossdock('order', 'show', name);
    assert.equal(result.code, 1);
    assert.match(result.err, /^No order (is called web\/none|has the id ord_none)/);
    assert.doesNotMatch(result.err, /\n +at /);
  }
});

test('an exception that somebody has dealt with is closed, with what was done', async () => {
  const id = await placed(node, 5, { externalId: 'settled', customer: 'C1' });
  await shipFive(node, id);
  await reported(node, 'issue.refused', { order: id, shipment: 'S1', reason: 'period closed' });
  const close = (...given: string[]): Promise<Ran> => crossdock('order', 'close-exception', 'web/settled', ...given);
  assert.match((await close('issue_refused')).err, /--reason/);
  const shown = await crossdock('order', 'show', 'web/settled');
  assert.match(shown.out, /^attention  issue_refused, accounts receivable looks, since \S+, once$/m);
  const other = await close('mood', '--reason', 'none');
  assert.equal(other.code, 1);
  assert.match(other.err, /no open exception mood; open: issue_refused/);
  const closed = await close('issue_refused', '--reason', 'posted by hand');
  assert.deepEqual([closed.code, closed.out], [0, 'Nothing else needs attention.\n'], closed.err);
  const timeline = await crossdock('order', 'timeline', 'web/settled');
  assert.match(timeline.out, /Dealt with: issue refused: posted by hand\./);
});
