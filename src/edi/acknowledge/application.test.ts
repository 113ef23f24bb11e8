// Application advice: written of what fails, and read of what others say of ours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../edi.testsuite.ts';
import { applicationAdvice, readApplicationAdvice } from './application.ts';
import type { Acknowledged } from './read.ts';

const failed = {
  type: '850',
  version: '004010',
  control: '0001',
  group: '41',
  interchange: '000000041',
  reasons: ['item_unknown /order/lines/0/item', 'a*b~c'],
};
const named = { reference: 'R1', date: '20260302' };

test('a document that fails is told by 824 or APERAK, without separators in its words', () => {
  assert.deepEqual(applicationAdvice('824', failed, named).rows, [
    ['BGN', '11', 'R1', '20260302'],
    ['OTI', 'TR', 'TN', '000000041', '', '', '', '', '41', '0001', '850', '004010'],
    ['TED', 'ZZZ', 'item_unknown /order/lines/0/item'],
    ['TED', 'ZZZ', 'a b c'],
  ]);
  assert.deepEqual(applicationAdvice('824', { ...failed, group: null, reasons: [] }, named).rows[1]?.[8], '');
  assert.deepEqual(applicationAdvice('APERAK', { ...failed, reasons: ['item_unknown'] }, named).rows, [
    ['BGM', '313', 'R1', '27'],
    ['DTM', ['137', '20260302', '102']],
    ['RFF', ['ACW', '0001']],
    ['RFF', ['AGO', '000000041']],
    ['ERC', 'ZZZ'],
    ['FTX', 'AAO', '', '', 'item_unknown'],
  ]);
});

const isa =
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *210301*1200*U*00401*000000007*0*T*:~GS*AG*A*B*20260101*1200*9*X*004010~';
function read(rows: string, type = '824'): Acknowledged | null | undefined {
  const text = `${isa}ST*${type}*0001~${rows}SE*9*0001~GE*1*9~IEA*1*000000007~`;
  const [found] = readText(text).flatMap((item) =>
    item.kind === 'message' ? [readApplicationAdvice(item.message)] : [],
  );
  return found;
}

test('of what we sent, 824 says group, set and reasons', () => {
  const told = read('BGN*11*1*20260101~TED*1~OTI*TR*TN*X*****17*0001*855*004010~TED*ZZZ*No such line*PO1*3*2~TED*007~');
  assert.deepEqual([told?.of, told?.control, told?.said, told?.messages.length], ['application', '17', 'refused', 1]);
  assert.deepEqual(told?.messages[0]?.notes, [
    {
      code: 'ZZZ',
      text: 'the application does not take it',
      segment: { id: 'PO1', position: 3 },
      element: '2',
      value: 'No such line',
    },
    { code: '007', text: 'the application does not take it', segment: null, element: null, value: null },
  ]);
});

const words: readonly (readonly [rows: string, said: string])[] = [
  ['OTI*TA*TN*X*****17*0001~OTI*TR*TN*X*****17*0002~OTI*TR*TN*X*****18*0002~', 'partly'],
  ['OTI*TA*TN*X*****17*0001~OTI*TE*TN*X*****17*0002~', 'noted'],
  ['OTI*TA*TN*X*****17*0001~', 'accepted'],
  ['OTI*TP*TN*X*****17*0001~', 'partly'],
  ['OTI*??*TN*X*****17*0001~TED*1**PO1*x~', 'unclear'],
  ['OTI*TR*PO*4711~', 'unclear'],
];
for (const [rows, said] of words)
  test(`${rows} says ${said}`, () => {
    assert.equal(read(rows)?.said, said);
  });

test('what is no 824 is none', () => {
  assert.equal(read('BEG*00~', '850'), null);
});
