import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineChart, niceTicks } from './chart.ts';

test('ticks go from zero to the highest value or above, in round steps', () => {
  assert.deepEqual(niceTicks(100), [0, 20, 40, 60, 80, 100]);
  assert.deepEqual(niceTicks(104), [0, 50, 100, 150]);
  assert.deepEqual(niceTicks(0.3), [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(niceTicks(0), [0, 0.2, 0.4, 0.6, 0.8, 1]);
});

test('every point of a logarithmic axis has its tick, and every line its name', () => {
  const svg = lineChart({
    title: 'Orders & <stock>',
    x: { label: 'orders stored', logarithmic: true },
    y: { label: '%' },
    mark: { y: 90, name: 'target' },
    series: [
      {
        name: 'one',
        points: [
          { x: 1_000, y: 100 },
          { x: 100_000, y: 98 },
        ],
      },
      { name: 'other', points: [{ x: 1_000_000, y: 98 }] },
    ],
  });
  assert.match(svg, /Orders &amp; &lt;stock&gt;/);
  for (const tick of ['1,000', '100 k', '1 M', 'one', 'other', 'target']) assert.ok(svg.includes(`>${tick}<`), tick);
  const heights = [...svg.matchAll(/y="([\d.]+)"[^>]*>(?:one|other|target)</g)].map(([, y]) => Number(y));
  assert.equal(heights.length, 3);
  for (const [index, one] of heights.entries())
    for (const other of heights.slice(index + 1))
      assert.ok(Math.abs(one - other) >= 16, 'names do not cover each other');
});
