// EPCIS documents, events and queries of openepcis, and the vectors of the event hash. Valid files have no fault, those that must be
// refused have the fault that their name says; twins in JSON and XML are the same events; hashes and the texts they are made of agree; and
// what is written as JSON-LD is read as the same events.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { eventHash } from '#gs1/epcis/event-hash.ts';
import type { EpcisFaultCode } from '#gs1/epcis/faults.ts';
import { withCanonicalIds } from '#gs1/epcis/identifiers.ts';
import { printDocument } from '#gs1/epcis/json-write.ts';
import type { EpcisEvent } from '#gs1/epcis/model.ts';
import { preHashOf } from '#gs1/epcis/pre-hash.ts';
import { readEpcis } from '#gs1/epcis/read.ts';
import type { ReadEpcis } from '#gs1/epcis/read.ts';
import type { Standard, Tried } from './standard.ts';

/** By the name of the file. */
const refusals: readonly (readonly [RegExp, EpcisFaultCode])[] = [
  [/without_context/, 'context_missing'],
  [/invalid_action/, 'action_unknown'],
  [/invalid_eventTime/, 'time_wrong'],
  [/quantity_as_text/, 'number_wrong'],
  [/without_identifier_list/, 'identifiers_missing'],
  [/without_eventTime/, 'field_missing'],
];

export const epcis: Standard = {
  name: 'EPCIS',
  folder: 'epcis',
  differences: {
    ...Object.fromEntries(
      ['JSON/Capture/Documents', 'JSON/Query', 'XML/Capture/Documents', 'XML/Query'].map((folder) => [
        `2.0/EPCIS/${folder}/SensorData_with_combined_events.${folder.slice(0, folder.indexOf('/')).toLowerCase()}`,
        [
          2,
          'Sensor reports without the required type, and words that CBV 2.0 does not have (Molar_concentration, …): the schema of GS1 refuses the file too',
        ] as const,
      ]),
    ),
    '2.0/EPCIS/JSON/Capture/Documents/Combination_of_different_event.json': [
      1,
      'The twins tell two times: declarationTime is 14:00Z in JSON and 14:00+01:00 in XML',
    ],
    '2.0/EPCIS/JSON/Query/Combination_of_different_event.json': [1, 'the same'],
    '2.0/EPCIS/JSON/Capture/Events/TransformationEvent.json': [
      1,
      'The twins tell two times: declarationTime is 00:00Z in JSON and 00:00+01:00 in XML',
    ],
    '2.0/EPCIS/JSON/Capture/Documents/ObjectEvent_with_comment.json': [
      1,
      'JSON says in a field (rdfs:comment) what is a comment of the file in XML, and no part of the event',
    ],
    '2.0/EPCIS/JSON/Capture/Events/TransactionEvent.json': [
      1,
      'XML has an extension that is empty (rail:vehicleMasterGIAI), which JSON leaves out',
    ],
  },
  notClaimed: [
    'master data in headers and query results: named as passed over',
    'later revisions of the event hash, which order sources, destinations, sensors and certificates otherwise',
    'JSON-LD beyond the context of GS1 and prefixes: nothing is fetched or expanded',
  ],
  run(folder) {
    const openepcis = join(folder, 'openepcis');
    const files = globSync('**/*.{json,xml}', { cwd: openepcis }).toSorted();
    const hashes = join(folder, 'event-hash');
    return [
      ...files.flatMap((file) => (file.includes('/Invalid/') ? refused(openepcis, file) : accepted(openepcis, file))),
      ...files.flatMap((file) => twins(openepcis, file)),
      ...globSync('examples/*.{jsonld,xml}', { cwd: hashes })
        .toSorted()
        .flatMap((file) => hashed(hashes, file)),
      ...globSync('expected_equal/*', { cwd: hashes })
        .toSorted()
        .map((file) => equal(hashes, file)),
    ];
  },
};

function read(folder: string, file: string): ReadEpcis {
  return readEpcis(readFileSync(join(folder, file)));
}

function eventsIn(folder: string, file: string): readonly EpcisEvent[] {
  return read(folder, file).document?.events ?? [];
}

function refused(folder: string, file: string): Tried[] {
  const [, due] = refusals.find(([name]) => name.test(basename(file))) ?? [];
  const codes = read(folder, file).faults.map(({ code }) => code);
  return [
    {
      group: file,
      name: `refused for ${due}`,
      isAsExpected: due !== undefined && codes.length === 1 && codes[0] === due,
    },
  ];
}

function accepted(folder: string, file: string): Tried[] {
  const { document, faults } = read(folder, file);
  const events = document?.events ?? [];
  const text = printDocument(events, { creationDate: '2026-01-01T00:00:00.000Z' });
  const again = readEpcis(new TextEncoder().encode(text));
  return [
    {
      group: file,
      name: 'without fault',
      isAsExpected: faults.length === 0 && (events.length > 0 || document?.kind === 'query'),
    },
    {
      group: file,
      name: 'written as JSON-LD and read again: the same events',
      isAsExpected: again.faults.length === 0 && isDeepStrictEqual(again.document?.events, events),
    },
  ];
}

function twins(folder: string, file: string): Tried[] {
  const twin = file.replace('/JSON/', '/XML/').replace(/\.json$/, '.xml');
  if (!file.endsWith('.json') || file.includes('/Invalid/') || !existsSync(join(folder, twin))) return [];
  const [one, other] = [file, twin].map((it) => eventsIn(folder, it).map(withCanonicalIds));
  return [{ group: file, name: 'the same events as in XML', isAsExpected: isDeepStrictEqual(one, other) }];
}

function hashed(folder: string, file: string): Tried[] {
  const due = (ending: string): string[] | null => {
    const path = join(folder, file.replace(/\.\w+$/, ending));
    return existsSync(path)
      ? readFileSync(path, 'utf8')
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '')
      : null;
  };
  const events = eventsIn(folder, file);
  const same = (name: string, ending: string, found: readonly string[]): Tried[] => {
    const expected = due(ending);
    return expected === null ? [] : [{ group: file, name, isAsExpected: isDeepStrictEqual(expected, found) }];
  };
  return [...same('hashes', '.hashes', events.map(eventHash)), ...same('texts', '.prehashes', events.map(preHashOf))];
}

function equal(folder: string, file: string): Tried {
  const hashes = eventsIn(folder, file).map(eventHash);
  return {
    group: file,
    name: 'all events have one hash',
    isAsExpected: hashes.length > 1 && new Set(hashes).size === 1,
  };
}
