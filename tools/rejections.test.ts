// Every refusal in the list is given by some test or scenario of the decisions: a code that nothing gives, or nothing proves, fails here.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { rejections } from '../src/kernel/rejections.ts';

test('every rejection code is given by a test', () => {
  const tests = globSync(['src/{processes,runtime}/**/*.test.ts', 'definitions/processes/*/scenarios/*.json'])
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  const unproven = Object.keys(rejections).filter(
    (code) => !tests.includes(`'${code}'`) && !tests.includes(`"refused": "${code}"`),
  );
  assert.deepEqual(unproven, []);
});
