// Which documents may be decided together. The batcher keeps the order of events and of orders by itself; an item must be there
// before an order that names it, and an order before its change. Pure.

interface WithDocument {
  readonly document: unknown;
}

type Class = 'facts' | 'master data' | 'later';

/** In their order, cut wherever what follows has to wait for what was before. */
export function runsOf<Each extends WithDocument>(documents: readonly Each[]): readonly (readonly Each[])[] {
  const runs: Each[][] = [];
  let before: Class | null = null;
  for (const each of documents) {
    const now = classOf(each.document);
    const last = runs.at(-1);
    // Changes look up their order one by one.
    if (last === undefined || now !== before || now === 'later') runs.push([each]);
    else last.push(each);
    before = now;
  }
  return runs;
}

function classOf(document: unknown): Class {
  if (typeof document !== 'object' || document === null) return 'facts';
  if ('orderChange' in document || 'orderCancel' in document) return 'later';
  return 'item' in document || 'site' in document || 'partner' in document ? 'master data' : 'facts';
}
