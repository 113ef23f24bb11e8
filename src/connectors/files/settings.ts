// What streams and operations of files are set up by; the same for folders and SFTP.
import type { Configured, Declared, Settings, SettingsProblem } from '#connectors/connector.ts';
import { templateProblem } from '#connectors/name-template.ts';
import type { JsonSchema } from '#contracts/schema.ts';
import { patternProblem } from './glob.ts';
import { endingOf, isMarker, markerPattern } from './marker.ts';
import { folderPattern, folderProblem } from './path.ts';

export interface FileStream {
  readonly folder?: string;
  readonly pattern?: string;
  readonly ready?: 'stable' | 'marker' | 'renamed';
  readonly stableSeconds?: number;
  readonly marker?: string;
  readonly order?: 'name' | 'time';
  readonly after: 'archive' | 'delete' | 'leave';
  readonly archive?: string;
}

export interface FileOperation {
  readonly folder?: string;
  readonly name: string;
  readonly marker?: string;
  readonly receiver?: 'keeps' | 'takes';
}

export const stableSecondsDefault = 5;
export const markerDefault = '.ok';
export const archiveDefault = 'archive';

const marker: JsonSchema = { type: 'string', pattern: markerPattern, examples: ['.ok', '{stem}.rdy'] };
const folder: JsonSchema = {
  type: 'string',
  pattern: folderPattern,
  maxLength: 500,
  description: 'Below the folder of the connection; left out: that one.',
};

export const streamSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['after'],
  properties: {
    folder,
    pattern: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      pattern: '^[^/]+$',
      description: 'Names of files: * stands for any characters, ? for one, {csv,txt} for either. Left out: all.',
      examples: ['orders-*.csv'],
    },
    ready: {
      enum: ['stable', 'marker', 'renamed'],
      default: 'stable',
      description:
        'When a file is whole. stable: size and time have not changed for stableSeconds. marker: a second file is there whose name ' +
        'is that of the first with the suffix `marker`, or `{stem}.rdy`: with that suffix in the place of its own. renamed: it is written under a name that ends in .tmp, .part or .filepart, and renamed.',
    },
    stableSeconds: { type: 'integer', minimum: 1, maximum: 300, default: stableSecondsDefault },
    marker: { ...marker, default: markerDefault },
    order: { enum: ['name', 'time'], default: 'name', description: 'In which order files are taken.' },
    after: {
      enum: ['archive', 'delete', 'leave'],
      description:
        'What becomes of a file when its content is stored here. leave: it is known again and not read twice.',
    },
    archive: {
      ...folder,
      description: 'Folder that files are moved to, below that of the connection.',
      default: archiveDefault,
    },
  },
};

export const operationSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    folder,
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
      pattern: '^[^/\\u0000-\\u001f]*(?:\\{[^{}]+\\}[^/{}\\u0000-\\u001f]*)+$',
      description:
        'Name of the file, with {id} (of the delivery), {date} (on which it was made, UTC), {lane}, {operation}, {number} of a bundle ({number:6} with six digits) or JSON pointers into ' +
        'the value such as {/orderId}. Two deliveries must not get the same name.',
      examples: ['order-{/orderId}-{id}.json'],
    },
    marker: {
      ...marker,
      description:
        'A second, empty file is written when the first is whole: orders.csv.ok for `.ok`, orders.ok for `{stem}.ok`.',
    },
    receiver: {
      enum: ['keeps', 'takes'],
      default: 'keeps',
      description:
        'takes: files are removed by who reads them, so it cannot be seen whether one was written before, and an attempt whose ' +
        'outcome is not known is not repeated.',
    },
  },
};

/** What the schemas can't say. */
export function checkFiles({ streams, operations }: Configured): SettingsProblem[] {
  return [
    ...Object.entries(streams).flatMap(([name, settings]) => streamProblems(`/streams/${name}`, settings)),
    ...Object.entries(operations).flatMap(([name, settings]) => operationProblems(`/operations/${name}`, settings)),
  ];
}

function streamProblems(at: string, settings: Settings): SettingsProblem[] {
  const stream = settings as unknown as FileStream; // The schema held.
  const problems: SettingsProblem[] = [];
  const say = (field: string, detail: string, fix: string): void => {
    problems.push({ pointer: `${at}/${field}`, detail, fix });
  };
  for (const field of ['folder', 'archive'] as const) {
    const problem = folderProblem(stream[field] ?? '');
    if (problem !== null) say(field, problem, 'Write it like in/orders.');
  }
  const patternWrong = patternProblem(stream.pattern ?? '*');
  if (patternWrong !== null) say('pattern', patternWrong, 'Write it like orders-*.{csv,txt}.');
  if (stream.after === 'archive' && (stream.archive ?? archiveDefault) === (stream.folder ?? ''))
    say('archive', 'Files would be moved to the folder that they are taken from.', 'Name another folder.');
  if (stream.archive !== undefined && stream.after !== 'archive')
    say('archive', `Files are not moved, because after is ${stream.after}.`, 'Leave it out, or set after to archive.');
  if (stream.marker !== undefined && stream.ready !== 'marker')
    say('marker', 'No marker is looked for.', 'Leave it out, or set ready to marker.');
  if (stream.stableSeconds !== undefined && (stream.ready ?? 'stable') !== 'stable')
    say('stableSeconds', 'Files are not watched.', 'Leave it out, or set ready to stable.');
  return problems;
}

function operationProblems(at: string, settings: Settings): SettingsProblem[] {
  const operation = settings as unknown as FileOperation; // The schema held.
  const problems: SettingsProblem[] = [];
  const folderWrong = folderProblem(operation.folder ?? '');
  if (folderWrong !== null)
    problems.push({ pointer: `${at}/folder`, detail: folderWrong, fix: 'Write it like out/orders.' });
  const nameWrong = templateProblem(operation.name.replaceAll('{date}', ''));
  if (nameWrong !== null)
    problems.push({ pointer: `${at}/name`, detail: nameWrong, fix: 'Correct the template of the name.' });
  if (!/\{(?:id|number(?::\d+)?|\/[^}]*)\}/.test(operation.name)) {
    const detail = 'Every delivery of a lane would get the same name on a day.';
    problems.push({
      pointer: `${at}/name`,
      detail,
      fix: 'Put {id} into it, {number} if it bundles, or a pointer to a number such as {/orderId}.',
    });
  }
  if (operation.marker !== undefined && isMarker(operation.name, operation.marker)) {
    const detail = `The file itself would end in ${endingOf(operation.marker)}, like its marker.`;
    problems.push({ pointer: `${at}/marker`, detail, fix: 'Let the two end differently.' });
  }
  return problems;
}

/** A file is known again by its name, as long as it lies there. */
export function declareFiles(settings: Settings): Declared {
  return { effect: 'write', idempotency: settings['receiver'] === 'takes' ? 'none' : 'native' };
}
