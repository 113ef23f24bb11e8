// Two files of EDI beside each other: which messages and segments only one of them has, and which elements differ. What separates
// values, and blanks that fill them up, make no difference. Pure.
import { diffArrays } from 'diff';
import type { EdiMessage } from './envelope/model.ts';
import type { Segment } from './syntax/segments.ts';
import { componentsOf, repetitionsOf, textOf } from './syntax/values.ts';

export interface ElementDifference {
  /** From 1. */
  readonly element: number;
  readonly before: string;
  readonly after: string;
}

export type SegmentDifference =
  | { readonly kind: 'removed' | 'added'; readonly segment: Segment }
  | {
      readonly kind: 'changed';
      readonly before: Segment;
      readonly after: Segment;
      readonly elements: readonly ElementDifference[];
    };

export type MessageDifference =
  | { readonly kind: 'removed' | 'added'; readonly message: EdiMessage }
  | {
      readonly kind: 'both';
      readonly before: EdiMessage;
      readonly after: EdiMessage;
      readonly segments: readonly SegmentDifference[];
    };

/** Messages are paired in their order, by type. `withControls`: headers and trailers too, which differ from day to day. */
export function differences(
  before: readonly EdiMessage[],
  after: readonly EdiMessage[],
  { withControls = false } = {},
): MessageDifference[] {
  return paired(before, after, ({ type }) => type).map(([one, other]): MessageDifference => {
    if (other === null) return { kind: 'removed', message: one };
    if (one === null) return { kind: 'added', message: other };
    return { kind: 'both', before: one, after: other, segments: segmentsOf(one, other, withControls) };
  });
}

function segmentsOf(before: EdiMessage, after: EdiMessage, withControls: boolean): SegmentDifference[] {
  const kept = ({ segments }: EdiMessage): readonly Segment[] =>
    withControls ? segments : segments.filter(({ id }) => !['ST', 'SE', 'UNH', 'UNT'].includes(id));
  const same = diffArrays([...kept(before)], [...kept(after)], {
    comparator: (one, other) => keyOf(one) === keyOf(other),
  });
  const found: SegmentDifference[] = [];
  for (const [index, part] of same.entries()) {
    const next = same[index + 1];
    if (part.removed && next?.added) {
      for (const [one, other] of paired(part.value, next.value, ({ id }) => id)) {
        if (other === null) found.push({ kind: 'removed', segment: one });
        else if (one === null) found.push({ kind: 'added', segment: other });
        else found.push({ kind: 'changed', before: one, after: other, elements: elementsOf(one, other) });
      }
    } else if (part.removed) found.push(...part.value.map((segment) => ({ kind: 'removed' as const, segment })));
    else if (part.added && !same[index - 1]?.removed)
      found.push(...part.value.map((segment) => ({ kind: 'added' as const, segment })));
  }
  return found;
}

function elementsOf(before: Segment, after: Segment): ElementDifference[] {
  const last = Math.max(before.elements.length, after.elements.length);
  return Array.from({ length: last - 1 }, (_, index) => index + 1).flatMap((element) => {
    const [one, other] = [shownAt(before, element), shownAt(after, element)];
    return one === other ? [] : [{ element, before: one, after: other }];
  });
}

/** Without the separators of its file: `a:b` and `a>b` are the same components. */
function shownAt({ elements, separators }: Segment, element: number): string {
  return repetitionsOf(elements[element] ?? '', separators)
    .map((one) =>
      componentsOf(one, separators)
        .map((part) => textOf(part, separators).trim())
        .join(':'),
    )
    .join('^');
}

function keyOf(segment: Segment): string {
  const values = segment.elements.slice(1).map((_, index) => shownAt(segment, index + 1));
  while (values.at(-1) === '') values.pop();
  return [segment.id, ...values].join('\u001f');
}

type Pair<T> = readonly [T, T] | readonly [T, null] | readonly [null, T];

/** Those of one kind beside each other, in the order of both. */
function paired<T>(before: readonly T[], after: readonly T[], kindOf: (one: T) => string): Pair<T>[] {
  const pairs: Pair<T>[] = [];
  let [left, right] = [0, 0];
  for (const { value, removed, added } of diffArrays(before.map(kindOf), after.map(kindOf))) {
    for (const _ of value) {
      const [one, other] = [before[left], after[right]];
      if (removed && one !== undefined) pairs.push([one, null]);
      else if (added && other !== undefined) pairs.push([null, other]);
      else if (one !== undefined && other !== undefined) pairs.push([one, other]);
      if (!added) left += 1;
      if (!removed) right += 1;
    }
  }
  return pairs;
}
