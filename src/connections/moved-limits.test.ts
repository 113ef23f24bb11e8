import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionOf } from './define.ts';
import { withMovedLimits } from './moved-limits.ts';

const stored = (settings: object, limits: object = {}, kind = 'http') =>
  connectionOf('erp', { kind, owner: 'ERP', settings: { url: 'https://erp.example', ...settings }, limits });

test('a rate that was stored among the settings is a limit, the slower one where there were two', () => {
  const cases: readonly (readonly [object, object, number | null, number])[] = [
    [{}, {}, null, 32],
    [{ perSecond: 5, burst: 10 }, {}, 5, 32],
    [{ perSecond: 5 }, { perSecond: 2 }, 2, 32],
    [{ perSecond: 5 }, { perSecond: 9 }, 5, 32],
    [{ concurrency: 4 }, {}, null, 4],
    [{ concurrency: 64 }, { concurrent: 8 }, null, 8],
  ];
  for (const [settings, limits, perSecond, concurrent] of cases) {
    const read = withMovedLimits(stored(settings, limits));
    assert.deepEqual(
      [read.limits.perSecond, read.limits.concurrent],
      [perSecond, concurrent],
      JSON.stringify(settings),
    );
    assert.deepEqual(read.settings, { url: 'https://erp.example' });
    assert.deepEqual(withMovedLimits({ ...read, kind: 'odata' }).limits, read.limits);
  }
});

test('settings of the same name elsewhere are left alone', () => {
  const other = stored({ perSecond: 5 }, {}, 'sql');
  assert.equal(withMovedLimits(other), other);
});
