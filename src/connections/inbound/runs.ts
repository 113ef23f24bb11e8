// Which documents may be decided together. The batcher keeps the order of events and of orders by itself; an item must be there
// before an order that names it, and an order before its change. Pure.

import type { MasterDataKind } from './word.ts';

interface WithDocument {
  readonly document: unknown;
}

type Class = 'facts' | 'master data' | 'later';

const masterData: ReadonlySet<string> = new Set(['item', 'site', 'partner'] satisfies MasterDataKind[]);

/** In their order, cut wherever what follows has to wait for what was before. */
export function runsOf<Each extends WithDocument>(documents: readonly Each[]): readonly (readonly Each[])[] {
  const runs: Each[][] = [];
  let before: Class | null = null;
  const names = new Set<string>();
  for (const each of documents) {
    const now = classOf(each.document);
    const name = now === 'master data' ? nameOf(each.document) : null;
    const last = runs.at(-1);
    // Changes, identifiers and documents that are written down look up their orders one by one, and master data is looked up before it is put: of two versions the newer comes later.
    const waits = now === 'later' || (name !== null && names.has(name)) || isKit(each.document);
    if (last === undefined || now !== before || waits) {
      runs.push([each]);
      names.clear();
    } else last.push(each);
    if (name !== null) names.add(name);
    before = now;
  }
  return runs;
}

function nameOf(document: unknown): string {
  const [kind = '', content] = Object.entries(document as object).find(([name]) => masterData.has(name)) ?? []; // An object: see classOf.
  return `${kind} ${String((content as { code?: unknown } | null)?.code)}`;
}

/** Its components are there before it. */
function isKit(document: unknown): boolean {
  const components = (document as { item?: { components?: unknown } | null } | null)?.item?.components;
  return Array.isArray(components) && components.length > 0;
}

function classOf(document: unknown): Class {
  if (typeof document !== 'object' || document === null) return 'facts';
  if (
    'orderChange' in document ||
    'orderCancel' in document ||
    'identifier' in document ||
    'deliveryRefused' in document ||
    'documentReceived' in document
  )
    return 'later';
  return Object.keys(document).some((name) => masterData.has(name)) ? 'master data' : 'facts';
}
