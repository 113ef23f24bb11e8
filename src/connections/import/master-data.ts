// Items and the site that the files speak of: those that the network lacks are created, those it has are left as they are.
import { atOnce } from './at-once.ts';
import type { Client } from './client.ts';
import type { Mapping } from './mapping-file.ts';
import { importLimits } from './limits.ts';
import { ImportProblem } from './problem.ts';

const pageSize = 500;

export async function ensureSite(client: Client, mapping: Mapping): Promise<void> {
  if (mapping.site === null) return;
  const path = `/v1/sites/${encodeURIComponent(mapping.site.code)}`;
  if ((await client.get(path)) === undefined) await client.put(path, mapping.site.document);
}

/** Returns how many items were created. */
export async function ensureItems(
  client: Client,
  mapping: Mapping,
  items: ReadonlyMap<string, string>,
  onDone: (items: number) => void,
): Promise<number> {
  const missing = new Map(items);
  for await (const code of knownItems(client)) if (missing.delete(code)) onDone(1);
  const { createItems } = mapping;
  if (createItems === null) {
    if (missing.size === 0) return 0;
    const some = [...missing.keys()].slice(0, 10).join(', ');
    throw new ImportProblem(
      `The network lacks ${missing.size} items of the files (${some}${missing.size > 10 ? ', …' : ''}): create them, or set "createItems" in the mapping.`,
    );
  }
  await atOnce(importLimits.requestsAtOnce * 8, missing, async ([code, name]) => {
    await client.put(`/v1/items/${encodeURIComponent(code)}`, {
      name: name === '' ? code : name,
      unit: createItems.unit,
    });
    onDone(1);
  });
  return missing.size;
}

async function* knownItems(client: Client): AsyncGenerator<string> {
  let cursor: string | null = null;
  do {
    const page = pageOf(
      await client.get(`/v1/items?limit=${pageSize}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`),
      '/v1/items',
    );
    for (const item of page.items) yield String(item['code']);
    cursor = page.nextCursor;
  } while (cursor !== null);
}

export interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly nextCursor: string | null;
}

export function pageOf(answer: unknown, path: string): Page {
  const ok =
    typeof answer === 'object' &&
    answer !== null &&
    'items' in answer &&
    Array.isArray(answer.items) &&
    'nextCursor' in answer;
  if (!ok)
    throw new ImportProblem(
      `GET ${path} did not answer with a page: correct --url, or use the version of crossdock that the node has.`,
    );
  return answer as Page; // `items` of a page are objects by the description of the API.
}
