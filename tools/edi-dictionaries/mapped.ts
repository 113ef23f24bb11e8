// The part of the page of messages that says what of them is in documents.
import { dictionaryOf } from '../../src/edi/dictionaries/load.ts';
import { correspondenceOf, messagesOf } from '../../src/edi/documents/load.ts';
import type { MessageOf } from '../../src/edi/documents/load.ts';
import { coverageOf } from './coverage.ts';
import type { Coverage } from './coverage.ts';

/** Of `x12 850 004010`: files with a message that passed. */
export type Passed = Readonly<Record<string, readonly string[]>>;

interface Told {
  readonly message: MessageOf;
  readonly document: string;
  readonly coverage: Coverage;
  readonly samples: readonly string[];
}

export function mappedPart(passed: Passed): string[] {
  const all = messagesOf().map((message): Told => {
    const found = correspondenceOf(message);
    const table = dictionaryOf(message.standard, message.version)?.messages.get(message.type);
    if (found === null || table === undefined) throw new TypeError(`${nameOf(message)} has no correspondence`);
    const coverage = coverageOf(found.plan, table);
    return { message, document: found.document, coverage, samples: passed[nameOf(message)] ?? [] };
  });
  return [
    '## Messages that are mapped',
    '',
    'As [documents](../../src/edi/documents/README.md) that are the same for every standard. *Both ways*: read and written, what is mandatory among it, and real files of others were read as documents, written and read again. *Read only*: something mandatory has no place, or there is no real file that it was tried with; it is written all the same, and what is mandatory and missing refuses it.',
    '',
    '| message | version | document | elements | mapped | | real files |',
    '|---|---|---|---:|---:|---|---:|',
    ...all.map(({ message: { type, version }, document, coverage, samples }) => {
      const { elements, mapped, mandatoryLost } = coverage;
      const why =
        mandatoryLost.length > 0
          ? `read only: ${mandatoryLost.join(', ')} not mapped`
          : samples.length === 0
            ? 'read only: no real file'
            : 'both ways';
      return `| ${type} | ${version} | \`${document}\` | ${elements} | ${mapped} | ${why} | ${samples.length} |`;
    }),
    '',
    'Elements count in each loop that has them, components each. What is not mapped is told with each message that has it, as `lost`.',
    '',
    ...all.flatMap(({ message: { type, version }, coverage, samples }) => [
      `### ${type} ${version}: what has no place`,
      '',
      ...(samples.length === 0
        ? []
        : [`Real files that passed: ${samples.map((file) => `\`${file}\``).join(', ')}.`, '']),
      ...coverage.lost.map((line) => `- ${line}`),
      '',
    ]),
  ];
}

export function nameOf({ standard, type, version }: MessageOf): string {
  return `${standard} ${type} ${version}`;
}
