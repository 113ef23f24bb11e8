// The proof at the end: what the ledger shows for these files, item by item, against what the files say.
import { atOnce } from './at-once.ts';
import type { Client } from './client.ts';
import { importLimits } from './limits.ts';
import { pageOf } from './master-data.ts';
import { ImportProblem } from './problem.ts';
import { showSteps, toSteps } from './steps.ts';

export interface Difference {
  readonly item: string;
  readonly files: string;
  readonly ledger: string;
}

export interface Comparison {
  readonly items: number;
  readonly different: number;
  readonly differences: readonly Difference[];
}

export interface Expected {
  readonly source: string;
  readonly references: ReadonlySet<string>;
  readonly sums: ReadonlyMap<string, bigint>;
  /** Of events that the node refused. */
  readonly without: Readonly<Record<string, string>>;
}

const pageSize = 500;

/** Movements of the import's source with a reference out of the files; opening stock is left out. */
export async function compare(
  client: Client,
  expected: Expected,
  onDone: (items: number) => void,
): Promise<Comparison> {
  const differences: Difference[] = [];
  let different = 0;
  await atOnce(importLimits.requestsAtOnce * 2, expected.sums, async ([item, sum]) => {
    const files = sum - BigInt(expected.without[item] ?? '0');
    const ledger = await sumOf(client, item, expected);
    if (files !== ledger) {
      different += 1;
      if (differences.length < importLimits.differencesListed)
        differences.push({ item, files: showSteps(files), ledger: showSteps(ledger) });
    }
    onDone(1);
  });
  return {
    items: expected.sums.size,
    different,
    differences: differences.toSorted((one, other) => (one.item < other.item ? -1 : 1)),
  };
}

async function sumOf(client: Client, item: string, { source, references }: Expected): Promise<bigint> {
  let sum = 0n;
  let cursor: string | null = null;
  do {
    const path = `/v1/ledger?item=${encodeURIComponent(item)}&limit=${pageSize}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const page = pageOf(await client.get(path), '/v1/ledger');
    for (const movement of page.items) {
      if (
        movement['source'] !== source ||
        movement['kind'] === 'opening' ||
        !references.has(String(movement['reference']))
      )
        continue;
      const { quantity } = movement;
      const steps = typeof quantity === 'number' || typeof quantity === 'string' ? toSteps(quantity) : undefined;
      if (steps === undefined)
        throw new ImportProblem(
          `GET /v1/ledger gave the quantity ${String(quantity)} for ${item}: use the version of crossdock that the node has.`,
        );
      sum += steps;
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return sum;
}
