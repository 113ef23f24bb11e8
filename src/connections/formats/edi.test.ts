// Interchanges in and out of mappings.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormatProblem } from './format.ts';
import type { FormatRecord } from './format.ts';
import { formats } from './formats.ts';

const isa =
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *210301*1200*U*00401*000000007*0*T*>~';
const order = (count = 3): string => `ST*850*0001~SLN*1**I*A>B~SE*${count}*0001~`;
const file = (body: string, sets = 1): string =>
  `${isa}GS*PO*A*B*20260101*1200*1*X*004010~${body}GE*${sets}*1~IEA*1*000000007~`;

const settings = {
  name: 'edi',
  standard: 'x12',
  sender: { qualifier: 'ZZ', id: 'US', group: 'OURS' },
  receiver: { qualifier: '01', id: 'THEM' },
  test: true,
} as const;
const value = {
  control: '12',
  prepared: '2026-03-02T08:10:00',
  messages: [
    {
      type: '855',
      rows: [
        ['BAK', '00', 'AD', 'PO-1', null, 20260302],
        ['PO1', ['1', '2'], '10'],
      ],
    },
  ],
};

function format(): NonNullable<ReturnType<typeof formats.get>> {
  const found = formats.get('edi');
  assert(found !== undefined);
  return found;
}

/** Envelopes alone: what stands in them is made up. */
async function read(
  text: string | Uint8Array,
  mode?: 'strict' | 'lenient',
  checks: 'content' | 'envelopes' = 'envelopes',
): Promise<FormatRecord[]> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const records: FormatRecord[] = [];
  const given = { name: 'edi', checks, ...(mode !== undefined && { mode }) };
  for await (const record of format().read([bytes], given)) records.push(record);
  return records;
}

function documentOf(record: FormatRecord | undefined): Readonly<Record<string, unknown>> {
  assert(record?.document !== undefined, JSON.stringify(record));
  return record.document as Readonly<Record<string, unknown>>;
}

function rowsOf(record: FormatRecord | undefined): readonly unknown[] {
  return documentOf(record)['rows'] as readonly unknown[];
}

test('each message is a record, with its rows as they are written too', async () => {
  const [record] = await read(file(order()));
  assert.deepEqual(record, {
    place: 'line 1, message 0001',
    document: {
      type: '850',
      version: '004010',
      control: '0001',
      interchange: {
        standard: 'x12',
        control: '000000007',
        sender: { qualifier: 'ZZ', id: 'SENDER' },
        receiver: { qualifier: 'ZZ', id: 'RECEIVER' },
        version: '00401',
        prepared: '210301 1200',
        isTest: true,
      },
      group: { kind: 'PO', control: '1' },
      rows: [
        { segment: 'ST', ST01: '850', ST02: '0001' },
        { segment: 'SLN', SLN01: '1', SLN03: 'I', SLN04: ['A', 'B'] },
        { segment: 'SE', SE01: '3', SE02: '0001' },
      ],
      tree: {},
      unplaced: [{ segment: 'SLN', SLN01: '1', SLN03: 'I', SLN04: ['A', 'B'] }],
    },
  });
});

test('one message that is refused leaves the others alone; lenient agreements take it and say what they let through', async () => {
  const text = file(`${order(9)}${order().replaceAll('0001', '0002')}`, 2);
  const [wrong, right] = await read(text);
  assert.match(wrong?.problem?.detail ?? '', /^At line 1, SE01: SE says 9, and there are 3 segments\. Rule: X12\.6/);
  assert.notEqual(wrong?.problem?.fix, '');
  assert.equal(documentOf(right)['control'], '0002');
  const [taken] = await read(text, 'lenient');
  assert.deepEqual(documentOf(taken)['letThrough'], [
    { code: 'message_count_wrong', detail: 'SE says 9, and there are 3 segments.', line: 1 },
  ]);
});

test('what is wrong with an interchange refuses each of its messages, and no other interchange', async () => {
  const records = await read(`${file(order()).replace('IEA*1*000000007', 'IEA*1*000000008')}${file(order())}`);
  assert.deepEqual(
    records.map(({ problem }) => problem !== undefined),
    [true, false],
  );
  const cut = await read(`${isa}GS*PO*A*B*20260101*1200*1*X*004010~${order()}`, 'lenient');
  assert.match(cut[0]?.problem?.detail ?? '', /GS 1 is not closed/);
});

test('what stands in a message is checked by the dictionary of its version', async () => {
  const order = 'ST*850*0001~BEG*00*NE*PO-1**20260230~PO1*1*10*EA~SE*4*0001~';
  const [wrong] = await read(file(order), 'lenient', 'content');
  assert.match(wrong?.problem?.detail ?? '', /BEG05.* is "20260230", which is no date/);
  const [right] = await read(file(order.replace('0230', '0228')), 'strict', 'content');
  assert.deepEqual(documentOf(right)['tree'], {
    BEG: { segment: 'BEG', BEG01: '00', BEG02: 'NE', BEG03: 'PO-1', BEG05: '20260228' },
    PO1_loop: [{ PO1: { segment: 'PO1', PO101: '1', PO102: '10', PO103: 'EA' } }],
  });
});

test('acknowledgements come with what they say, and an interchange without messages does not pass in silence', async () => {
  const records = await read(
    `${isa}TA1*000000003*210301*1200*R*001~IEA*0*000000007~${file('ST*997*0001~AK1*PO*17~AK9*A*1*1*1~SE*4*0001~').replace('GS*PO', 'GS*FA')}${isa}IEA*0*000000007~`,
  );
  assert.deepEqual(
    records.map(({ document }) => {
      const { type, acknowledges } = document as { type: string; acknowledges?: { control: string; said: string } };
      return [type, acknowledges?.control, acknowledges?.said];
    }),
    [
      ['TA1', '000000003', 'refused'],
      ['997', '17', 'accepted'],
      ['', undefined, undefined],
    ],
  );
});

test('what is no EDI ends the reading with its reason', async () => {
  await assert.rejects(read('{"order": 1}'), (error) => error instanceof FormatProblem && /JSON/.test(error.detail));
});

test('an interchange is written from rows, and read again', async () => {
  const { body, mediaType } = format().write(value, settings);
  assert.equal(mediaType, 'application/EDI-X12');
  const text = Buffer.from(body).toString('latin1');
  assert.match(
    text,
    /~GS\*PR\*OURS\*THEM\*20260302\*0810\*12\*X\*004010~ST\*855\*0001~BAK\*00\*AD\*PO-1\*\*20260302~PO1\*1>2\*10~SE\*4\*0001~GE\*1\*12~IEA\*1\*000000012~$/,
  );
  const [record] = await read(body);
  const rows = rowsOf(record).slice(1, -1);
  assert.deepEqual(rows, [
    { segment: 'BAK', BAK01: '00', BAK02: 'AD', BAK03: 'PO-1', BAK05: '20260302' },
    { segment: 'PO1', PO101: ['1', '2'], PO102: '10' },
  ]);
  const again = format().write({ ...value, messages: [{ type: '855', rows }] }, settings);
  assert.deepEqual(again.body, body, 'rows are written as they were read');
});

test('an EDIFACT interchange is written with the letters of its values released', async () => {
  const messages = [
    {
      type: 'ORDERS:D:96A:UN:EAN008',
      rows: [
        ['BGM', '220', "it's+1"],
        ['NAD', 'BY', ['4012345000009', '', '9']],
      ],
    },
  ];
  const { body } = format().write({ ...value, control: 'REF1', messages }, { ...settings, standard: 'edifact' });
  const text = Buffer.from(body).toString('latin1');
  assert.match(
    text,
    /^UNB\+UNOC:3\+US:ZZ\+THEM:01\+260302:0810\+REF1\+{6}1'UNH\+1\+ORDERS:D:96A:UN:EAN008'BGM\+220\+it\?'s\?\+1'NAD\+BY\+4012345000009::9'UNT\+4\+1'UNZ\+1\+REF1'$/,
  );
  const [record] = await read(body);
  assert.deepEqual(rowsOf(record)[1], { segment: 'BGM', BGM01: '220', BGM02: "it's+1" });
});

const wrong: readonly (readonly [what: string, value: unknown, place: string])[] = [
  ['no object', 'hello', 'the value'],
  ['no control number', { ...value, control: 'x' }, '/control'],
  ['no time', { ...value, prepared: 'yesterday' }, '/prepared'],
  ['no messages', { ...value, messages: {} }, '/messages'],
  ['an unknown set', { ...value, messages: [{ type: '999999', rows: [] }] }, '/messages'],
  ['a row without a name', { ...value, messages: [{ type: '855', rows: [['bak']] }] }, '/messages/0/rows/0'],
  [
    'a number that is not whole',
    { ...value, messages: [{ type: '855', rows: [['BAK', 1.5]] }] },
    '/messages/0/rows/0/BAK01',
  ],
  ['a separator in a value', { ...value, messages: [{ type: '855', rows: [['BAK', 'a*b']] }] }, 'BAK01'],
];

for (const [what, given, place] of wrong) {
  test(`${what} is refused with its place`, () => {
    assert.throws(
      () => format().write(given, settings),
      (error) => error instanceof FormatProblem && error.place === place && error.fix !== '',
    );
  });
}

test('without partners nothing is written', () => {
  assert.throws(() => format().write(value, { name: 'edi' }), /Set standard, sender and receiver/);
});
