// Reads of a draft. What was not loaded is noted as missing and read as empty; the turn then loads it and decides again, so a
// decision that saw an empty stand-in is never kept.
import assert from '#kernel/assert.ts';
import { read } from '#kernel/layer.ts';
import { emptyBalance, partKey, stockKey } from './model.ts';
import type { Absolute, Balance, Detail, Part, StockDraft, Supply } from './model.ts';

export function readBalance(draft: StockDraft, item: string, site: string): Balance {
  const key = stockKey(item, site);
  const balance = read(draft.balances, key);
  if (balance !== undefined) return balance;
  draft.missing.balances.add(key);
  return emptyBalance(item, site);
}

export function readDetails(draft: StockDraft, item: string, site: string): readonly Detail[] {
  return readDetailed(draft, draft.details, item, site);
}

export function readAbsolutes(draft: StockDraft, item: string, site: string): readonly Absolute[] {
  return readDetailed(draft, draft.absolutes, item, site);
}

export function readSupplies(draft: StockDraft, item: string, site: string): readonly Supply[] {
  return readDetailed(draft, draft.supplies, item, site);
}

/** Parts that wait for goods at the site, oldest first. */
export function readWaiting(draft: StockDraft, item: string, site: string): readonly Part[] {
  return readDetailed(draft, draft.waiting, item, site).map((key) => present(read(draft.parts, key)));
}

export function readPart(draft: StockDraft, holder: string, part: number): Part {
  return present(read(draft.parts, partKey(holder, part)));
}

/** Every part of the holder. */
export function readParts(draft: StockDraft, holder: string): readonly Part[] {
  return readPartsOf(draft, holder).map((key) => present(read(draft.parts, key)));
}

/** Keys of the holder's parts. */
export function readPartsOf(draft: StockDraft, holder: string): readonly string[] {
  const keys = read(draft.partsOf, holder);
  if (keys !== undefined) return keys;
  draft.missing.holders.add(holder);
  return [];
}

function readDetailed<Value>(
  draft: StockDraft,
  layer: {
    readonly below: ReadonlyMap<string, readonly Value[]>;
    readonly changed: ReadonlyMap<string, readonly Value[]>;
  },
  item: string,
  site: string,
): readonly Value[] {
  const key = stockKey(item, site);
  const values = read(layer, key);
  if (values !== undefined) return values;
  draft.missing.details.add(key);
  return [];
}

function present(part: Part | undefined): Part {
  assert(part !== undefined, 'a reservation part that is listed was loaded with its holder');
  return part;
}
