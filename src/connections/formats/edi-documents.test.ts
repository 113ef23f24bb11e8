// Messages as documents of the same form whatever their standard, and the reverse, with what differs for a partner.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormatProblem } from './format.ts';
import type { FormatRecord } from './format.ts';
import { formats } from './formats.ts';

const x12 = (body: string): string =>
  `ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *210301*1200*U*00401*000000007*0*T*>~GS*PO*A*B*20260101*1200*1*X*004010~ST*850*0001~${body}SE*${body.split('~').length + 1}*0001~GE*1*1~IEA*1*000000007~`;
const edifact = (body: string): string =>
  `UNB+UNOC:3+A:14+B:14+260101:1200+1'UNH+1+ORDERS:D:01B:UN'${body}UNT+${body.split("'").length + 1}+1'UNZ+1+1'`;

async function read(text: string, settings: object = {}): Promise<FormatRecord> {
  const records: FormatRecord[] = [];
  const format = formats.get('edi') ?? assert.fail();
  for await (const record of format.read([Buffer.from(text)], { name: 'edi', documents: true, ...settings }))
    records.push(record);
  assert.equal(records.length, 1);
  return records[0] ?? assert.fail();
}

function contentOf({ document, problem }: FormatRecord): unknown {
  assert.equal(problem, undefined);
  return (document as { content: unknown }).content;
}

const lineOf850 = 'PO1*1*6*EA*12.5**UP*614141000012*VP*LAMP-01~';

test('an 850 and an ORDERS that say the same are the same document', async () => {
  const first = await read(
    x12(`BEG*00*SA*PO-7001**20260301~DTM*002*20260305~N1*BY*Corner Stores*UL*4012345000009~${lineOf850}CTT*1~`),
  );
  const second = await read(
    edifact(
      "BGM+220+PO-7001+9'DTM+137:20260301:102'DTM+2:20260305:102'NAD+BY+4012345000009::9++Corner Stores'LIN+1++614141000012:UP'PIA+5+LAMP-01:VP'QTY+21:6:EA'PRI+AAA:12.5'UNS+S'CNT+2:1'",
    ),
  );
  assert.deepEqual(contentOf(first), contentOf(second));
  assert.deepEqual(contentOf(first), {
    purpose: 'new',
    kind: 'stand_alone',
    externalId: 'PO-7001',
    issuedOn: '2026-03-01',
    requestedFor: '2026-03-05',
    parties: [{ role: 'buyer', name: 'Corner Stores', identifiers: [{ scheme: 'gln', id: '4012345000009' }] }],
    lines: [
      {
        line: '1',
        quantity: { value: '6', unit: 'each' },
        price: { amount: '12.5' },
        item: {
          identifiers: [
            { scheme: 'upc', id: '614141000012' },
            { scheme: 'sellers_part', id: 'LAMP-01' },
          ],
        },
      },
    ],
  });
  const { type, document, lost } = first.document as Record<string, unknown>;
  assert.deepEqual([type, document, lost], ['850', 'purchase-order', undefined]);
});

test('what has no place is told with the document, and so is a code without a word', async () => {
  const { document } = await read(x12(`BEG*00*SA*PO-1**20260301~REF*Q1*77~${lineOf850}SDQ*EA*92*12*6~`));
  const { content, lost, unnamed } = document as { content: { references: unknown }; lost: unknown; unnamed: unknown };
  assert.deepEqual(content.references, [{ kind: 'x12:Q1', id: '77' }]);
  assert.deepEqual(unnamed, [{ place: 'REF01', value: 'Q1' }]);
  assert.deepEqual(
    (lost as { place: string }[]).map(({ place }) => place),
    ['PO1[1]/SDQ01', 'PO1[1]/SDQ02', 'PO1[1]/SDQ03', 'PO1[1]/SDQ04'],
  );
});

test('a count that is wrong refuses in strict mode, and is told in lenient mode', async () => {
  const text = x12(`BEG*00*SA*PO-1**20260301~${lineOf850}CTT*2~`);
  const { problem } = await read(text);
  assert.match(problem?.detail ?? '', /^At CTT\[1\]\/CTT01: It says 2, and the number of lines is 1\./);
  const { document } = await read(text, { mode: 'lenient' });
  assert.equal((document as { doubts: unknown[] }).doubts.length, 1);
});

test('an overlay of the partner changes what a message means, in both directions', async () => {
  const overlay = {
    850: [
      'REF 01=IA',
      '  02 contract',
      'BEG',
      '  remove 06',
      'codes item_scheme',
      '  PI buyers_item',
      'PO1 -> lines[]',
      '  remove 05',
    ],
  };
  const text = x12('BEG*00*SA*PO-1**20260301~REF*IA*C-7~PO1*1*6*EA*12.5**PI*77120~');
  const content = contentOf(await read(text, { overlay })) as Record<string, unknown>;
  assert.equal(content['contract'], 'C-7');
  assert.deepEqual((content['lines'] as { item: { identifiers: unknown } }[])[0]?.item.identifiers, [
    { scheme: 'buyers_item', id: '77120' },
  ]);
  const { body } =
    formats.get('edi')?.write(
      { control: '1', prepared: '2026-03-01T08:00', messages: [{ type: '850', content }] },
      {
        name: 'edi',
        standard: 'x12',
        sender: { qualifier: 'ZZ', id: 'A' },
        receiver: { qualifier: 'ZZ', id: 'B' },
        overlay,
      },
    ) ?? assert.fail();
  assert.match(
    Buffer.from(body).toString(),
    /~BEG\*00\*SA\*PO-1\*\*20260301~REF\*IA\*C-7~PO1\*1\*6\*EA\*12\.5\*\*PI\*77120~CTT\*1~SE/,
  );
});

const complaints: readonly (readonly [overlay: object, pointer: string, detail: RegExp])[] = [
  [{ 850: ['XYZ 01=1', '  02 contract'] }, '/overlay/850', /Line 1 of it: XYZ is no segment that may stand there/],
  [{ 850: ['REF 01=IA', '  09 contract'] }, '/overlay/850', /Line 2 of it: REF of 004010 has no element 09/],
  [
    { 850: ['REF 01=IA', '  02 contractNumber'] },
    '/overlay/850',
    /Line 2 of it: purchase-order has no value contractNumber there/,
  ],
  [{ 850: ['BEG', '  remove 44'] }, '/overlay/850', /44 is to be removed, and there is none/],
  [{ 850: ['codes party_role', '  ZZ shop'] }, '/overlay/850', /Line 2 of it: shop is no word of party_role/],
  [{ 850: ['BEG', '    01 purpose'] }, '/overlay/850', /indented by two blanks/],
  [{ 999: [] }, '/overlay/999', /no correspondence of 999/],
];

for (const [overlay, pointer, detail] of complaints) {
  test(`an overlay that cannot be is refused with its line: ${JSON.stringify(overlay)}`, () => {
    const complaint = formats.get('edi')?.check({ name: 'edi', overlay });
    assert.equal(complaint?.pointer, pointer);
    assert.match(complaint.detail, detail);
  });
}

const settings = {
  name: 'edi',
  standard: 'x12',
  sender: { qualifier: 'ZZ', id: 'A' },
  receiver: { qualifier: 'ZZ', id: 'B' },
};
const written = (content: object, more: object = {}): string =>
  Buffer.from(
    formats
      .get('edi')
      ?.write(
        { control: '1', prepared: '2026-03-01T08:00', messages: [{ type: '855', content }] },
        { ...settings, ...more },
      ).body ?? [],
  ).toString();

test('a document is written as rows, and what the message cannot say refuses it unless that is left', () => {
  const content = {
    order: 'PO-1',
    answer: 'accepted',
    orderIssuedOn: '2026-03-01',
    lines: [{ line: '1', answers: [{ answer: 'accepted', quantity: { value: '6', unit: 'each' } }] }],
  };
  assert.match(written(content), /~BAK\*00\*AT\*PO-1\*20260301~PO1\*1~ACK\*IA\*6\*EA~CTT\*1~SE/);
  const more = { ...content, marks: [{ kind: 'sscc', id: '340123450000000018', text: ['x'] }] };
  assert.throws(
    () => written(more),
    (error) => error instanceof FormatProblem && /855 has no place for marks\[0\]\.text/.test(error.detail),
  );
  assert.match(written(more, { lost: 'leave' }), /~MAN\*GM\*340123450000000018~/);
});

test('a document without what the message must say is refused with the place', () => {
  assert.throws(
    () => written({ answer: 'accepted' }),
    (error) =>
      error instanceof FormatProblem && error.place === '/messages/0/content, BAK03' && /mandatory/.test(error.detail),
  );
});

test('a message without a correspondence comes with its rows', async () => {
  const { document } = await read(x12('ZZZ*1~').replace('ST*850', 'ST*830').replace('GS*PO', 'GS*PS'), {
    checks: 'envelopes',
  });
  assert('rows' in (document as object));
});
