// Segments as text. What was read prints as it stood, but for line breaks between segments. Pure.
import type { Segment } from './segments.ts';
import type { Separators } from './separators.ts';

/** One character a byte. Elements at the end that are empty are left out, as both standards want it. */
export function printElements(elements: readonly string[], { element, segment }: Separators): string {
  let last = elements.length;
  while (last > 1 && elements[last - 1] === '') last -= 1;
  return elements.slice(0, last).join(element) + segment;
}

export function printSegments(segments: readonly Segment[], { lineBreak = '' } = {}): string {
  // ISA keeps its places, whatever is in them.
  return segments
    .map(({ id, elements, separators }) =>
      id === 'ISA' ? elements.join(separators.element) + separators.segment : printElements(elements, separators),
    )
    .join(lineBreak);
}

/** UNA for separators that differ from the usual ones; empty: it isn't needed. */
export function serviceString({
  standard,
  component,
  element,
  decimal,
  release,
  repetition,
  segment,
}: Separators): string {
  if (standard === 'x12') return '';
  const isUsual = component === ':' && element === '+' && decimal === '.' && release === '?' && segment === "'";
  return isUsual ? '' : `UNA${component}${element}${decimal}${release ?? ' '}${repetition ?? ' '}${segment}`;
}
