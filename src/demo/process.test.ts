import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue } from '#processes/catalogue.ts';
import { loadProcesses } from '#statecharts/load.ts';
import { readDefinition } from '#statecharts/read.ts';
import { atDemoPace } from './process.ts';

const shipped = loadProcesses().map(({ name, versions }) => ({ name, text: versions.at(-1)?.text ?? '' }));

function clocksOf(text: string): string[] {
  return [...text.matchAll(/"after": "(\w+)"/g)].map((found) => found[1] ?? '');
}

test('every shipped process can be read at the pace of the demo, under a number and an owner that say so', () => {
  for (const { name, text } of shipped) {
    const { version, content } = atDemoPace(text, 60);
    const read = readDefinition(content, catalogue);
    assert.ok('definition' in read);
    const { process: title, owner, description } = read.definition;
    assert.deepEqual([title, read.definition.version, version], [name, version, 1_001]);
    assert.match(owner, / \(demo\)$/);
    assert.match(description, /^At the pace of the demo, at which 60 minutes pass in a second: v1 /);
  }
});

test('only the clocks differ from what is shipped', () => {
  for (const { text } of shipped) {
    const shortened = clocksOf(atDemoPace(text, 60).content);
    assert.deepEqual(
      shortened,
      clocksOf(text).map((after) => ({ P5D: 'PT120S', P7D: 'PT168S' })[after] ?? 'PT1M'),
    );
    const asTheClockGoes = JSON.parse(atDemoPace(text, 1 / 60).content) as { chart: unknown };
    const longer = JSON.parse(atDemoPace(text, 1).content) as { chart: unknown };
    assert.ok(clocksOf(JSON.stringify(longer, null, 1)).includes('PT240S'), 'four hours in four minutes');
    const chart = (JSON.parse(text) as { chart: unknown }).chart;
    const without = (value: unknown): string => JSON.stringify(value).replaceAll(/"after":"\w+"/g, '');
    assert.equal(without(asTheClockGoes.chart), without(chart));
  }
});

test('a text that is no duration stays as it is', () => {
  const content = JSON.stringify({
    version: 1,
    owner: 'o',
    description: 'd',
    chart: { after: 'later', other: 'PT4H' },
  });
  const { chart } = JSON.parse(atDemoPace(content, 60).content) as { chart: unknown };
  assert.deepEqual(chart, { after: 'later', other: 'PT4H' });
});
