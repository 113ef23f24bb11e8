// Control numbers and answers on a real database, as several nodes ask for them at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Acknowledged } from '#edi/acknowledge/read.ts';
import { testDatabase } from '#postgres/test-database.ts';
import { agreementOf } from './define.ts';
import { putAgreement, removeAgreement } from './agreement-store.ts';
import { noteAnswer } from './answers.ts';
import { listInterchanges, listMissing } from './exchange-store.ts';
import { agreementsInForce } from './in-force.ts';
import { noteArrived } from './numbers-in.ts';
import type { Arrived } from './numbers-in.ts';
import { lookAtNumbers, takeNumbers } from './numbers-out.ts';
import type { NumbersAsked } from './numbers-out.ts';

const request = {
  owner: 'EDI team',
  partner: 'C1',
  standard: 'x12',
  indicator: 'production',
  ours: { qualifier: 'ZZ', id: 'US' },
  theirs: { qualifier: 'ZZ', id: 'THEM' },
  connections: ['shop'],
} as const;

const asked = (delivery: number, groups = 1): NumbersAsked => ({
  key: `delivery ${delivery}`,
  agreement: 'shop',
  connection: 'shop',
  operation: 'orders',
  deliveries: [delivery],
  lanes: [`ord_${delivery}`],
  shape: {
    isGrouped: true,
    groups: Array.from({ length: groups }, () => ({ kind: 'PR', messages: [{ type: '855', control: '0001' }] })),
  },
  awaits: { acknowledgementWithinMinutes: 10, what: 'messages' },
});

test('agreements with the same ids are refused, and nodes see a change at their next question', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const inForce = agreementsInForce(pool);
  const put = (code: string, more: object = {}): ReturnType<typeof putAgreement> =>
    putAgreement(pool, agreementOf(code, { ...request, ...more }), 'key:a', () => undefined);
  assert.equal((await inForce()).get('one'), undefined);
  assert.equal((await put('one')).kind, 'put');
  assert.deepEqual(await put('two'), { kind: 'overlaps', other: 'one' });
  assert.equal((await put('two', { indicator: 'test' })).kind, 'put');
  assert.equal((await put('three', { active: false })).kind, 'put');
  assert.equal((await inForce()).get('one')?.partner, 'C1');
  await removeAgreement(pool, 'one', 'key:a', () => undefined);
  assert.equal((await inForce()).get('one'), undefined);
  assert.equal((await put('three')).kind, 'put');
});

test('whichever node takes numbers, none is given twice and none is left out', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const deliveries = Array.from({ length: 30 }, (_, index) => index + 1);
  // Each is asked for by two nodes at once, as after a lease that lapsed.
  const taken = await Promise.all(
    [...deliveries, ...deliveries].map((delivery) => takeNumbers(pool, asked(delivery, 1 + (delivery % 2)))),
  );
  const numbers = taken.slice(0, 30).map(({ number }) => number);
  assert.deepEqual(
    taken.slice(30).map(({ number }) => number),
    numbers,
  );
  assert.deepEqual(
    numbers.toSorted((one, other) => one - other),
    deliveries,
  );
  const { rows } = await pool.query<{ first: number; last: number }>(
    'select first_group as first, last_group as last from interchanges_sent order by first_group',
  );
  assert.deepEqual(
    rows.flatMap(({ first, last }) => (first === last ? [first] : [first, last])),
    Array.from({ length: 45 }, (_, index) => index + 1),
  );
});

test('a delivery keeps its number, whatever happens to the node', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const first = await takeNumbers(pool, asked(7));
  assert.deepEqual(await lookAtNumbers(pool, asked(7)), { agreement: 'shop', groups: 1, ...first });
  assert.equal((await lookAtNumbers(pool, asked(8))).number, first.number + 1);
  // Its mapping was changed meanwhile: it has another group, which gets a number of its own.
  const again = await takeNumbers(pool, asked(7, 2));
  assert.deepEqual([again.number, again.preparedAt], [first.number, first.preparedAt]);
  assert.equal((await takeNumbers(pool, asked(8))).number, first.number + 1);
});

const rules = { duplicates: 'refuse', gaps: 'note', groups: 'ignore' } as const;
const arrived = (control: string, message: string, more: Partial<Arrived> = {}): Arrived => ({
  agreement: 'shop',
  connection: 'shop',
  stream: 'in',
  message,
  ordinal: 1,
  control,
  groups: ['1'],
  verdict: 'accepted',
  messages: 1,
  refused: 0,
  ...more,
});

test('a number comes once, except with the same message, and what is passed over is missing until it comes', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const codes = async (one: Arrived, by: Parameters<typeof noteArrived>[2] = rules): Promise<unknown> => {
    const { isDuplicate, notes } = await noteArrived(pool, one, by);
    return [isDuplicate, ...notes.map(({ code }) => code)];
  };
  assert.deepEqual(await codes(arrived('000000041', 'raw_1')), [false]);
  assert.deepEqual(await codes(arrived('000000041', 'raw_1')), [false], 'read again after a crash');
  assert.deepEqual(await codes(arrived('000000041', 'raw_2')), [true, 'interchange_duplicate']);
  assert.deepEqual(await codes(arrived('000000041', 'raw_2')), [true, 'interchange_duplicate']);
  assert.deepEqual(await codes(arrived('000000044', 'raw_3')), [false, 'control_number_gap']);
  assert.deepEqual(
    (await listMissing(pool, 'shop')).map(({ number }) => number),
    [42, 43],
  );
  assert.deepEqual(await codes(arrived('000000042', 'raw_4')), [false, 'control_number_late']);
  assert.deepEqual(
    (await listMissing(pool, 'shop')).map(({ number }) => number),
    [43],
  );
  assert.deepEqual(await codes(arrived('000000045', 'raw_5', { verdict: 'refused', refused: 1 })), [false]);
  assert.deepEqual(
    await codes(arrived('000000045', 'raw_6')),
    [false, 'control_number_late'],
    'what was refused may come again',
  );
  assert.deepEqual(await codes(arrived('000000046', 'raw_7'), { ...rules, groups: 'note' }), [
    false,
    'group_duplicate',
  ]);
  const both = await Promise.all(
    [arrived('000000050', 'raw_8'), arrived('000000050', 'raw_9')].map((one) => noteArrived(pool, one, rules)),
  );
  assert.equal(both.filter(({ isDuplicate }) => isDuplicate).length, 1);
});

test('answers find what was sent, and none is dropped', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const { firstGroup } = await takeNumbers(pool, asked(7));
  await takeNumbers(pool, asked(8));
  const said = (control: string, how: Acknowledged['said'], of: Acknowledged['of'] = 'group'): Acknowledged => ({
    of,
    control,
    kind: 'PR',
    said: how,
    notes:
      how === 'refused'
        ? [{ code: '5', text: 'the number of sets is wrong', segment: null, element: null, value: 'Jane' }]
        : [],
    messages: [],
  });
  const answer = async (message: string, one: Acknowledged, type = '997'): Promise<unknown> => {
    const { effect, state, reasons, sent } = await noteAnswer(pool, {
      agreement: 'shop',
      message,
      ordinal: 1,
      type,
      said: one,
    });
    return [effect, sent === null ? null : state, ...reasons];
  };
  const group = `00${firstGroup}`;
  assert.deepEqual(await answer('raw_1', said('000000001', 'accepted', 'interchange'), 'TA1'), [
    'received',
    'received',
  ]);
  const refused = ['settled', 'refused', 'the number of sets is wrong (5)'];
  assert.deepEqual(await answer('raw_2', said(group, 'refused')), refused);
  assert.deepEqual(await answer('raw_2', said(group, 'refused')), refused, 'read again after a crash');
  assert.deepEqual(await answer('raw_3', said(group, 'refused')), ['again', ...refused.slice(1)]);
  assert.deepEqual(await answer('raw_4', said(group, 'accepted')), ['contradicts', 'accepted']);
  assert.deepEqual(await answer('raw_5', said('4711', 'accepted')), ['unknown', null]);
  const listed = await listInterchanges(pool, 'shop', { direction: 'out', isOpen: false, before: null, limit: 10 });
  assert.deepEqual(
    listed.map(({ control, state, notes }) => [control, state, notes.length]),
    [
      ['2', 'prepared', 0],
      ['1', 'accepted', 4],
    ],
  );
  const page = await listInterchanges(pool, 'shop', {
    direction: null,
    isOpen: false,
    before: { place: listed[0]?.place ?? 0, control: '2' },
    limit: 10,
  });
  assert.deepEqual(
    page.map(({ control }) => control),
    ['1'],
  );
  const { rowCount } = await pool.query(`select from interchange_answers where notes::text like '%Jane%'`);
  assert.equal(rowCount, 0, 'copies of values are not kept');
});
