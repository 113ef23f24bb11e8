// The examples of the guide: settings, what comes in, and the records that it says come of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { FormatSettings } from './format.ts';
import { formats } from './formats.ts';

const guide = readFileSync(new URL('../../../docs/guides/formats.md', import.meta.url), 'utf8');
const example =
  /<!-- example: (\w+) -->\n\n?```json\n([\s\S]*?)\n```\n\n?```text\n([\s\S]*?)```\n\n?```json\n([\s\S]*?)\n```/g;

const examples = [...guide.matchAll(example)];

test('every format but bytes has an example', () => {
  assert.deepEqual(
    [...new Set(examples.map(([, name]) => name))],
    [...formats.keys()].filter((name) => name !== 'binary'),
  );
});

for (const [, name = '', settings = '', input = '', expected = ''] of examples) {
  test(`the example of ${name} gives what the guide says`, async () => {
    const found: unknown[] = [];
    const own = JSON.parse(settings) as FormatSettings;
    for await (const { document, place, problem } of formats.get(name)?.read([Buffer.from(input)], own) ?? []) {
      found.push(problem === undefined ? document : `${place}: ${problem.detail}`);
    }
    assert.deepEqual(found, JSON.parse(expected));
  });
}

test('the guide lists every setting of every format', () => {
  for (const { name, settings } of formats.values()) {
    const [, section = ''] = guide.split(new RegExp(`^## (?:${name}|text and binary)$`, 'm'));
    const own = section.split(/^## /m)[0] ?? '';
    const missing = Object.keys(settings.properties ?? {}).filter((setting) => !own.includes(`\`${setting}\``));
    assert.deepEqual(missing, [], name);
  }
});
