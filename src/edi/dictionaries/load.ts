// The dictionaries that there are, read when the first message of their version comes.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Standard } from '../syntax/separators.ts';
import type { Dictionary } from './dictionary.ts';
import { tablesOf } from './tables.ts';
import type { Tables } from './tables.ts';

const files: readonly (readonly [standard: Standard, version: string, file: string])[] = [
  ['x12', '004010', 'x12-004010.json'],
  ['x12', '005010', 'x12-005010.json'],
  ['edifact', 'D.3', 'edifact-contrl.json'],
  ['edifact', '2.2', 'edifact-contrl.json'],
  ['edifact', 'D.96A', 'edifact-d96a.json'],
  ['edifact', 'D.01B', 'edifact-d01b.json'],
];

const loaded = new Map<string, Tables>();

/** Null: there is none of that version. */
export function dictionaryOf(standard: Standard, version: string): Tables | null {
  const found = files.find(([of, name]) => of === standard && name === version);
  if (found === undefined) return null;
  const [, , file] = found;
  const known = loaded.get(file);
  if (known !== undefined) return known;
  const tables = tablesOf(readDictionary(file));
  loaded.set(file, tables);
  return tables;
}

/** All of them, as they are in their files. */
export function dictionaries(): readonly Dictionary[] {
  return [...new Set(files.map(([, , file]) => file))].map(readDictionary);
}

function readDictionary(file: string): Dictionary {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return JSON.parse(readFileSync(path, 'utf8')) as Dictionary; // Generated, and held to its form by a test.
}
