// The correspondences that there are, read from their files when the first message asks for one, and kept as they are carried out.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadContracts } from '#contracts/load.ts';
import { indexContracts } from '#contracts/schema.ts';
import type { SchemaIndex } from '#contracts/schema.ts';
import { dictionaryOf } from '../dictionaries/load.ts';
import type { EdiMessage } from '../envelope/model.ts';
import type { Standard } from '../syntax/separators.ts';
import { planOf } from './compile.ts';
import { shapeOf } from './contract.ts';
import { CorrespondenceProblem, sheetOf } from './notation.ts';
import type { Line, Sheet } from './notation.ts';
import { overlaid } from './overlay.ts';
import type { Content, Plan } from './plan.ts';
import { MessageReader } from './read.ts';
import type { DocumentRead } from './read.ts';
import { wordTablesOf } from './words.ts';
import type { WordTables } from './words.ts';
import { writeMessage } from './write.ts';
import type { DocumentWritten } from './write.ts';

export interface MessageOf {
  readonly standard: Standard;
  /** 850, or ORDERS. */
  readonly type: string;
  /** 004010, or D.01B. */
  readonly version: string;
}

export interface Correspondence {
  /** The name of its contract. */
  readonly document: string;
  readonly plan: Plan;
  readonly read: (message: Pick<EdiMessage, 'segments' | 'interchange'>) => DocumentRead;
  readonly write: (document: Content) => DocumentWritten;
}

/** Overlays are what partners have; no node has so many that differ. */
const keptMax = 500;
const kept = new Map<string, Correspondence | null>();

/**
 * Null: there is none for the message in that version. `overlay`: what differs for a partner, in the same notation. Throws
 * CorrespondenceProblem where it cannot be.
 */
export function correspondenceOf({ standard, type, version }: MessageOf, overlay = ''): Correspondence | null {
  const key = `${standard} ${type} ${version} ${overlay}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = correspondence({ standard, type, version }, overlay);
  // What partners write as a version is no end of names.
  if (made === null) return null;
  if (kept.size >= keptMax) kept.delete(kept.keys().next().value ?? '');
  kept.set(key, made);
  return made;
}

function correspondence({ standard, type, version }: MessageOf, overlay: string): Correspondence | null {
  const base = sheetFor(standard, type);
  if (base?.message == null || base.document === null || !base.message.versions.includes(version)) return null;
  const tables = dictionaryOf(standard, version);
  const message = tables?.messages.get(type);
  if (tables === null || message === undefined) return null;
  const { name } = base.document;
  const { index, words } = ground();
  const root = shapeOf(index, name);
  if (root === null) throw new CorrespondenceProblem(base.source, base.document.line, `there is no contract ${name}`);
  const sheet = overlay === '' ? base : overlaid(base, sheetOf(`overlay of ${type}`, overlay, base.blocks));
  const plan = planOf(sheet, name, { tables, message, root, words });
  const reader = new MessageReader(plan, tables, message);
  return {
    document: name,
    plan,
    read: (one) => reader.read(one),
    write: (document) => writeMessage(plan, document),
  };
}

/** Every message and version that has a correspondence and a dictionary. */
export function messagesOf(): MessageOf[] {
  return (['x12', 'edifact'] as const).flatMap((standard) =>
    readdirSync(`${folder}${standard}`)
      .sort()
      .filter((file) => file !== 'blocks.txt')
      .flatMap((file) => {
        const type = file.replace(/\.txt$/, '');
        return (sheetFor(standard, type)?.message?.versions ?? []).map((version) => ({ standard, type, version }));
      })
      .filter((message) => correspondenceOf(message) !== null),
  );
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const sheets = new Map<string, Sheet | null>();
const shared = new Map<Standard, ReadonlyMap<string, Line>>();

/** Null: nobody has written one. */
function sheetFor(standard: Standard, type: string): Sheet | null {
  if (!/^[A-Z0-9]{3,6}$/.test(type)) return null;
  const name = `${standard}/${type}.txt`;
  const known = sheets.get(name);
  if (known !== undefined) return known;
  const path = `${folder}${name}`;
  if (!existsSync(path)) return null;
  const sheet = sheetOf(name, readFileSync(path, 'utf8'), blocksOf(standard));
  sheets.set(name, sheet);
  return sheet;
}

function blocksOf(standard: Standard): ReadonlyMap<string, Line> {
  const known = shared.get(standard);
  if (known !== undefined) return known;
  const name = `${standard}/blocks.txt`;
  const { blocks } = sheetOf(name, readFileSync(`${folder}${name}`, 'utf8'));
  shared.set(standard, blocks);
  return blocks;
}

interface Grounds {
  readonly index: SchemaIndex;
  readonly words: WordTables;
}

let grounds: Grounds | null = null;

export function wordTables(): WordTables {
  return ground().words;
}

function ground(): Grounds {
  grounds ??= {
    index: indexContracts(loadContracts()),
    words: wordTablesOf(readFileSync(`${folder}words.txt`, 'utf8')),
  };
  return grounds;
}
