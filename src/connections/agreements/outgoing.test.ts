// What is sent under agreements, with numbers that somebody else counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formats } from '#connections/formats/formats.ts';
import { agreementOf } from './define.ts';
import type { AgreementRequest } from './define.ts';
import { Agreements } from './match.ts';
import type { NumbersAsked } from './numbers-out.ts';
import { isAgreed, writeAgreed } from './outgoing.ts';

const x12: AgreementRequest = {
  owner: 'EDI team',
  partner: 'C1',
  standard: 'x12',
  indicator: 'test',
  ours: { qualifier: 'ZZ', id: 'US', group: 'USGROUP' },
  theirs: { qualifier: 'ZZ', id: 'THEM' },
  connections: ['shop'],
  sends: [
    { type: '855', version: '004010' },
    { type: '856', version: '004010' },
  ],
};
const edifact: AgreementRequest = {
  ...x12,
  standard: 'edifact',
  partner: 'C2',
  indicator: 'production',
  sends: [{ type: 'ORDRSP', version: 'D:96A:UN:EAN008' }],
  awaits: { acknowledgementWithinMinutes: 5 },
};
const agreements = new Agreements([
  agreementOf('shop', x12),
  agreementOf('shop-two', {
    ...x12,
    theirs: { qualifier: 'ZZ', id: 'THEMTOO' },
    sends: [{ type: '856', version: '004010' }],
  }),
  agreementOf('store', edifact),
]);

async function sent(
  value: unknown,
  settings: object = {},
): Promise<{ readonly text: string; readonly asked: readonly NumbersAsked[] }> {
  const asked: NumbersAsked[] = [];
  const exchange = {
    inForce: () => Promise.resolve(agreements),
    numbers: (one: NumbersAsked) => {
      asked.push(one);
      return Promise.resolve({
        number: 17,
        firstGroup: one.shape.isGrouped ? 30 : null,
        preparedAt: new Date('2026-03-02T08:10:00Z'),
      });
    },
  };
  const format = formats.get('edi');
  assert.ok(format !== undefined);
  const of = { key: 'delivery 1', connection: 'shop', operation: 'orders', deliveries: [1], lanes: ['ord_1'] };
  try {
    const { written } = await writeAgreed(
      exchange,
      format,
      { name: 'edi', agreements: true, ...settings },
      { ...of, value },
    );
    return { text: Buffer.from(written.body).toString('latin1'), asked };
  } catch (error) {
    assert.deepEqual(asked, [], 'what cannot be written takes no number');
    throw error;
  }
}

const bak = { type: '855', rows: [['BAK', '00', 'AD', 'PO-1', '20260301']] };
const bsn = { type: '856', rows: [['BSN', '00', 'S1', '20260301', '0810']] };

test('ids, versions and numbers are those of the agreement, and each kind of sets has a group', async () => {
  const { text, asked } = await sent({ agreement: 'shop', messages: [bak, bsn] });
  assert.equal(
    text,
    'ISA*00*          *00*          *ZZ*US             *ZZ*THEM           *260302*0810*U*00401*000000017*0*T*>~' +
      'GS*PR*USGROUP*THEM*20260302*0810*30*X*004010~ST*855*0001~BAK*00*AD*PO-1*20260301~SE*3*0001~GE*1*30~' +
      'GS*SH*USGROUP*THEM*20260302*0810*31*X*004010~ST*856*0002~BSN*00*S1*20260301*0810~SE*3*0002~GE*1*31~IEA*2*000000017~',
  );
  assert.deepEqual(
    asked.map(({ agreement, awaits, shape }) => [agreement, awaits, shape.groups.map(({ kind }) => kind)]),
    [['shop', null, ['PR', 'SH']]],
  );
});

test('in EDIFACT a message gets its version, and an acknowledgement is asked for where it is waited for', async () => {
  const { text, asked } = await sent({
    partner: 'C2',
    messages: [{ type: 'ORDRSP', rows: [['BGM', '231', 'R1', '29']] }],
  });
  assert.match(text, /^UNB\+UNOC:3\+US:ZZ\+THEM:ZZ\+260302:0810\+17\+{4}1'/);
  assert.match(text, /UNH\+1\+ORDRSP:D:96A:UN:EAN008'BGM\+231\+R1\+29'UNT\+3\+1'UNZ\+1\+17'$/);
  assert.deepEqual(asked[0]?.awaits, { acknowledgementWithinMinutes: 5, what: 'messages' });
});

const wrong: readonly (readonly [name: string, value: unknown, settings: object, expected: RegExp])[] = [
  ['no object', 'text', {}, /It is no object/],
  ['no message', { agreement: 'shop', messages: [] }, {}, /There is no message in it/],
  ['a message without a type', { agreement: 'shop', messages: [{}] }, {}, /It says no type/],
  ['no agreement named', { messages: [bak] }, {}, /It names no agreement/],
  ['an agreement that is not there', { messages: [bak] }, { agreement: 'gone' }, /There is no agreement gone/],
  [
    'a type that it does not send',
    { agreement: 'store', messages: [bak] },
    {},
    /Agreement store does not send 855; it sends ORDRSP/,
  ],
  [
    'a partner with whom nothing such was agreed on',
    { partner: 'C2', messages: [bak] },
    {},
    /No active agreement with C2 sends 855/,
  ],
  ['a partner with two', { partner: 'C1', messages: [bsn] }, {}, /shop and shop-two send 856 to C1/],
  [
    'what has no such form',
    { agreement: 'shop', messages: [{ type: '855', rows: [['BAK', 'a*b']] }] },
    {},
    /would end it early/,
  ],
];
for (const [name, value, settings, expected] of wrong)
  test(`refused without a number: ${name}`, async () => {
    await assert.rejects(sent(value, settings), expected);
  });

test('only what says so is written under an agreement', () => {
  assert.deepEqual(
    [
      { name: 'edi' },
      { name: 'edi', agreements: true },
      { name: 'edi', agreement: 'shop' },
      { name: 'csv', agreements: true },
    ].map(isAgreed),
    [false, true, true, false],
  );
});
