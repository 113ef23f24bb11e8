// A standard that we are held against by the tests that it publishes itself. They are not part of this repository: they lie in a
// folder, as SOURCES.md there says. One file for each standard; what differs is named with its reason, or it is a fault of ours.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Standard {
  readonly name: string;
  /** Where its tests lie, below the folder. */
  readonly folder: string;
  /** Every one of its tests that concerns us. */
  run(folder: string): readonly Tried[];
  /** What differs, by group: how many tests, and why that does no harm. */
  readonly differences: Readonly<Record<string, readonly [count: number, reason: string]>>;
  /** Parts of it that we do not claim to do. */
  readonly notClaimed: readonly string[];
}

export interface Tried {
  /** A file of its tests, or a part of the standard. */
  readonly group: string;
  readonly name: string;
  readonly isAsExpected: boolean;
}

export interface Differing {
  readonly group: string;
  readonly names: readonly string[];
  /** Null: nobody has named it. */
  readonly reason: string | null;
}

export interface Outcome {
  readonly standard: Standard;
  readonly tried: number;
  readonly asExpected: number;
  readonly differing: readonly Differing[];
}

export function held(standard: Standard, data: string): Outcome {
  const all = standard.run(folderOf(standard, data));
  const wrong = Map.groupBy(
    all.filter(({ isAsExpected }) => !isAsExpected),
    ({ group }) => group,
  );
  // What is named and differs no more is looked at too: its name must go.
  const groups = new Set([...wrong.keys(), ...Object.keys(standard.differences)]);
  const differing = [...groups].map((group): Differing => {
    const names = (wrong.get(group) ?? []).map(({ name }) => name);
    const [count, reason] = standard.differences[group] ?? [0, ''];
    return { group, names, reason: names.length === count ? reason : null };
  });
  return {
    standard,
    tried: all.length,
    asExpected: all.filter(({ isAsExpected }) => isAsExpected).length,
    differing,
  };
}

/** The folder that holds `conformance/`: the one that was named, or `shared/data` beside the repository. */
export function dataFolder(named: string | undefined): string {
  return named ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
}

function folderOf(standard: Pick<Standard, 'folder'>, data: string): string {
  return join(data, standard.folder);
}

/** Null: its tests are there. */
export function missing(standard: Standard, data: string): string | null {
  const folder = folderOf(standard, data);
  return existsSync(folder)
    ? null
    : `${folder} is not here: name the folder that holds conformance/ by --data or CROSSDOCK_TEST_DATA`;
}
