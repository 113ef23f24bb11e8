import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gs1Code128, qrOf } from './symbols.ts';

test('elements are drawn as GS1-128, brackets in values too', () => {
  const plain = gs1Code128([{ ai: '10', value: 'A(1)B' }]);
  assert.match(plain.svg ?? '', /^<svg viewBox="0 0 \d+ \d+"/);
  const width = (svg: string | null): number => Number(/^<svg viewBox="0 0 (\d+)/.exec(svg ?? '')?.[1]);
  assert.equal(width(plain.svg), width(gs1Code128([{ ai: '10', value: 'AxyzB' }]).svg));
  assert.doesNotMatch(plain.svg ?? '', /script|href/);
});

test('what GS1-128 cannot hold is named', () => {
  const { svg, faults } = gs1Code128([
    { ai: '21', value: 'x'.repeat(20) },
    { ai: '240', value: 'x'.repeat(30) },
  ]);
  assert.equal(svg, null);
  assert.deepEqual(
    faults.map(({ code }) => code),
    ['symbol_too_long'],
  );
});

test('a link is drawn as a QR code', () => {
  assert.match(qrOf('https://id.gs1.org/01/09506000134352'), /^<svg viewBox="0 0 (\d+) \1"/);
});
