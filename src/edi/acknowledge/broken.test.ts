// Whatever came, its acknowledgement can be written, and the partner can read it without a fault.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MessageChecks } from '../checks/check.ts';
import { dictionaryOf } from '../dictionaries/load.ts';
import { readText } from '../edi.testsuite.ts';
import type { EdiItem } from '../envelope/model.ts';
import type { Standard } from '../syntax/separators.ts';
import { writeEdifact, writeX12 } from '../write/interchange.ts';
import type { EnvelopeOut } from '../write/interchange.ts';
import { contrl } from './contrl.ts';
import { Verdicts } from './verdicts.ts';
import type { InterchangeVerdict } from './verdicts.ts';
import { functionalAcknowledgement, ta1 } from './x12.ts';

const x12 = [
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *210301*1200*U*00401*000000007*0*T*:~',
  'GS*PO*SENDER*RECEIVER*20260101*1200*1*X*004010~',
  'ST*850*0001~BEG*00*NE*PO-1**20260101~REF*DP*038~PO1*1*10*EA*9.25**BP*A1~CTT*1~SE*6*0001~',
  'ST*850*0002~BEG*00*NE*PO-2**20260101~PO1*1*10*EA~SE*4*0002~',
  'GE*2*1~IEA*1*000000007~',
].join('');
const edifact = [
  "UNA:+.? 'UNB+UNOC:3+SENDER:14+RECEIVER:14+210301:1200+REF1'",
  "UNH+1+ORDERS:D:01B:UN'BGM+220+PO-1+9'DTM+137:20260101:102'LIN+1++4000001000005:SRV'QTY+21:5'UNS+S'UNT+7+1'",
  "UNZ+1+REF1'",
].join('');
const envelope = { sender: { qualifier: 'ZZ', id: 'US' }, receiver: { qualifier: 'ZZ', id: 'THEM' }, control: '41' };
const prepared = { date: '20260302', time: '0810' };
const plain = { isTest: false, wantsAcknowledgement: false };
const marks = { repetition: null, decimal: '.' } as const;
const out: Readonly<Record<Standard, EnvelopeOut>> = {
  x12: {
    ...envelope,
    ...plain,
    prepared,
    version: '00401',
    separators: { standard: 'x12', segment: '~', element: '*', component: '>', release: null, ...marks },
  },
  edifact: {
    ...envelope,
    ...plain,
    prepared,
    version: 'UNOC:3',
    separators: { standard: 'edifact', segment: "'", element: '+', component: ':', release: '?', ...marks },
  },
};

const piece = fc.constantFrom(
  '',
  '*',
  '~',
  ':',
  '+',
  "'",
  '?',
  '>',
  '\n',
  ' ',
  'ä',
  '\0',
  '9',
  'ST*',
  'UNH+',
  'X'.repeat(200),
);
const change = fc.tuple(fc.nat(400), fc.nat(8), piece);

for (const [standard, whole] of Object.entries({ x12, edifact } as const)) {
  test(`whatever is done to a file of ${standard}, its acknowledgement is one`, () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), fc.constantFrom('strict', 'lenient'), (changes, mode) => {
        let text: string = whole;
        for (const [at, length, inserted] of changes) text = text.slice(0, at) + inserted + text.slice(at + length);
        const verdicts = new Verdicts({ mode, keep: 'all' });
        for (const verdict of checked(Buffer.from(text)).flatMap((item) => verdicts.take(item) ?? []))
          for (const answer of answersTo(verdict)) assert.deepEqual(faultsIn(answer), [], JSON.stringify(text));
      }),
      { numRuns: 300 },
    );
  });
}

function answersTo(verdict: InterchangeVerdict): string[] {
  const { standard } = verdict.interchange;
  if (standard === 'edifact') {
    const answer = contrl(verdict, { control: '1' });
    return answer === null ? [] : [writeEdifact(out.edifact, [answer])];
  }
  const messages = verdict.groups.flatMap(
    (group, index) => functionalAcknowledgement(group, { type: '997', control: `000${index + 1}` }) ?? [],
  );
  const group = { kind: 'FA', sender: 'US', receiver: 'THEM', control: '41', version: '004010', messages };
  return [
    writeX12(
      out.x12,
      messages.length === 0 ? [] : [group],
      [ta1(verdict)].filter((row) => row !== null),
    ),
  ];
}

function checked(bytes: Buffer | string): EdiItem[] {
  const checks = new MessageChecks(dictionaryOf);
  return readText(bytes).map((item) => checks.checked(item));
}

function faultsIn(text: string): string[] {
  return checked(Buffer.from(text, 'latin1'))
    .flatMap((item) => (item.kind === 'message' ? item.message.faults : 'faults' in item ? item.faults : []))
    .map(({ code, segment, element, detail }) => `${code} ${segment ?? ''}${element ?? ''}: ${detail}`);
}
