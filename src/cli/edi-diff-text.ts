// Differences between files of EDI, for people and programs. Pure.
import type { MessageDifference, SegmentDifference } from '#edi/diff.ts';
import type { EdiMessage } from '#edi/envelope/model.ts';
import { designator } from '#edi/syntax/designator.ts';
import type { Segment } from '#edi/syntax/segments.ts';
import { placed } from './edi-text.ts';

const marks = { removed: '-', added: '+' } as const;

export function differenceLines(found: MessageDifference): string[] {
  if (found.kind !== 'both')
    return [`${marks[found.kind]} ${nameOf(found.message)}, ${found.message.segments.length} segments`];
  if (found.segments.length === 0) return [];
  return [`${nameOf(found.before)} → ${nameOf(found.after)}`, ...found.segments.flatMap(segmentLines)];
}

function segmentLines(found: SegmentDifference): string[] {
  if (found.kind !== 'changed') return [`  ${marks[found.kind]} ${placed(found.segment)}`];
  const { before, after, elements } = found;
  const place = before.line === after.line ? `line ${before.line}` : `line ${before.line} → ${after.line}`;
  return [
    `  ~ ${place}  ${before.id}`,
    ...elements.map(
      ({ element, before: was, after: is }) => `      ${designator(before.id, element)}  ${shown(was)} → ${shown(is)}`,
    ),
  ];
}

/** For programs. */
export function toldDifference(found: MessageDifference): object {
  if (found.kind !== 'both') return { kind: found.kind, ...headOf(found.message) };
  return {
    kind: 'both',
    before: headOf(found.before),
    after: headOf(found.after),
    segments: found.segments.map((one) =>
      one.kind === 'changed'
        ? {
            kind: 'changed',
            segment: one.before.id,
            before: placeOf(one.before),
            after: placeOf(one.after),
            elements: one.elements,
          }
        : { kind: one.kind, segment: one.segment.id, ...placeOf(one.segment), elements: one.segment.elements.slice(1) },
    ),
  };
}

function headOf({ type, version, control, segments }: EdiMessage): object {
  return { type, version, control, line: segments[0]?.line ?? 0 };
}

function placeOf({ line, offset, number }: Segment): object {
  return { line, offset, number };
}

function nameOf({ type, control, segments }: EdiMessage): string {
  return `${type} ${control} (line ${segments[0]?.line ?? 0})`;
}

function shown(value: string): string {
  return value === '' ? '(empty)' : value;
}
