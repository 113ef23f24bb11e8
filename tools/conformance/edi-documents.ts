// Real files as documents: read, written and read again, each message keeps all that is not told as lost.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nameOf } from '../edi-dictionaries/mapped.ts';
import type { Passed } from '../edi-dictionaries/mapped.ts';
import { triedSamples } from '../edi-dictionaries/samples.ts';
import type { TriedSample } from '../edi-dictionaries/samples.ts';
import type { Standard } from './standard.ts';

/** What the page of messages says of them. */
export const passedFile: string = fileURLToPath(new URL('../edi-dictionaries/passed.json', import.meta.url));

export const ediDocuments: Standard = {
  name: 'EDI documents',
  folder: 'edi',
  run(folder) {
    const tried = triedSamples(folder);
    const told = JSON.parse(readFileSync(passedFile, 'utf8')) as Passed; // Written by passedOf.
    return [
      ...tried.map(({ file, number, message, wrong }) => ({
        group: file,
        name: `message ${number}, ${nameOf(message)}: ${wrong || 'kept or told'}`,
        isAsExpected: wrong === '',
      })),
      {
        group: 'docs/reference/edi.md',
        name: 'names the files that passed: else run node tools/generate-edi-dictionaries.ts --samples ../shared/data/edi',
        isAsExpected: JSON.stringify(passedOf(tried)) === JSON.stringify(told),
      },
    ];
  },
  differences: {
    'x12/EdiEngine/940_Failed_SE01.edi': [
      1,
      'Its W66 has G033 where the code of how cash on delivery is paid has one character. It is in the document, and written again it is told as lost.',
    ],
    'x12/EdiEngine/AckTest.edi': [
      1,
      'Its W66 has a price where the code of a point has two characters. It is in the document, and written again it is told as lost.',
    ],
    'x12/x12-types-inline/004010_940_2.edi': [
      1,
      'Its codes of provinces have three characters, and a state or province has two. It is in the document, and written again it is told as lost.',
    ],
    'x12/EDI.Net/x12.850.issue135.edi': [
      1,
      'A segment without its terminator runs into the next one, so that a code of two characters has five. It is in the document, and written again it is told as lost.',
    ],
    'x12/EDI.Net/x12.850a.edi': [
      1,
      'It says State where the code of a state has two characters. It is in the document, and written again it is told as lost.',
    ],
  },
  notClaimed: ['messages that docs/reference/edi.md does not name as mapped'],
};

export function passedOf(tried: readonly TriedSample[]): Passed {
  const good = tried.filter(({ wrong }) => wrong === '');
  const byMessage = Map.groupBy(good, ({ message }) => nameOf(message));
  return Object.fromEntries(
    [...byMessage]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, those]) => [name, [...new Set(those.map(({ file }) => file))]]),
  );
}
