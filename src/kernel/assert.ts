// For bugs only: what the world or a caller can cause is a fault or a rejection. Our own, because the pure part may not import node:assert.

export default function assert(condition: unknown, claim: string): asserts condition {
  if (!condition) throw new Error(`bug: it was assumed that ${claim}`);
}
