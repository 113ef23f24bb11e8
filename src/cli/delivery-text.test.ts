import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Preview } from '#connections/outbound/preview.ts';
import { previewLines } from './delivery-text.ts';

const preview: Preview = {
  ...{ seq: 7, connection: 'erp', operation: 'keep', lane: 'ord_1', type: 't', state: 'dead' },
  ...{ value: {}, written: null, problem: null, looked: true, why: null, there: {}, isDone: false },
  differences: [
    { pointer: '/quantity', there: 2, wouldBe: 3 },
    { pointer: '/note', there: null, wouldBe: `a\nlong ${'x'.repeat(60)}` },
  ],
  isCut: false,
};

test('what is there stands beside what it would become', () => {
  assert.deepEqual(previewLines(preview), [
    'Delivery 7 to erp, keep, about ord_1 (dead)',
    '  It is not done there.',
    '  field      there now  would be',
    '  /quantity  2          3',
    `  /note      -          a long ${'x'.repeat(36)}…`,
  ]);
});

test('what cannot be sent, or not be looked at, is said with its reason', () => {
  const problem = { code: 'mapping_failed', detail: 'No field x.', fix: 'Correct it.' } as const;
  assert.match(previewLines({ ...preview, problem })[1] ?? '', /cannot be sent: No field x\. Correct it\./);
  assert.match(previewLines({ ...preview, looked: false, why: 'It is away.' })[1] ?? '', /not looked at: It is away\./);
  assert.match(
    previewLines({ ...preview, differences: [], isDone: true }).join('\n'),
    /done there already.*\n.*Nothing would change/,
  );
});
