// The agreements of the guide and of the example can be put as they are.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadContracts } from '#contracts/load.ts';
import { createBodyValidator } from '#http/bodies.ts';
import { agreementOf, problemsOf } from './define.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const [, inGuide = ''] = /<!-- agreement -->\n```json\n([\s\S]*?)\n```/.exec(read('docs/guides/edi-partners.md')) ?? [];

for (const [name, text] of Object.entries({ guide: inGuide, example: read('examples/edi/agreement.json') }))
  test(`the agreement of the ${name} can be put`, () => {
    const checked = createBodyValidator(loadContracts()).validate('agreement', JSON.parse(text));
    assert.ok(checked.ok, JSON.stringify(checked));
    assert.deepEqual(problemsOf(agreementOf('corner-stores', checked.value)), []);
  });
