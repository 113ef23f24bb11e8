// Writes the dictionaries of EDI under src/edi/dictionaries/ anew. What comes from others is read where it was unpacked
// (src/edi/dictionaries/SOURCES.md says from where); the rest is written by hand in tools/edi-dictionaries/. With --samples FOLDER
// real files are tried as documents, and those that pass are named in the page of messages.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Dictionary } from '../src/edi/dictionaries/dictionary.ts';
import { dictionaries } from '../src/edi/dictionaries/load.ts';
import type { Standard } from '../src/edi/syntax/separators.ts';
import { basedOn } from './edi-dictionaries/base.ts';
import { edifactOf } from './edi-dictionaries/edifact.ts';
import { passedFile, passedOf } from './conformance/edi-documents.ts';
import { referenceOf } from './edi-dictionaries/reference.ts';
import { triedSamples } from './edi-dictionaries/samples.ts';
import { pruned, writtenOf } from './edi-dictionaries/text.ts';
import type { Written } from './edi-dictionaries/text.ts';

const here = fileURLToPath(new URL('edi-dictionaries/', import.meta.url));
const folder = fileURLToPath(new URL('../src/edi/dictionaries/', import.meta.url));

export const referencePage: string = fileURLToPath(new URL('../docs/reference/edi.md', import.meta.url));

const edifactTypes = ['ORDERS', 'DESADV', 'INVRPT', 'APERAK', 'IFTMIN', 'OSTENQ', 'OSTRPT', 'PARTIN', 'INVOIC'];

/** Those that are written by hand as a whole: all their texts, and what the version before them says. */
export const byHand: readonly ByHand[] = [
  { file: 'x12-004010', standard: 'x12', version: '004010', texts: ['x12-004010.txt'], base: null },
  { file: 'x12-005010', standard: 'x12', version: '005010', texts: ['x12-005010.txt'], base: 'x12-004010.txt' },
  { file: 'edifact-contrl', standard: 'edifact', version: 'D.3', texts: ['edifact-contrl.txt'], base: null },
  {
    file: 'edifact-d96a',
    standard: 'edifact',
    version: 'D.96A',
    texts: ['edifact-service.txt', 'edifact-d96a.txt'],
    base: null,
  },
];

export interface ByHand {
  readonly file: string;
  readonly standard: Standard;
  readonly version: string;
  readonly texts: readonly string[];
  readonly base: string | null;
}

export function byHandOf({ standard, version, texts, base }: ByHand): Dictionary {
  const own = written(...texts);
  const { elements, codes, meanings, composites, segments, messages } =
    base === null ? own : basedOn(written(base), own);
  return pruned(
    { standard, version, elements, codes, meanings, composites, segments, messages },
    standard === 'x12' ? ['ST', 'SE'] : ['UNH', 'UNT'],
  );
}

export function dictionaryText(dictionary: Dictionary): string {
  // One line for each thing, so that a change is seen as what it is.
  const { standard, version, ...rest } = dictionary;
  const parts = Object.entries(rest).map(([name, things]) => {
    const lines = Object.entries(things).map(([id, value]) => `    ${JSON.stringify(id)}: ${JSON.stringify(value)}`);
    return `  ${JSON.stringify(name)}: {\n${lines.join(',\n')}\n  }`;
  });
  return `{\n  "standard": ${JSON.stringify(standard)},\n  "version": ${JSON.stringify(version)},\n${parts.join(',\n')}\n}\n`;
}

function written(...files: readonly string[]): Written {
  return writtenOf(files.map((file) => readFileSync(join(here, file), 'utf8')).join('\n'));
}

function write(name: string, dictionary: Dictionary): void {
  writeFileSync(join(folder, name), dictionaryText(dictionary));
  console.log(
    `${name}: ${Object.keys(dictionary.messages).length} messages, ${Object.keys(dictionary.segments).length} segments`,
  );
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { edifact: { type: 'string' }, samples: { type: 'string' } } });
  for (const one of byHand) write(`${one.file}.json`, byHandOf(one));
  if (values.edifact === undefined) console.log('D.01B is left as it is: name the unpacked package by --edifact.');
  else {
    const folder = join(values.edifact, 'build/esm/src/messageSpec');
    const own = written('edifact-service.txt', 'edifact-d01b.txt');
    write('edifact-d01b.json', edifactOf(folder, edifactTypes, own));
  }
  if (values.samples !== undefined)
    writeFileSync(passedFile, `${JSON.stringify(passedOf(triedSamples(values.samples)), null, 2)}\n`);
  writeFileSync(referencePage, referenceOf(dictionaries()));
}
