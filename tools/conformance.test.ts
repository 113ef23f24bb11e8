// Held against the published tests of standards, where they are. `npm run conformance` prints the same as a table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dataFolder, held, missing } from './conformance/standard.ts';
import { standards } from './conformance/standards.ts';

const named = process.env['CROSSDOCK_TEST_DATA'];
const data = dataFolder(named);

for (const standard of standards) {
  // A folder that was named must be right; without a name its tests are an extra.
  const skip = named === undefined && (missing(standard, data) ?? false);
  test(`${standard.name}: as its own tests say, or named with its reason`, { skip }, (context) => {
    const { tried, asExpected, differing } = held(standard, data);
    assert.ok(tried > 0);
    context.diagnostic(`${asExpected} of ${tried} as expected, ${tried - asExpected} differing for known reasons`);
    assert.deepEqual(
      differing.filter(({ reason }) => reason === null),
      [],
    );
  });
}
