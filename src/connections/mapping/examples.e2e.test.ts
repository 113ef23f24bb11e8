// The mappings of the examples pass their golden cases, as whoever copies them would see it.
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import { checkMapping, passes } from './golden.ts';
import { loadMapping } from './mapping-files.ts';

const examples = fileURLToPath(new URL('../../../examples', import.meta.url));
const validator = createValidator(loadContracts());

for (const file of globSync('{edi,ubl,epcis}/mappings/*/mapping.json', { cwd: examples }).toSorted()) {
  const folder = dirname(file);
  test(`${folder} passes its golden cases`, async () => {
    const { mapping, problems } = loadMapping(join(examples, folder));
    assert.deepEqual(problems, []);
    assert(mapping !== null && mapping.cases.length > 0);
    const checked = await checkMapping(mapping, validator);
    assert(passes(checked), JSON.stringify(checked, null, 2));
  });
}
