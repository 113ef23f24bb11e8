import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryLines } from './timeline-text.ts';
import type { ShownEntry } from './timeline-text.ts';

function entry(name: string): ShownEntry {
  return {
    type: 'crossdock.order.closed.v1',
    recordedAt: '2026-01-02T03:04:05.678Z',
    who: { kind: 'caller', name },
    what: 'Closed.',
    case: null,
    decisions: [],
    deliveries: [
      { connection: 'shop', state: 'queued', attempts: 1, deliveredAt: null, lastError: { status: 503 } },
      { connection: 'erp', state: 'delivered', attempts: 2, deliveredAt: '2026-01-02T03:05:00.000Z', lastError: null },
    ],
    intake: null,
  } as unknown as ShownEntry; // What the lines do not show is left out.
}

test('who did it never moves what was done, however long the name', () => {
  const names = ['ERP', 'Warehouse management of the northern sites'];
  const [short = [], long = []] = names.map((name) => entryLines(entry(name), false));
  assert.match(long[0] ?? '', /^2026-01-02 03:04:05Z {2}Warehouse managem… {2}Closed\.$/);
  assert.equal(short[0]?.indexOf('Closed.'), long[0]?.indexOf('Closed.'));
  assert.equal(short[1]?.indexOf('→'), long[0]?.indexOf('Closed.'));
  assert.deepEqual(
    short.slice(1).map((line) => line.trim()),
    ['→ shop: queued after 1 attempt: {"status":503}', '→ erp was told, 2 attempts, at 2026-01-02 03:05:00Z'],
  );
});
