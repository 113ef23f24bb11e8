// The characters that take an interchange apart, and how they are found: X12 says them in the fixed places of ISA, EDIFACT in UNA or by
// default. Pure.
//
// X12.5 (interchange control structures), ISO 9735 (EDIFACT syntax rules), section 7 and UNA.

export type Standard = 'x12' | 'edifact';

export interface Separators {
  readonly standard: Standard;
  readonly segment: string;
  readonly element: string;
  readonly component: string;
  /** Null: elements are not repeated. */
  readonly repetition: string | null;
  /** Before a separator that belongs to a value; X12 has none. */
  readonly release: string | null;
  readonly decimal: '.' | ',';
}

/** What an interchange begins with. */
export type Start =
  | {
      readonly kind: 'found';
      readonly separators: Separators;
      /** Characters before the first segment: UNA. */
      readonly skip: number;
      /** Names of faults of the head itself: its separators could be found all the same. */
      readonly faults: readonly StartFault[];
    }
  /** It cannot be told yet. */
  | { readonly kind: 'more' }
  | {
      readonly kind: 'refused';
      readonly code: 'not_edi' | 'tradacoms' | 'edifact_interactive';
      readonly seems: string;
    };

export interface StartFault {
  readonly code: 'isa_length' | 'isa_component_missing' | 'envelope_stripped' | 'separators_guessed';
  readonly detail: string;
}

/** Enough to tell separators from, but for heads that are broken. */
export const startBytes = 512;
const isaCharacters = 106;
const isaElements = 16;

/** `text` begins with something else than white space. `whole`: nothing comes after it. */
export function findStart(text: string, whole: boolean): Start {
  if (text.length < startBytes && !whole) return { kind: 'more' };
  const id = text.slice(0, 3);
  if (id === 'ISA') return ofIsa(text);
  if (id === 'UNA') return ofUna(text);
  if (id === 'UNB' || id === 'UNG' || id === 'UNH') return ofEdifact(text, id);
  if (id === 'UIB') return { kind: 'refused', code: 'edifact_interactive', seems: 'interactive EDIFACT (UIB)' };
  if (text.startsWith('STX=')) return { kind: 'refused', code: 'tradacoms', seems: 'TRADACOMS' };
  if (/^(GS|ST|TA1)[^A-Za-z0-9 \r\n]/.test(text)) return ofStripped(text);
  return { kind: 'refused', code: 'not_edi', seems: whatItSeems(text) };
}

function ofIsa(text: string): Start {
  const element = text.charAt(3);
  if (element === '' || /[A-Za-z0-9\s]/.test(element))
    return { kind: 'refused', code: 'not_edi', seems: 'ISA without a separator after it' };
  let at = 3;
  for (let number = 1; number < isaElements; number++) {
    at = text.indexOf(element, at + 1);
    if (at < 0)
      return { kind: 'refused', code: 'not_edi', seems: `ISA with ${number} instead of ${isaElements} elements` };
  }
  const version = text.slice(0, at).split(element)[12] ?? '';
  const eleventh = text.slice(0, at).split(element)[11] ?? '';
  const faults: StartFault[] = [];
  let component = text.charAt(at + 1);
  let segment = text.charAt(at + 2);
  if (isMissing(text, at + 1)) {
    segment = component;
    component = '';
    faults.push({ code: 'isa_component_missing', detail: 'ISA16, the separator of components, is missing.' });
  }
  if (segment === '\r' && text.charAt(at + 3) === '\n') segment = '\n';
  const characters = at + (component === '' ? 2 : 3);
  if (characters !== isaCharacters)
    faults.push({
      code: 'isa_length',
      detail: `ISA has ${characters} characters with its terminator instead of ${isaCharacters}.`,
    });
  return {
    kind: 'found',
    separators: {
      standard: 'x12',
      segment,
      element,
      component: component === '' ? ':' : component,
      // Since 00402 the eleventh element separates repetitions; before, it named the agency, always U.
      repetition: version >= '00402' && /^[^A-Za-z0-9 ]$/.test(eleventh) ? eleventh : null,
      release: null,
      decimal: '.',
    },
    skip: 0,
    faults,
  };
}

/**
 * Whether the one character after ISA15 ends the segment, so that nothing says what separates components: a segment follows at once,
 * or a line break does and the next line ends with the same character.
 */
function isMissing(text: string, at: number): boolean {
  const rest = text.slice(at + 1);
  if (/^(GS|TA1|ISA|IEA|ISB|ISE)[^A-Za-z0-9]/.test(rest)) return true;
  const [, line = ''] = /^\r?\n([^\r\n]*)/.exec(rest) ?? [];
  return line !== '' && line.endsWith(text.charAt(at));
}

function ofUna(text: string): Start {
  const [component = '', element = '', decimal = '', release = '', repetition = '', segment = ''] = text.slice(3, 9);
  return {
    kind: 'found',
    separators: {
      standard: 'edifact',
      segment,
      element,
      component,
      repetition: repetition === ' ' || repetition === release ? null : repetition,
      release: release === ' ' ? null : release,
      decimal: decimal === ',' ? ',' : '.',
    },
    skip: 9,
    faults: [],
  };
}

/** Without UNA: `:+.? '`, and since version 4 of the syntax `*` repeats. */
function ofEdifact(text: string, id: string): Start {
  const element = text.charAt(3);
  if (element === '' || /[A-Za-z0-9\s]/.test(element))
    return { kind: 'refused', code: 'not_edi', seems: `${id} without a separator after it` };
  const version = /^UNB.[A-Z]{4}.(\d)/.exec(text)?.[1] ?? '3';
  const faults: StartFault[] = [];
  if (element !== '+')
    faults.push({
      code: 'separators_guessed',
      detail: `There is no UNA, and ${id} is followed by ${element} instead of +.`,
    });
  if (id !== 'UNB') faults.push({ code: 'envelope_stripped', detail: `It begins with ${id} instead of UNB.` });
  const endsLines = /^[^'\r\n]*\r?\n/.test(text);
  if (endsLines)
    faults.push({
      code: 'separators_guessed',
      detail: "There is no UNA, and segments end with line breaks instead of '.",
    });
  return {
    kind: 'found',
    separators: {
      standard: 'edifact',
      segment: endsLines ? '\n' : "'",
      element,
      component: ':',
      repetition: version >= '4' ? '*' : null,
      release: '?',
      decimal: '.',
    },
    skip: 0,
    faults,
  };
}

/** A partner took the outer envelopes away: what ends a segment is seen before the next one begins. */
function ofStripped(text: string): Start {
  const [, id = '', element = ''] = /^(GS|ST|TA1)(.)/s.exec(text) ?? [];
  const escaped = element.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const next = new RegExp(
    `^${id}(?:${escaped}[^${escaped}\\r\\n~]*?)+?(?<end>\\r\\n|[^A-Za-z0-9 .,\\-/${escaped}])\\s*(?<id>[A-Z][A-Z0-9]{1,2})${escaped}`,
    's',
  );
  const end = next.exec(text)?.groups?.['end'] ?? '~';
  return {
    kind: 'found',
    separators: {
      standard: 'x12',
      segment: end === '\r\n' ? '\n' : end,
      element,
      component: end === ':' ? '>' : ':',
      repetition: null,
      release: null,
      decimal: '.',
    },
    skip: 0,
    faults: [
      { code: 'envelope_stripped', detail: `It begins with ${id} instead of ISA, so its separators were guessed.` },
    ],
  };
}

function whatItSeems(text: string): string {
  if (text === '') return 'empty';
  if (/^</.test(text)) return 'XML';
  if (/^[{[]/.test(text)) return 'JSON';
  if (text.startsWith('%PDF')) return 'a PDF';
  if (text.startsWith('PK')) return 'an archive';
  if (/[^\P{Cc}\t\r\n]/u.test(text.slice(0, 64))) return 'binary';
  return `text that begins with ${JSON.stringify(text.slice(0, 20))}`;
}
