import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownTime } from './profile-node.ts';

test('own time is counted between two moments before the end, by part and by function, without what was idle', () => {
  const frame = (functionName: string, url = ''): { functionName: string; url: string; lineNumber: number } => ({
    functionName,
    url,
    lineNumber: 6,
  });
  const found = ownTime(
    {
      nodes: [
        { id: 1, callFrame: frame('(idle)') },
        { id: 2, callFrame: frame('decide', 'file:///home/shop/crossdock/src/processes/decide.ts') },
        { id: 3, callFrame: frame('', 'file:///home/shop/crossdock/node_modules/@scope/name/lib/index.js') },
        { id: 4, callFrame: frame('(garbage collector)') },
        { id: 5, callFrame: frame('writev') },
      ],
      samples: [2, 1, 2, 3, 4, 5, 2],
      timeDeltas: [1_000, 1_000, 2_000, 1_000, 3_000, 1_000, 1_000],
      startTime: 0,
      endTime: 10_000,
    },
    { fromMs: 8, toMs: 1 },
  );
  assert.deepEqual(found, {
    busy: 7_000,
    parts: [
      ['Node: garbage collection', 3_000],
      ['src/processes', 2_000],
      ['package @scope/name', 1_000],
      ['Node: native code', 1_000],
    ],
    functions: [
      ['(garbage collector)', 3_000],
      ['decide src/processes/decide.ts:7', 2_000],
      ['(anonymous) node_modules/@scope/name/lib/index.js:7', 1_000],
      ['writev', 1_000],
    ],
  });
});
