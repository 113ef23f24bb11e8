import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTraceparent, spanIdOf, traceIdOf } from './trace-ids.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const spanId = '00f067aa0ba902b7';

test('a correlation id that is a trace id names its own trace, any other the one of its digest', () => {
  assert.equal(traceIdOf(traceId), traceId);
  for (const other of ['R-1', '', traceId.toUpperCase(), '0'.repeat(32), `${traceId}0`]) {
    assert.match(traceIdOf(other), /^[0-9a-f]{32}$/);
    assert.notEqual(traceIdOf(other), other);
  }
  // The first bytes of the published digest of "abc" (FIPS 180-2, appendix B.1).
  assert.equal(traceIdOf('abc'), 'ba7816bf8f01cfea414140de5dae2223');
  assert.equal(spanIdOf('abc'), 'ba7816bf8f01cfea');
});

test('a traceparent is read as the standard has it', () => {
  const cases: readonly (readonly [string, ReturnType<typeof readTraceparent>])[] = [
    [`00-${traceId}-${spanId}-01`, { traceId, spanId, flags: 1 }],
    [`00-${traceId}-${spanId}-00`, { traceId, spanId, flags: 0 }],
    [`cc-${traceId}-${spanId}-01-what-the-future-brings`, { traceId, spanId, flags: 1 }],
    [`ff-${traceId}-${spanId}-01`, null],
    [`00-${'0'.repeat(32)}-${spanId}-01`, null],
    [`00-${traceId}-${'0'.repeat(16)}-01`, null],
    [`00-${traceId.toUpperCase()}-${spanId}-01`, null],
    [`00-${traceId}-${spanId}-01x`, null],
    [`00-${traceId}-${spanId}`, null],
    ['', null],
  ];
  for (const [text, read] of cases) assert.deepEqual(readTraceparent(text), read, text);
});
