// Segments in the loops that their dictionary gives them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dictionaryOf } from './dictionaries/load.ts';
import { lines } from './edi.testsuite.ts';
import { treeOf } from './tree.ts';
import type { Placed } from './tree.ts';

const isa =
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *210301*1200*U*00401*000000007*0*T*:~';

function placed(type: string, ...rows: readonly string[]): Placed<string> {
  const tables = dictionaryOf('x12', '004010');
  const message = tables?.messages.get(type);
  assert(tables !== null && message !== undefined);
  const segments = lines(`${isa}ST*${type}*1~${rows.map((row) => `${row}~`).join('')}SE*9*1~`).slice(1);
  return treeOf(segments, { tables, message }, ({ elements }) => elements.join('*'));
}

test('segments stand by their names, and loops in each other', () => {
  const { tree, unplaced } = placed(
    '850',
    'BEG*00',
    'REF*DP',
    'REF*IA',
    'N1*BY*A',
    'N1*ST*B',
    'N3*Street',
    'PO1*1',
    'PID*F',
    'PID*G',
    'PO1*2',
    'CTT*2',
  );
  assert.deepEqual(tree, {
    BEG: 'BEG*00',
    REF: ['REF*DP', 'REF*IA'],
    N1_loop: [{ N1: 'N1*BY*A' }, { N1: 'N1*ST*B', N3: ['N3*Street'] }],
    PO1_loop: [{ PO1: 'PO1*1', PID_loop: [{ PID: 'PID*F' }, { PID: 'PID*G' }] }, { PO1: 'PO1*2' }],
    CTT_loop: [{ CTT: 'CTT*2' }],
  });
  assert.deepEqual(unplaced, []);
});

test('nothing is lost: what comes too often is kept, and what has no place stands beside', () => {
  const { tree, unplaced } = placed('850', 'BEG*00', 'BEG*01', 'W05*N', 'ZZZ*1', 'PO1*1');
  assert.deepEqual(tree, { BEG: ['BEG*00', 'BEG*01'], PO1_loop: [{ PO1: 'PO1*1' }] });
  assert.deepEqual(unplaced, ['W05*N', 'ZZZ*1']);
});
