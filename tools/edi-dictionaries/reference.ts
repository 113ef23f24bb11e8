// The page of messages that are checked, out of the dictionaries.
import { readFileSync } from 'node:fs';
import type { Dictionary } from '../../src/edi/dictionaries/dictionary.ts';
import { tablesOf } from '../../src/edi/dictionaries/tables.ts';
import type { LoopTable, SegmentTable } from '../../src/edi/dictionaries/tables.ts';
import { tail } from './base.ts';
import { mappedPart } from './mapped.ts';
import type { Passed } from './mapped.ts';

const passed = new URL('passed.json', import.meta.url);

export function referenceOf(dictionaries: readonly Dictionary[]): string {
  return [
    '# EDI messages that are supported',
    '',
    'Made from the dictionaries by `node tools/generate-edi-dictionaries.ts`. [How they are checked](../guides/edi.md) and [where the dictionaries come from](../../src/edi/dictionaries/SOURCES.md).',
    '',
    ...mappedPart(JSON.parse(readFileSync(passed, 'utf8')) as Passed), // Written by tools/generate-edi-dictionaries.ts.
    '## Messages that are checked',
    '',
    'Segments are those that the message may have. Their order, repetition, and which are mandatory are checked for all of them. Where the elements of a segment are not written down yet, its elements are not checked: those segments are named.',
    '',
    ...dictionaries.flatMap(sectionOf),
  ].join('\n');
}

function sectionOf(dictionary: Dictionary): string[] {
  const { messages, segments } = tablesOf(dictionary);
  const lists = Object.keys(dictionary.codes).length;
  const anyLength = Object.values(dictionary.elements).filter((text) => / \* /.test(text)).length;
  const anyEnd = Object.values(dictionary.segments).filter(([, uses]) => uses.endsWith(tail)).length;
  const withNotes = Object.values(dictionary.segments).filter(([, , notes]) => notes !== '').length;
  return [
    `### ${dictionary.standard === 'x12' ? 'X12' : 'EDIFACT'} ${dictionary.version}`,
    '',
    `${messages.size} messages, ${segments.size} segments, ${Object.keys(dictionary.elements).length} elements, ${lists} of them with their list of codes.`,
    '',
    ...(anyLength === 0
      ? []
      : [
          `Not compared with a source of this version, and let be: the greatest length of ${anyLength} elements; what is mandatory in ${anyEnd} segments, and what stands after their known elements. Syntax notes are checked of ${withNotes} segments.`,
          '',
        ]),
    '| message | name | segments | elements not checked of |',
    '|---|---|---:|---|',
    ...[...messages.values()].map(({ type, name, root }) => {
      const used = [...new Map(segmentsOf(root).map((segment) => [segment.id, segment] as const)).values()];
      const open = used.filter(({ isOpen }) => isOpen).map(({ id }) => id);
      return `| ${type} | ${name} | ${used.length} | ${open.sort().join(', ')} |`;
    }),
    '',
  ];
}

function segmentsOf({ places }: LoopTable): SegmentTable[] {
  return places.flatMap(({ segment, loop }) => [segment, ...(loop === null ? [] : segmentsOf(loop))]);
}
