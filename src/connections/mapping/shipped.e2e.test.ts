// The mappings that are shipped pass their golden cases, and a mapping that is changed by one letter does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContracts } from '#contracts/load.ts';
import { createValidator } from '#contracts/validate.ts';
import { checkMapping, passes } from './golden.ts';
import { loadMapping, mappingFolders, mappingsFolder } from './mapping-files.ts';

const validator = createValidator(loadContracts());

for (const folder of mappingFolders(mappingsFolder)) {
  test(`${folder.slice(mappingsFolder.length + 1)} passes its golden cases`, async () => {
    const { mapping, problems } = loadMapping(folder);
    assert.deepEqual(problems, []);
    assert(mapping !== null);
    const checked = await checkMapping(mapping, validator);
    assert(passes(checked), JSON.stringify(checked, null, 2));
  });
}

test('each case that fails says where, what was expected and what was made', async () => {
  const { mapping } = loadMapping(`${mappingsFolder}/shop-orders`);
  assert(mapping !== null);
  const wrong = { ...mapping, expression: mapping.expression.replace('$string(order_number)', 'order_number') };
  const [first, second] = (await checkMapping(wrong, validator)).cases;
  assert.deepEqual(
    second?.faults.map(({ pointer, message }) => [pointer, message]),
    [['/order/externalId', '"10023" is expected, and 10023 was made']],
  );
  assert.equal(first?.name, 'pick-up');
  const [one] = mapping.cases;
  assert(one !== undefined);
  const output = { order: { externalId: 10024 } };
  const broken = { ...mapping, expression: '{"order": {"externalId": 10024}}', cases: [{ ...one, output }] };
  const faults = (await checkMapping(broken, validator)).cases[0]?.faults ?? [];
  assert(
    faults.some(({ message }) => message.startsWith('the contract of order: ')),
    JSON.stringify(faults),
  );
  const unread = await checkMapping({ ...mapping, expression: '{\n  "a": $now()\n}' }, validator);
  assert.deepEqual([unread.expression?.line, unread.expression?.message.slice(0, 16)], [2, '$now is refused:']);
});
