import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fulfilment } from './fulfilment.ts';
import type { Order, OrderLine } from './model.ts';
import { orderOf, storedForm } from './stored.ts';

const line: OrderLine = {
  line: 1,
  item: 'A',
  scale: 0,
  unit: 'each',
  components: null,
  ordered: 3,
  reserved: 0,
  backordered: 0,
  issued: 0,
  cancelled: 0,
  price: null,
  portions: [],
};

const order: Order = {
  id: 'ord_1',
  channel: 'web',
  externalId: '1',
  customer: null,
  site: null,
  stage: 'open',
  placedAt: 1_000,
  requestedFor: null,
  allowBackorder: false,
  expiresAt: null,
  priority: 5,
  party: null,
  digest: 'd',
  scope: {},
  lines: [line],
  sites: ['S1'],
  nextPart: 2,
  version: 1,
  fulfilment: null,
};

const fulfilment: Fulfilment = {
  process: 'order-fulfilment',
  version: 1,
  value: 'waiting',
  ended: false,
  holds: [],
  creditRequests: 0,
  releases: [],
  shipments: [],
  clocks: {},
  alarmAt: null,
  promisedFor: null,
  risk: null,
  exceptions: [],
  change: null,
  cancelReason: null,
  expired: false,
  rights: {
    mayUseProtectedStock: false,
    maySplit: true,
    maySubstitute: false,
    shipComplete: false,
    precedence: 1,
  },
};

function stored(one: Order): Order {
  const { id, channel, externalId, customer, placedAt } = one;
  return orderOf({ id, channel, externalId, customer, placedAt }, storedForm(one));
}

test('an order is stored without what its row says and what most orders have', () => {
  assert.deepEqual(JSON.parse(storedForm(order)), {
    digest: 'd',
    lines: [{ line: 1, item: 'A', unit: 'each', ordered: 3 }],
    sites: ['S1'],
    nextPart: 2,
    version: 1,
  });
});

const portions = [{ line: 1, site: 'S1', quantity: 2, promisedFor: '2026-03-10' }];
const cases: readonly (readonly [what: string, order: Order])[] = [
  ['as most are', order],
  [
    'with every field of its own',
    {
      ...order,
      customer: 'C1',
      site: 'S1',
      stage: 'cancelled',
      requestedFor: { date: '2026-03-10' },
      allowBackorder: true,
      expiresAt: 2_000,
      priority: 0,
      party: 'pty_1',
      scope: { sites: [] },
    },
  ],
  ['limited to companies', { ...order, scope: { companies: ['ACME'] } }],
  [
    'with lines under way',
    {
      ...order,
      lines: [
        {
          ...line,
          scale: 3,
          components: [{ item: 'B', per: 2, lots: false }],
          ordered: 14,
          reserved: 2,
          backordered: 3,
          issued: 4,
          cancelled: 5,
          price: { amount: '0', currency: 'EUR' },
          portions,
        },
        { ...line, line: 2, substitutes: 1 },
      ],
    },
  ],
  ['at the start of its process', { ...order, fulfilment }],
  [
    'in the middle of its process',
    {
      ...order,
      fulfilment: {
        ...fulfilment,
        ended: true,
        holds: [
          {
            hold: 'credit',
            ask: 'finance',
            state: 'open',
            by: null,
            reason: null,
            amount: { amount: '90.00', currency: 'EUR' },
            belowListPercent: 0,
          },
        ],
        releases: [{ id: 'r', site: 'S1', state: 'asked', lines: [] }],
        shipments: [
          {
            id: 's',
            release: 'r',
            site: 'S1',
            state: 'picked',
            lines: [],
            carrier: null,
            tracking: null,
            cost: null,
            leftAt: null,
            expectedOn: null,
            deliveredAt: null,
            issue: { state: 'open', document: null },
            invoice: { state: 'open', document: null },
          },
        ],
        clocks: { late: 5 },
        alarmAt: 5,
        promisedFor: '2026-03-10',
        risk: { cause: 'short_pick', since: 1, promisedFor: null, expectedOn: null, alternatives: [], chosen: null },
        exceptions: [{ owner: 'order desk', untilClosed: false, kind: 'deviation', since: 1, times: 1 }],
        change: { allowBackorder: true },
        cancelReason: 'changed my mind',
      },
    },
  ],
];

for (const [what, one] of cases) {
  test(`an order ${what} is read as it was stored`, () => assert.deepEqual(stored(one), one));
}
