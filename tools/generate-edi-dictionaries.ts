// Writes the dictionaries of EDI under src/edi/dictionaries/ anew. What comes from others is read where it was unpacked
// (src/edi/dictionaries/SOURCES.md says from where); the rest is written by hand in tools/edi-dictionaries/.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Dictionary } from '../src/edi/dictionaries/dictionary.ts';
import { dictionaries } from '../src/edi/dictionaries/load.ts';
import type { Standard } from '../src/edi/syntax/separators.ts';
import { edifactOf } from './edi-dictionaries/edifact.ts';
import { oldEdifactOf } from './edi-dictionaries/edifact-old.ts';
import { referenceOf } from './edi-dictionaries/reference.ts';
import { pruned, writtenOf } from './edi-dictionaries/text.ts';
import type { Written } from './edi-dictionaries/text.ts';

const here = fileURLToPath(new URL('edi-dictionaries/', import.meta.url));
const folder = fileURLToPath(new URL('../src/edi/dictionaries/', import.meta.url));

export const referencePage: string = fileURLToPath(new URL('../docs/reference/edi.md', import.meta.url));

const edifactTypes = ['ORDERS', 'DESADV', 'INVRPT', 'APERAK', 'IFTMIN', 'OSTENQ', 'OSTRPT', 'PARTIN', 'INVOIC'];

/** Those that are written by hand as a whole. */
export const byHand: readonly (readonly [file: string, standard: Standard, version: string])[] = [
  ['x12-004010', 'x12', '004010'],
  ['x12-005010', 'x12', '005010'],
  ['edifact-contrl', 'edifact', 'D.3'],
];

export function byHandOf([file, standard, version]: (typeof byHand)[number]): Dictionary {
  const { elements, codes, meanings, composites, segments, messages } = written(`${file}.txt`);
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

function written(file: string): Written {
  return writtenOf(readFileSync(join(here, file), 'utf8'));
}

function write(name: string, dictionary: Dictionary): void {
  writeFileSync(join(folder, name), dictionaryText(dictionary));
  console.log(
    `${name}: ${Object.keys(dictionary.messages).length} messages, ${Object.keys(dictionary.segments).length} segments`,
  );
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { edifact: { type: 'string' }, 'edifact-old': { type: 'string' } } });
  for (const one of byHand) write(`${one[0]}.json`, byHandOf(one));
  if (values.edifact === undefined) console.log('EDIFACT is left as it is: name the unpacked package by --edifact.');
  else
    write(
      'edifact-d01b.json',
      edifactOf(join(values.edifact, 'build/esm/src/messageSpec'), edifactTypes, written('edifact-service.txt')),
    );
  const old = values['edifact-old'];
  const later = dictionaries().find(({ version }) => version === 'D.01B');
  if (old !== undefined && later !== undefined) {
    const what = { version: 'D.96A', file: 'D96A', types: ['INVOIC'] };
    write('edifact-d96a.json', oldEdifactOf(old, what, later, written('edifact-service.txt')));
  }
  writeFileSync(referencePage, referenceOf(dictionaries()));
}
