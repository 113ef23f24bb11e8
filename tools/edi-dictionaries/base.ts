// A version of X12 out of the one before it. Segments keep what they have from version to version, and what is new stands at their ends;
// elements grow. What nobody has compared is left open there: no greatest length, any element at the end, no syntax notes.
import type { Written } from './text.ts';

/** How many elements a version may have put at the end of a segment that nobody has compared. */
const tail = ' * * * * * *';

export function basedOn(base: Written, own: Written): Written {
  const elements = Object.fromEntries(
    Object.entries(base.elements).map(([id, text]) => [id, own.same.elements.has(id) ? text : withoutMax(text)]),
  );
  const segments = Object.fromEntries(
    Object.entries(base.segments).map(([id, [name, uses, notes]]) => [
      id,
      own.same.segments.has(id) || uses === '*' ? ([name, uses, notes] as const) : ([name, uses + tail, ''] as const),
    ]),
  );
  // A list of codes may have grown: those of the version before are known by their names, and others are none the worse.
  const meanings = { ...base.meanings, ...base.codes, ...own.meanings };
  return {
    ...own,
    elements: { ...elements, ...own.elements },
    meanings: Object.fromEntries(Object.entries(meanings).filter(([id]) => own.codes[id] === undefined)),
    composites: { ...base.composites, ...own.composites },
    segments: { ...segments, ...own.segments },
  };
}

function withoutMax(text: string): string {
  const [, type = '', min = '', max = '', name = ''] = /^(\w+) (\d+) (\d+|\*) (.*)$/.exec(text) ?? [];
  // Dates and what is one letter or digit only stay what they are.
  return `${type} ${min} ${type === 'DT' || max === '1' ? max : '*'} ${name}`;
}
