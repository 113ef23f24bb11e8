// The timeline of an order that goes through its process, with a receiver that listens and a report that comes too early.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from './test-app.ts';
import { managedNetwork, placed, report, reported, shipFive } from './test-process.ts';
import { key, listed, made } from './test-world.ts';

interface Shown {
  readonly type: string;
  readonly what: string;
  readonly who: { readonly kind: string; readonly name: string };
  readonly case: { readonly from?: string; readonly to: string } | null;
  readonly decisions: readonly {
    readonly policy: string;
    readonly rules: readonly { readonly description: string }[];
  }[];
  readonly deliveries: readonly {
    readonly connection: string;
    readonly state: string;
    readonly attempts: number;
    readonly deliveredAt: string | null;
  }[];
  readonly intake: {
    readonly id: string;
    readonly state: string;
    readonly reason: { readonly code: string };
    readonly replayedAt: string | null;
  } | null;
}

test('a timeline tells who did what and why, what was sent, and what could not be applied', async () => {
  await using app = await testApp();
  await managedNetwork(app);
  await made(
    app.ask('PUT', '/v1/connections/wms', {
      body: {
        kind: 'webhook',
        owner: 'warehouse',
        settings: { url: 'https://wms.example/hook' },
        types: ['crossdock.release.requested.v1'],
      },
    }),
  );
  const shop = await key(app, 'operator');
  const early = await report(app, 'shipment.delivered', { order: 'web/SO-early', shipment: 'S1' });
  assert.equal(early.status, 404, 'the order is not there yet');
  const { body } = await made(
    app.ask('POST', '/v1/orders', {
      key: shop,
      body: {
        externalId: 'SO-early',
        channel: 'web',
        customer: 'C1',
        lines: [{ line: 1, item: 'LAMP', quantity: 5, price: { amount: '10.00', currency: 'EUR' } }],
      },
    }),
  );
  const id = String(body['id']);
  await shipFive(app, id);
  const unknown = await report(app, 'issue.posted', { order: id, shipment: 'S9', document: 'GI-9' });
  assert.equal(unknown.status, 422);
  await reported(app, 'issue.posted', { order: id, shipment: 'S1', document: 'GI-1' });

  const path = `/v1/orders/${id}/timeline`;
  const shown = listed(await app.ask('GET', path)).items as unknown as Shown[];
  assert.deepEqual(
    shown.map(({ who, what }) => `${who.name}: ${what.replaceAll(id, 'ord')}`),
    [
      `/shipment: The event ${eventIdOf(shown[0])} of type crossdock.shipment.delivered.v1 could not be applied and is held (order_unknown).`,
      'operator of the test: Accepted from web as SO-early: 5 LAMP.',
      shown[2]?.what === undefined ? '' : `Crossdock: ${shown[2].what}`,
      `Crossdock: ${shown[3]?.what.replaceAll(id, 'ord') ?? ''}`,
      '/release: HAM accepted release ord-R1, wave W1.',
      '/shipment: HAM picked shipment S1: 5 LAMP.',
      '/shipment: HAM packed shipment S1.',
      'Crossdock: A carrier is asked to take shipment S1 from HAM.',
      '/transport: DHL takes shipment S1 as T1, expected on 2026-01-06, for 7.50 EUR.',
      '/shipment: Shipment S1 left HAM: 5 LAMP.',
      'Crossdock: The ERP is asked to post the issue of shipment S1.',
      `/issue: The event ${eventIdOf(shown[11])} of type crossdock.issue.posted.v1 could not be applied and is held (shipment_unknown).`,
      '/issue: The ERP posted the issue of shipment S1 as GI-1.',
      'Crossdock: Finance is asked to bill shipment S1 over 50.00 EUR.',
    ],
  );
  assert.match(shown[2]?.what ?? '', /^Promised: 5 LAMP from HAM for \d{4}-\d\d-\d\d\.$/);
  assert.match(shown[3]?.what ?? '', /^HAM is asked to send 5 LAMP, promised for \d{4}-\d\d-\d\d: release ord_/);
  assert.deepEqual(
    [shown[0]?.intake?.state, shown[0]?.intake?.reason.code, shown[1]?.intake],
    ['held', 'order_unknown', null],
  );
  const [promised, accepted] = [shown[2], shown[4]];
  assert.deepEqual(
    promised?.decisions.find(({ policy }) => policy === 'order-holds/1')?.rules.map(({ description }) => description),
    ['Every order is checked; by itself that holds nothing.'],
  );
  assert.match(accepted?.case?.from ?? '', /goods:/);
  assert.notEqual(accepted?.case?.from, accepted?.case?.to);
  assert.deepEqual(
    shown[3]?.deliveries.map(({ connection, state, attempts }) => ({ connection, state, attempts })),
    [{ connection: 'wms', state: 'queued', attempts: 0 }],
  );

  const first = listed(await app.ask('GET', `${path}?limit=9`));
  const rest = listed(await app.ask('GET', `${path}?limit=9&cursor=${first.nextCursor ?? ''}`));
  assert.deepEqual([...first.items, ...rest.items], shown);

  // Times that the database keeps to the microsecond are written like all others.
  const at = '2026-01-02 03:04:05.678901+01';
  await app.node.pool.query(`update deliveries set state = 'delivered', delivered_at = $1`, [at]);
  await app.node.pool.query(`update intakes set state = 'replayed', replayed_at = $1`, [at]);
  const [told, , , asked] = listed(await app.ask('GET', path)).items as unknown as Shown[];
  const written = '2026-01-02T02:04:05.678Z';
  assert.deepEqual([asked?.deliveries[0]?.deliveredAt, told?.intake?.replayedAt], [written, written]);

  const ham = await key(app, 'reader', { sites: ['HAM'] });
  assert.equal(listed(await app.ask('GET', path, { key: ham })).items.length, shown.length);
});

test('a held event of another site is told to those who see that site', async () => {
  await using app = await testApp();
  await managedNetwork(app);
  const id = await placed(app, 5, { site: 'HAM' });
  await report(app, 'release.accepted', { order: id, release: `${id}-R7`, site: 'MUC' });
  const lastFor = async (scope: Readonly<Record<string, unknown>>): Promise<unknown> =>
    listed(await app.ask('GET', `/v1/orders/${id}/timeline`, { key: await key(app, 'reader', scope) })).items.at(-1)?.[
      'type'
    ];
  assert.equal(await lastFor({}), 'crossdock.event.held.v1');
  assert.equal(await lastFor({ sites: ['HAM'] }), 'crossdock.release.requested.v1');
});

function eventIdOf(entry: Shown | undefined): string {
  return /The event (\S+) /.exec(entry?.what ?? '')?.[1] ?? '';
}
