import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usual } from '../connection-store.ts';
import type { Connection, ConnectionRecord } from '../model.ts';
import type { StreamRow } from './health-store.ts';
import { judge } from './judge.ts';
import type { Known } from './judge.ts';

const now = Date.parse('2026-05-01T12:00:00Z');
const ago = (seconds: number): Date => new Date(now - seconds * 1_000);

function connection(parts: Partial<ConnectionRecord> = {}): ConnectionRecord {
  return {
    ...{ code: 'erp', kind: 'http', owner: 'ERP team', active: true, types: [] },
    ...usual,
    ...{ problem: null, pause: null, rotations: {}, credentials: [], epoch: 1 },
    ...{ changedAt: ago(86_400), changedBy: 'key:a' },
    ...parts,
  };
}

const stream: Connection['streams'][number] = {
  ...{ name: 'receipts', settings: {}, format: { name: 'json' }, mapping: null, everySeconds: 60, onFailure: 'go_on' },
};

function streamRow(parts: Partial<StreamRow> = {}): StreamRow {
  return {
    ...{
      connection: 'erp',
      stream: 'receipts',
      cursor: '7',
      caughtUpAt: ago(30),
      receivedAt: ago(300),
      dueAt: ago(-30),
    },
    ...{ failures: 0, problem: null, isFetched: true, waiting: 0, failed: 0, oldestWaitingAt: null },
    ...parts,
  };
}

function known(parts: Partial<Known> = {}): Known {
  return {
    connection: connection(),
    backlog: { connection: 'erp', open: 0, dead: 0, oldestAt: null },
    rates: { connection: 'erp', delivered: 10, failed: 0, dead: 0, lastDelivered: ago(60), lastAttempt: ago(60) },
    breakers: [],
    remarks: [],
    streams: [],
    now,
    ...parts,
  };
}

const fault = { code: 'timeout', detail: 'No answer in 15 s.', fix: 'Wait.' };
const breaker = {
  connection: 'erp',
  node: 'n1',
  failures: 6,
  since: ago(90),
  until: ago(-30),
  notedAt: ago(5),
  error: fault,
};
const maintenance = [{ from: '2026-05-01T11:00:00Z', to: '2026-05-01T13:00:00Z', reason: 'Upgrade' }];
const pause = { at: '2026-05-01T10:00:00.000Z', by: 'key:b', reason: 'Stock count' };
const idle = { connection: 'erp', delivered: 0, failed: 0, dead: 0, lastDelivered: null, lastAttempt: null };
const oldBacklog = { connection: 'erp', open: 5, dead: 0, oldestAt: now - 600_000 };
const promised = { quietSecondsMax: 60, backlogSecondsMax: 300 };

const cases: readonly (readonly [name: string, known: Known, state: string, why: RegExp])[] = [
  ['nothing is wrong', known(), 'working', /Nothing is wrong/],
  [
    'it works by a credential whose time is coming to its end, as two nodes say',
    known({ remarks: ['It let us in with the old one.', 'It let us in with the old one.'] }),
    'working',
    /^It is reached\. It let us in with the old one\.$/,
  ],
  ['nothing was heard yet', known({ rates: idle }), 'unknown', /check/],
  [
    'somebody switched it off, whatever else is',
    known({ connection: connection({ active: false, pause }), breakers: [breaker] }),
    'switched_off',
    /^Somebody/,
  ],
  [
    'Crossdock switched it off',
    known({ connection: connection({ active: false, problem: { detail: 'It answered 410.' } }) }),
    'switched_off',
    /It answered 410/,
  ],
  ['it is paused', known({ connection: connection({ pause, maintenance }) }), 'paused', /key:b: Stock count/],
  [
    'it is in maintenance',
    known({ connection: connection({ maintenance }), breakers: [breaker] }),
    'in_maintenance',
    /Upgrade/,
  ],
  ['its receiver fails', known({ breakers: [breaker], backlog: oldBacklog }), 'failing', /No answer in 15 s/],
  ['two nodes see it fail', known({ breakers: [breaker, breaker] }), 'failing', /2 nodes/],
  [
    'a stream cannot be fetched',
    known({ connection: connection({ streams: [stream] }), streams: [streamRow({ failures: 3, problem: fault })] }),
    'failing',
    /receipts failed 3 times/,
  ],
  [
    'a stream that is not defined any more does not count',
    known({ streams: [streamRow({ failures: 3, problem: fault })] }),
    'working',
    /Nothing/,
  ],
  [
    'nothing of much arrives',
    known({ rates: { ...idle, failed: 4, dead: 1, lastDelivered: ago(3_600) } }),
    'failing',
    /None of 5/,
  ],
  [
    'too few attempts tell nothing',
    known({ rates: { ...idle, failed: 4, lastDelivered: ago(900) } }),
    'working',
    /Nothing/,
  ],
  [
    'the backlog is older than agreed',
    known({ connection: connection({ service: promised }), backlog: oldBacklog }),
    'late',
    /10 min/,
  ],
  ['no age was agreed', known({ backlog: oldBacklog }), 'working', /Nothing/],
  [
    'a stream is quieter than agreed',
    known({
      connection: connection({ service: promised, streams: [stream] }),
      streams: [streamRow({ caughtUpAt: ago(61), receivedAt: ago(200) })],
    }),
    'late',
    /said nothing for 61 s/,
  ],
  [
    'a poll that said there is nothing was heard',
    known({
      connection: connection({ service: promised, streams: [stream] }),
      streams: [streamRow({ receivedAt: null })],
    }),
    'working',
    /Nothing/,
  ],
  [
    'a stream that never was heard counts from its definition',
    known({ connection: connection({ service: promised, streams: [stream] }) }),
    'late',
    /24 h/,
  ],
];
for (const [name, given, state, why] of cases) {
  test(`health: ${name}`, () => {
    const judged = judge(given);
    assert.equal(judged.state, state);
    assert.match(judged.why, why);
    assert.equal(judged.since === null, ['working', 'unknown'].includes(state));
  });
}

test('what somebody has to do is said whatever the state is', () => {
  const { state, needs } = judge(
    known({
      connection: connection({ pause, streams: [] }),
      backlog: { connection: 'erp', open: 9, dead: 1, oldestAt: null },
      streams: [streamRow({ failed: 2, waiting: 3 })],
    }),
  );
  assert.equal(state, 'paused');
  assert.deepEqual(
    needs.map((need) => need.split(' to ')[0]),
    [
      '1 dead delivery',
      '2 messages that could not be used,',
      '3 messages of stream receipts, which is not defined any more: define it, or skip them.',
    ],
  );
});
