// From an interchange, over what the journal keeps of it, to what is answered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formats } from '#connections/formats/formats.ts';
import type { FormatRecord } from '#connections/formats/format.ts';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import { acknowledgementOf, acknowledgementVersion, isAnswered } from './acknowledgement.ts';
import { agreementOf } from './define.ts';
import type { AgreementRequest } from './define.ts';
import { Agreements } from './match.ts';
import type { Agreement } from './model.ts';
import { localTime } from './outgoing.ts';
import { isToAcknowledge, receivedData } from './received-event.ts';
import type { ReceivedInterchange } from './received-event.ts';

const to = { connection: 'shop', operation: 'acknowledge' };
const agreed = (more: Partial<AgreementRequest> = {}): Agreement =>
  agreementOf('shop', {
    owner: 'EDI team',
    partner: 'C1',
    standard: 'x12',
    indicator: 'production',
    ours: { qualifier: 'ZZ', id: 'US' },
    theirs: { qualifier: 'ZZ', id: 'THEM' },
    connections: ['shop'],
    checks: 'envelopes',
    receives: [{ type: '850', versions: ['004010'], mapping: 'edi-850' }],
    acknowledge: { messages: '997', to },
    ...more,
  });

const isa = (sets: string, { control = '000000007', asks = '0', indicator = 'P', from = 'THEM' } = {}): string =>
  `ISA*00*          *00*          *ZZ*${from.padEnd(15)}*ZZ*US             *210301*1200*U*00401*${control}*${asks}*${indicator}*:~${sets}IEA*1*${control}~`;
const group = (...sets: readonly string[]): string =>
  `GS*PO*THEM*US*20260101*1200*7*X*004010~${sets.join('')}GE*${sets.length}*7~`;
const set = (control: string, type = '850', count = 3): string =>
  `ST*${type}*${control}~BEG*00*NE*PO-1**20260101~SE*${count}*${control}~`;

async function read(text: string, agreement: Agreement, connection = 'shop'): Promise<FormatRecord[]> {
  const records: FormatRecord[] = [];
  const given = { inForce: new Agreements([agreement]), connection };
  const found = formats.get('edi')?.read([Buffer.from(text)], { name: 'edi', agreements: true }, given) ?? [];
  for await (const record of found) records.push(record);
  return records;
}

async function told(text: string, agreement = agreed()): Promise<ReceivedInterchange> {
  const [first] = await read(text, agreement);
  assert(first?.agreed?.kind === 'interchange');
  assert.equal(isToAcknowledge(first.agreed.verdict), true);
  const data = receivedData(agreement, first.agreed.verdict, { message: 'raw_1', connection: 'shop' });
  const checked = createValidator(loadContracts()).validate('edi-received', JSON.parse(JSON.stringify(data)));
  assert.ok(checked.ok, JSON.stringify(checked));
  return data;
}

const rows = (data: ReceivedInterchange, agreement: Agreement): unknown => {
  const out = acknowledgementOf(data, agreement);
  return out === null
    ? null
    : [...out.acknowledgements, ...out.messages.flatMap((message) => message.rows)].map((row) =>
        row.map((element) => (typeof element === 'string' ? element : JSON.stringify(element))).join('*'),
      );
};

test('each message goes through the mapping that its agreement names, and what was not agreed on is refused by name', async () => {
  const records = await read(isa(group(set('0001'), set('0002', '860'))), agreed());
  assert.deepEqual(
    records.map(({ place, mapping, problem, agreed: of }) => [place, mapping ?? of?.kind, problem?.code]),
    [
      ['interchange 000000007', 'interchange', undefined],
      ['line 1, message 0001', 'edi-850', undefined],
      ['line 1, message 0002', undefined, 'message_not_agreed'],
    ],
  );
  assert.match(records[2]?.problem?.detail ?? '', /Agreement shop does not take 860; it takes 850/);
  const old = await read(isa(group(set('0001'))), agreed({ receives: [{ type: '850', versions: ['005010'] }] }));
  assert.equal(old[1]?.problem?.code, 'version_not_agreed');
});

const strangers: readonly (readonly [name: string, text: string, connection: string, code: string])[] = [
  ['nobody we know', isa(group(set('0001')), { from: 'OTHERS' }), 'shop', 'agreement_unknown'],
  ['another way than was agreed on', isa(group(set('0001'))), 'somewhere', 'connection_not_agreed'],
  ['no envelope', group(set('0001')), 'shop', 'agreement_unknown'],
];
for (const [name, text, connection, code] of strangers)
  test(`${name}: nothing of the interchange is looked at, and those beside it go on`, async () => {
    const records = await read(`${text}${isa(group(set('0009')), { control: '000000008' })}`, agreed(), connection);
    assert.equal(records[0]?.problem?.code, code);
    assert.equal(records.at(-1)?.problem?.code, connection === 'shop' ? undefined : code);
  });

test('a test under an agreement for production is refused, and says so', async () => {
  const agreement = agreed();
  const data = await told(isa(group(set('0001')), { indicator: 'T' }), agreement);
  assert.deepEqual([data.verdict, data.faults, data.refused], ['refused', ['indicator_not_agreed'], 1]);
  assert.deepEqual(rows(data, agreement), ['TA1*000000007*210301*1200*R*020']);
});

const answers: readonly (readonly [
  name: string,
  acknowledge: AgreementRequest['acknowledge'],
  text: string,
  rows: readonly string[] | null,
])[] = [
  [
    '997 of each group',
    { messages: '997', to },
    isa(group(set('0001'))),
    ['AK1*PO*7', 'AK2*850*0001', 'AK5*A', 'AK9*A*1*1*1'],
  ],
  [
    '999 names version and convention',
    { messages: '999', to },
    isa(group(set('0001'))),
    ['AK1*PO*7*004010', 'AK2*850*0001*', 'IK5*A', 'AK9*A*1*1*1'],
  ],
  [
    'a set that was not agreed on',
    { messages: '997', to },
    isa(group(set('0001', '860'))),
    ['AK1*PO*7', 'AK2*860*0001', 'AK5*R*1', 'AK9*R*1*1*0'],
  ],
  ['TA1 when it is asked for', { to }, isa(group(set('0001')), { asks: '1' }), ['TA1*000000007*210301*1200*A*000']],
  ['nothing when nothing is asked for', { to }, isa(group(set('0001'))), null],
  ['TA1 always', { interchange: 'always', to }, isa(group(set('0001'))), ['TA1*000000007*210301*1200*A*000']],
  [
    'never TA1, though it is refused',
    { interchange: 'never', messages: '997', to },
    isa(group(set('0001')), { indicator: 'T' }),
    ['AK1*PO*7', 'AK2*850*0001', 'AK5*A', 'AK9*R*1*1*0'],
  ],
];
for (const [name, acknowledge, text, expected] of answers)
  test(`answered: ${name}`, async () => {
    const agreement = agreed({ ...(acknowledge !== undefined && { acknowledge }) });
    const data = await told(text, agreement);
    assert.deepEqual(rows(data, agreement), expected);
    assert.equal(isAnswered(data, agreement), expected !== null);
  });

test('of very many messages those with faults are told, and the others counted', async () => {
  const sets = Array.from({ length: 1_000 }, (_, index) =>
    set(String(index + 1).padStart(4, '0'), '850', index < 300 ? 9 : 3),
  );
  const data = await told(isa(group(...sets)));
  assert.deepEqual([data.messages, data.refused, data.groups[0]?.messages.length], [1_000, 300, 200]);
  assert.ok(JSON.stringify(data).length < 100_000);
});

test('acknowledgements are for no mapping, and never acknowledged', async () => {
  const fa = 'GS*FA*THEM*US*20260101*1200*7*X*004010~ST*997*0001~AK1*PO*5~AK9*A*1*1*1~SE*4*0001~GE*1*7~';
  const [first, second] = await read(isa(fa), agreed());
  assert(first?.agreed?.kind === 'interchange' && second?.agreed?.kind === 'acknowledgement');
  assert.equal(isToAcknowledge(first.agreed.verdict), false);
  assert.deepEqual([second.agreed.type, second.agreed.said.control, second.agreed.said.said], ['997', '5', 'accepted']);
});

test('what nothing is said of goes by the version of the group', async () => {
  const data = await told(isa(group(set('0001'))));
  assert.deepEqual(
    [acknowledgementVersion('997', data), acknowledgementVersion('999', data)],
    ['004010', '005010X231A1'],
  );
});

test('envelopes are dated by the clock that was agreed on', () => {
  const at = new Date('2026-03-01T23:30:00Z');
  assert.deepEqual([localTime(at, 'UTC'), localTime(at, 'Europe/Berlin')], ['2026-03-01T23:30', '2026-03-02T00:30']);
});
