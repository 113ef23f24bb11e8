// Files that were damaged on their way: each is read or refused with its reason, nothing else happens.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readUbl } from './read.ts';
import { toldOf } from './told.ts';
import { despatchAdvice, invoiceText, read } from './ubl.testsuite.ts';
import { writeUbl } from './write.ts';

const bytes = Buffer.from(invoiceText);

test('an invoice with pieces cut out, doubled or overwritten is told, and what was read can be written', () => {
  const damage = fc.record({
    from: fc.nat(bytes.length),
    length: fc.nat(400),
    to: fc.nat(bytes.length),
    kind: fc.constantFrom('cut', 'copy', 'noise'),
    noise: fc.uint8Array({ maxLength: 8 }),
  });
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (all) => {
      const broken = all.reduce((before: Buffer, { from, length, to, kind, noise }) => {
        const piece = before.subarray(from, from + length);
        if (kind === 'cut') return Buffer.concat([before.subarray(0, from), before.subarray(from + length)]);
        return Buffer.concat([before.subarray(0, to), kind === 'copy' ? piece : noise, before.subarray(to)]);
      }, bytes);
      const found = readUbl(broken);
      assert.ok(found.document !== null || found.faults.length === 1);
      for (const rules of ['peppol', 'en16931'] as const) assert.ok(Array.isArray(toldOf(found, rules).faults));
      if (found.document !== null) assert.ok(read(writeUbl(found.document)).document !== null);
    }),
    { numRuns: 150 },
  );
});

test('elements that change their names and places are told, and nothing is lost', () => {
  const names = [...new Set(invoiceText.match(/c[ab]c:\w+/g))];
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.constantFrom(...names), (from, to) => {
      const text = invoiceText.replaceAll(new RegExp(`${from}\\b`, 'g'), to);
      const found = read(text);
      assert.ok(found.document !== null);
      toldOf(found, 'peppol');
      const count = (written: string): number => [...written.matchAll(/<(?:\w+:)?\w+/g)].length;
      assert.equal(count(writeUbl(found.document)), count(text));
    }),
    { numRuns: 100 },
  );
});

test('twenty thousand elements of one kind, known or not, are read in one go', () => {
  for (const inside of ['<cbc:Colour/>', '<cac:Signature/>', '<cbc:UUID>1</cbc:UUID>', '<cbc:Note>n</cbc:Note>']) {
    const found = read(despatchAdvice({ inside: `<cac:Signature/>${inside.repeat(20_000)}` }));
    assert.ok(found.document !== null, inside);
    assert.ok(found.unmapped.length <= 1);
  }
});
