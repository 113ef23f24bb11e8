// A small network for end-to-end tests: two sites of two companies, an item, one kept in lots, and a kit of both.
import assert from 'node:assert/strict';
import type { Asked, TestApp } from './test-app.ts';

export interface Listed {
  readonly items: readonly Record<string, unknown>[];
  readonly nextCursor: string | null;
}

let events = 0;

export function event(
  type: string,
  data: Readonly<Record<string, unknown>>,
  head: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: `event-${(events += 1)}`,
    source: '/wms',
    type: `crossdock.${type}.v1`,
    time: '2026-01-05T08:00:00Z',
    data,
    ...head,
  };
}

export async function smallNetwork(app: TestApp): Promise<void> {
  await made(
    app.ask('PUT', '/v1/sites/HAM', {
      body: {
        name: 'Hamburg',
        company: 'NORD',
        zone: 'Europe/Berlin',
        rank: 1,
        sources: [{ source: '/wms', staleAfterSeconds: 900 }],
      },
    }),
  );
  await made(
    app.ask('PUT', '/v1/sites/MUC', { body: { name: 'Munich', company: 'SUED', zone: 'Europe/Berlin', rank: 2 } }),
  );
  await made(
    app.ask('PUT', '/v1/items/LAMP', { body: { name: 'Lamp', unit: 'each', units: [{ unit: 'case', factor: '12' }] } }),
  );
  await made(app.ask('PUT', '/v1/items/CABLE', { body: { name: 'Cable', unit: 'm', scale: 3, lots: true } }));
  await made(
    app.ask('PUT', '/v1/items/SET', {
      body: {
        name: 'Lamp with cable',
        unit: 'each',
        components: [
          { item: 'LAMP', quantity: 1 },
          { item: 'CABLE', quantity: '1.5' },
        ],
      },
    }),
  );
}

export async function receive(
  app: TestApp,
  item: string,
  site: string,
  quantity: number,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { status, body } = await app.ask('POST', '/v1/events', {
    body: event('stock.received', { item, site, quantity, ...more }),
  });
  assert.equal(status, 200, JSON.stringify(body));
}

export async function key(app: TestApp, role: string, scope: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { body } = await made(app.ask('POST', '/v1/keys', { body: { name: `${role} of the test`, role, ...scope } }));
  return String(body['key']);
}

let orders = 0;

export function order(
  lines: readonly Readonly<Record<string, unknown>>[],
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    externalId: `SO-${(orders += 1)}`,
    channel: 'web',
    lines: lines.map((line, index) => ({ line: index + 1, ...line })),
    ...more,
  };
}

export async function made(asked: Promise<Asked>): Promise<Asked> {
  const answer = await asked;
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer;
}

export function listed({ status, body }: Asked): Listed {
  assert.equal(status, 200, JSON.stringify(body));
  return body as unknown as Listed; // The answer was held against the schema of a page.
}

/** How many rows every table has: what "nothing changed" means. */
export async function counts(app: TestApp): Promise<string> {
  const tables = [
    'turns',
    'journal',
    'orders',
    'movements',
    'balances',
    'reservations',
    'reservation_parts',
    'deadlines',
    'intakes',
    'items',
    'sites',
    'partners',
    'inbox',
    'party_details',
    'api_keys',
    'identifiers',
    'identifier_systems',
    'identifier_changes',
  ];
  const { rows } = await app.node.pool.query<Record<string, number>>(
    `select ${tables.map((table) => `(select count(*) from ${table}) as ${table}`).join(', ')}`,
  );
  return JSON.stringify(rows[0]);
}

/** A value deep in an answer; undefined where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let part = value;
  for (const step of path) part = typeof part === 'object' && part !== null ? Reflect.get(part, step) : undefined;
  return part;
}
