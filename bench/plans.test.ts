import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPlans, timesOfNodes } from './plans.ts';

const logged = (plan: object, text = 'select\n  1'): string =>
  `2026-11-24 02:02:02.705 UTC [7] LOG:  duration: 0.512 ms  plan:\n${JSON.stringify(
    { 'Query Text': text, Plan: plan },
    null,
    2,
  )
    .split('\n')
    .map((line) => `\t${line}`)
    .join('\n')}\n`;

const scan = {
  'Node Type': 'Index Scan',
  'Relation Name': 'orders',
  'Index Name': 'orders_pkey',
  'Actual Total Time': 0.1,
  'Actual Rows': 1,
  'Actual Loops': 3,
};
const join = {
  'Node Type': 'Nested Loop',
  'Actual Total Time': 0.5,
  'Actual Rows': 3,
  'Actual Loops': 1,
  Plans: [scan],
};

test('plans are read among other lines, whole ones only', () => {
  const log = `\t"cut": 1\n\t}\n${logged(join)}2026-11-24 02:02:02.800 UTC [7] LOG:  checkpoint starting: time\n${logged(scan)}`;
  assert.deepEqual(readPlans(log), [
    { statement: 'select 1', plan: join },
    { statement: 'select 1', plan: scan },
  ]);
  assert.deepEqual(readPlans(''), []);
});

test('a node has the time of its loops without what is below it, over all plans of its statement', () => {
  const times = timesOfNodes(readPlans(logged(join) + logged(join) + logged(scan, 'select 2')));
  assert.deepEqual(
    times.map(({ statement, node, plans, milliseconds, rows }) => [
      statement,
      node,
      plans,
      milliseconds.toFixed(1),
      rows,
    ]),
    [
      ['select 1', 'Index Scan orders_pkey', 2, '0.6', 6],
      ['select 1', 'Nested Loop', 2, '0.4', 6],
      ['select 2', 'Index Scan orders_pkey', 1, '0.3', 3],
    ],
  );
});

test('a node is named by what it does and to what; what never ran took nothing', () => {
  const insert = { 'Node Type': 'ModifyTable', Operation: 'Insert', 'Relation Name': 'journal', Plans: [scan] };
  const { 'Index Name': _, ...withoutIndex } = scan;
  const filter = { ...withoutIndex, 'Node Type': 'Seq Scan', 'Rows Removed by Filter': 20 };
  assert.deepEqual(
    timesOfNodes([
      { statement: 'a', plan: insert },
      { statement: 'b', plan: filter },
    ]).map(({ node, milliseconds, removed }) => [node, milliseconds.toFixed(1), removed]),
    [
      ['Index Scan orders_pkey', '0.3', 0],
      ['Seq Scan orders', '0.3', 60],
      ['Insert journal', '0.0', 0],
    ],
  );
});
