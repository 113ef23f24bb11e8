// A version of X12 out of the one before it. Segments keep what they have from version to version, and what is new stands at their ends;
// elements grow. What nobody has compared is left open there: no greatest length, nothing mandatory, any element at the end, no syntax notes.
import type { Written } from './text.ts';

/** How many elements a version may have put at the end of a segment that nobody has compared. */
export const tail = ' * * * * * *';

type Segment = Written['segments'][string];

export function basedOn(base: Written, own: Written): Written {
  const elements = Object.fromEntries(
    Object.entries(base.elements).map(([id, text]) => [id, own.same.elements.has(id) ? text : withoutMax(text)]),
  );
  const segments = Object.fromEntries(
    Object.entries(base.segments).map(([id, segment]) => [
      id,
      own.same.segments.has(id) ? segment : kept(segment, own.same.uses.has(id)),
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

function kept([name, uses]: Segment, isSame: boolean): Segment {
  return [name, isSame || uses === '*' ? uses : uses.replaceAll('!', '') + tail, ''];
}

function withoutMax(text: string): string {
  const [, type = '', min = '', max = '', name = ''] = /^(\w+) (\d+) (\d+|\*) (.*)$/.exec(text) ?? [];
  // Dates and what is one letter or digit only stay what they are.
  return `${type} ${min} ${type === 'DT' || max === '1' ? max : '*'} ${name}`;
}
