// Files of EDI in words. Pure.
import type { EdiItem, EdiMessage, Interchange } from '#edi/envelope/model.ts';
import type { ToldFault } from '#edi/told.ts';
import type { Tables } from '#edi/dictionaries/tables.ts';
import { explained } from '#edi/explain.ts';
import { designator } from '#edi/syntax/designator.ts';
import type { Segment } from '#edi/syntax/segments.ts';
import { textOf } from '#edi/syntax/values.ts';

export interface Shown {
  /** Of the version of the message; null: there are none. */
  readonly tables: Tables | null;
  readonly withSegments?: boolean;
  /** Each element on a line of its own, with its name and what its code means. */
  readonly isExplained?: boolean;
}

/** Of a message, its segments with their places; of the rest, one line each. `faults`: of the item. */
export function linesOf(item: EdiItem, faults: readonly ToldFault[], shown: Shown): string[] {
  switch (item.kind) {
    case 'interchange':
      return [interchangeLine(item.interchange)];
    case 'group':
      return [`  group ${item.group.kind} ${item.group.control}, ${item.group.version || 'no version'}`];
    case 'message':
      return messageLines(item.message, faults, shown);
    case 'acknowledgement':
      return [`  ${placed(item.segment)}`];
    case 'group_end':
      return faults.flatMap((fault) => faultLines(fault, '  '));
    case 'interchange_end':
      return [
        ...faults.flatMap((fault) => faultLines(fault, '')),
        ...(item.faultsMore > 0 ? [`✗ ${item.faultsMore} more faults of the interchange`] : []),
      ];
    case 'refused':
      return faults.flatMap((fault) => faultLines(fault, ''));
  }
}

function interchangeLine({
  standard,
  control,
  sender,
  receiver,
  version,
  prepared,
  isTest,
  isStripped,
}: Interchange): string {
  if (isStripped) return `${nameOf(standard)} without its interchange`;
  const address = ({ qualifier, id }: Interchange['sender']): string =>
    [qualifier, id].filter((part) => part !== '').join(' ');
  const facts = [`${address(sender)} → ${address(receiver)}`, prepared, version, ...(isTest ? ['test'] : [])];
  return `${nameOf(standard)} interchange ${control}: ${facts.filter((fact) => fact !== '').join(', ')}`;
}

function nameOf(standard: Interchange['standard']): string {
  return standard === 'x12' ? 'X12' : 'EDIFACT';
}

function messageLines(
  { type, version, convention, control, segments, faultsMore }: EdiMessage,
  faults: readonly ToldFault[],
  { tables, withSegments = true, isExplained = false }: Shown,
): string[] {
  const facts = [version, convention, `${segments.length} segments`].filter((fact) => fact !== '');
  const name = tables?.messages.get(type)?.name;
  const title = type === '' ? 'message without a type' : name === undefined ? type : `${type} ${name}`;
  const at = Map.groupBy(faults, ({ position }) => position.segment);
  const shown = withSegments ? segments : [];
  const known = new Set(shown.map(({ number }) => number));
  const elsewhere = faults.filter(({ position }) => !known.has(position.segment));
  return [
    `  ${title}, number ${control}: ${facts.join(', ')}`,
    ...shown.flatMap((segment) => [
      `    ${placed(segment, tables, isExplained)}`,
      ...(isExplained ? explainedLines(segment, tables) : []),
      ...(at.get(segment.number) ?? []).flatMap((fault) => faultLines(fault, '    ')),
    ]),
    ...elsewhere.flatMap((fault) => faultLines(fault, '    ')),
    ...(faultsMore > 0 ? [`    ✗ ${faultsMore} more faults`] : []),
  ];
}

/** With the line at which it stands, its name, and its elements by their numbers. */
export function placed(segment: Segment, tables: Tables | null = null, isExplained = false): string {
  const { line, id, elements, separators } = segment;
  const name = tables?.segments.get(id)?.name;
  const head = `${String(line).padStart(5)}  ${id.padEnd(3)}  ${name === undefined ? '' : `${name}  `}`;
  if (isExplained) return head.trimEnd();
  const values = elements
    .slice(1)
    .flatMap((element, index) =>
      element.trim() === '' ? [] : [`${String(index + 1).padStart(2, '0')}=${textOf(element, separators).trim()}`],
    );
  return `${head}${values.join('  ')}`.trimEnd();
}

function explainedLines(segment: Segment, tables: Tables | null): string[] {
  const lines = explained(segment, tables?.segments.get(segment.id) ?? null);
  return lines.map(({ place, name, value, meaning }) => {
    const said = meaning === null || meaning === '' ? value : `${value} (${meaning})`;
    return `             ${place.padEnd(5)} ${name ?? 'not in the dictionary'}: ${said}`;
  });
}

function faultLines(fault: ToldFault, indent: string): string[] {
  const { segment, position, detail, rule, fix, isLetThrough } = fault;
  const { line, element, component } = position;
  const name = segment === null || element === null ? segment : designator(segment, element);
  const place = name === null ? `line ${line}` : `line ${line}, ${name}${component === null ? '' : `-${component}`}`;
  const mark = isLetThrough ? '·' : '✗';
  return [`${indent}${mark} ${place}: ${detail}${isLetThrough ? ' (let through)' : ''}`, `${indent}  ${rule}. ${fix}`];
}

export function summaryOf(counts: {
  readonly documents: number;
  readonly refusing: number;
  readonly letThrough: number;
}): string {
  const { documents, refusing, letThrough } = counts;
  const said = [
    `${documents} ${documents === 1 ? 'message' : 'messages'}`,
    refusing === 0 ? 'no fault' : `${refusing} ${refusing === 1 ? 'fault' : 'faults'}`,
    ...(letThrough > 0 ? [`${letThrough} let through`] : []),
  ];
  return said.join(', ');
}
