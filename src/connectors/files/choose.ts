// Which files of a folder are taken, and in which order. Pure.
import type { FileEntry } from './place.ts';
import { matchesName } from './glob.ts';
import { isMarker, markerOf } from './marker.ts';
import { markerDefault } from './settings.ts';
import type { FileStream } from './settings.ts';

const unfinished = /^\.|\.(?:tmp|part|filepart)$/i;

export interface Candidate extends FileEntry {
  /** File that says that this one is whole; null: none is looked for. */
  readonly marker: string | null;
}

/** Files that a stream wants and that are not visibly unfinished. */
export function candidatesOf(entries: readonly FileEntry[], stream: FileStream): Candidate[] {
  const { pattern = '*', ready = 'stable', marker = markerDefault, order = 'name' } = stream;
  const names = new Set(entries.map(({ name }) => name));
  const candidates = entries
    .filter(({ kind, name }) => kind === 'file' && !unfinished.test(name) && matchesName(name, pattern))
    .filter(({ name }) => ready !== 'marker' || (!isMarker(name, marker) && names.has(markerOf(name, marker))))
    .map((entry) => ({ ...entry, marker: ready === 'marker' ? markerOf(entry.name, marker) : null }));
  const byName = (a: FileEntry, b: FileEntry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  return candidates.toSorted(order === 'name' ? byName : (a, b) => a.changedAt - b.changedAt || byName(a, b));
}

/** Those that are still what they were. */
export function unchanged(candidates: readonly Candidate[], later: readonly FileEntry[]): Candidate[] {
  const now = new Map(later.map((entry) => [entry.name, entry]));
  return candidates.filter((before) => isSame(before, now.get(before.name)));
}

interface Version {
  readonly size: number;
  readonly changedAt: number;
}

export function isSame(one: Version, other: Version | null | undefined): boolean {
  return one.size === other?.size && one.changedAt === other.changedAt;
}
