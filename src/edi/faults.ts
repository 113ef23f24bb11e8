// Whatever can be wrong with an interchange, its envelopes and its messages: named once, with the rule that it breaks, what to do, and
// the codes by which standards report it. Pure.
//
// Rules: X12.5 (interchange control), X12.6 (application control), X12.22 (segment directory); ISO 9735:1998 (EDIFACT syntax).
// Codes: X12 I18 (TA1), 716 (AK9), 718 (AK5), 720 (AK3), 723 (AK4) and their like in 999; EDIFACT 0085 (CONTRL).

export interface FaultKind {
  readonly rule: string;
  readonly fix: string;
  /** A partner who does so can be lived with: lenient agreements name it and go on. */
  readonly lenient: boolean;
  /** TA105. */
  readonly interchange?: string;
  /** AK905. */
  readonly group?: string;
  /** AK502, and IK502 of 999. */
  readonly set?: string;
  /** AK304, and IK304 of 999: of a segment within a set. */
  readonly segment?: string;
  /** AK403, and IK403 of 999: of an element within a segment. */
  readonly element?: string;
  /** IK403, where it has a code of its own. */
  readonly element999?: string;
  /** 0085 in UCI, UCF, UCM, UCS or UCD. */
  readonly contrl?: string;
}

export const ediFaults = {
  not_edi: {
    rule: 'X12.5 and ISO 9735: an interchange begins with ISA, UNA or UNB',
    fix: 'Send X12 or EDIFACT here, or give the stream the format of what comes.',
    lenient: false,
  },
  tradacoms: {
    rule: 'TRADACOMS (STX=) is recognised and not read',
    fix: 'Ask the partner for EDIFACT or X12, or have a translator in between.',
    lenient: false,
  },
  edifact_interactive: {
    rule: 'ISO 9735-3: interactive EDIFACT (UIB) is recognised and not read',
    fix: 'Ask the partner for batch EDIFACT (UNB).',
    lenient: false,
  },
  segment_too_long: {
    rule: 'a segment ends with the terminator that the head of the interchange says',
    fix: 'Have the partner say its true terminator in ISA or UNA.',
    lenient: false,
    interchange: '004',
  },
  isa_length: {
    rule: 'X12.5: ISA has 106 characters, each element its fixed length',
    fix: 'Have the partner pad the elements of ISA with blanks.',
    lenient: true,
  },
  isa_component_missing: {
    rule: 'X12.5: ISA16 is the separator of components',
    fix: 'Have the partner give ISA16.',
    lenient: true,
    interchange: '027',
  },
  envelope_stripped: {
    rule: 'an interchange begins with ISA or UNB, and a group with GS',
    fix: 'Have the partner, or the network in between, leave the envelopes as they are.',
    lenient: true,
  },
  separators_guessed: {
    rule: 'ISO 9735: other separators than :+.? are said in UNA',
    fix: 'Have the partner send UNA.',
    lenient: true,
  },
  line_break_in_segment: {
    rule: 'a line break is no character of a value',
    fix: 'Have the partner, or the network in between, not wrap lines.',
    lenient: true,
  },
  segment_id_wrong: {
    rule: 'X12.6: a segment is named by two or three capitals or digits',
    fix: 'Look at the place: most often a terminator stands within a value.',
    lenient: false,
    segment: '1',
    contrl: '13',
  },
  terminator_missing: {
    rule: 'every segment ends with a terminator',
    fix: 'Have the file sent again: it may have been cut.',
    lenient: true,
  },
  between_interchanges: {
    rule: 'nothing stands between interchanges but line breaks',
    fix: 'Have the partner send nothing else in the file.',
    lenient: true,
  },
  header_incomplete: {
    rule: 'the mandatory elements of ISA, GS and ST, or UNB and UNH, are there',
    fix: 'Have the partner fill them.',
    lenient: false,
    interchange: '024',
    set: '6',
    contrl: '13',
  },
  segment_outside_message: {
    rule: 'segments of a message stand between ST and SE, or UNH and UNT',
    fix: 'Look at the place: a header of a message is missing, or a trailer stands too early.',
    lenient: false,
    group: '3',
    contrl: '33',
  },
  interchange_end_missing: {
    rule: 'X12.5 and ISO 9735: an interchange ends with IEA or UNZ',
    fix: 'Have the file sent again: it may have been cut.',
    lenient: false,
    interchange: '023',
    contrl: '13',
  },
  group_end_missing: {
    rule: 'X12.6: a group ends with GE or UNE',
    fix: 'Have the file sent again: it may have been cut.',
    lenient: false,
    group: '3',
    contrl: '13',
  },
  message_end_missing: {
    rule: 'a message ends with SE or UNT',
    fix: 'Have the file sent again: it may have been cut.',
    lenient: false,
    set: '2',
    contrl: '13',
  },
  trailer_without_header: {
    rule: 'each trailer closes the header of its own kind that is open',
    fix: 'Look at the place: a header is missing, or the trailer comes twice.',
    lenient: false,
    interchange: '022',
    contrl: '15',
  },
  interchange_control_mismatch: {
    rule: 'X12.5: IEA02 is ISA13; ISO 9735: 0020 in UNZ is that of UNB',
    fix: 'Have the partner give both the same number.',
    lenient: true,
    interchange: '001',
    contrl: '28',
  },
  interchange_count_wrong: {
    rule: 'X12.5: IEA01 counts groups; ISO 9735: 0036 counts groups or messages',
    fix: 'Have the file sent again if something is missing; otherwise have the partner count right.',
    lenient: true,
    interchange: '021',
    contrl: '29',
  },
  group_control_mismatch: {
    rule: 'X12.6: GE02 is GS06; ISO 9735: 0048 in UNE is that of UNG',
    fix: 'Have the partner give both the same number.',
    lenient: true,
    group: '4',
    contrl: '28',
  },
  group_count_wrong: {
    rule: 'X12.6: GE01 counts sets; ISO 9735: 0060 counts messages',
    fix: 'Have the file sent again if something is missing; otherwise have the partner count right.',
    lenient: true,
    group: '5',
    contrl: '29',
  },
  group_kind_wrong: {
    rule: 'X12.6: GS01 names the group of the sets in it (PO for 850)',
    fix: 'Have the partner give the right code, or put the set into a group of its own.',
    lenient: true,
    group: '1',
  },
  message_control_mismatch: {
    rule: 'X12.6: SE02 is ST02; ISO 9735: 0062 in UNT is that of UNH',
    fix: 'Have the partner give both the same number.',
    lenient: true,
    set: '3',
    contrl: '28',
  },
  message_count_wrong: {
    rule: 'X12.6: SE01, and ISO 9735: 0074, count the segments of a message with its header and trailer',
    fix: 'Have the file sent again if something is missing; otherwise have the partner count right.',
    lenient: true,
    set: '4',
    contrl: '29',
  },
  message_control_repeated: {
    rule: 'X12.6: ST02 is unique within its group; ISO 9735: 0062 is unique within its interchange',
    fix: 'Have the partner number its messages.',
    lenient: true,
    set: '23',
    contrl: '26',
  },
  message_too_large: {
    rule: 'a message has at most the segments that the limits of this program allow',
    fix: 'Have the partner send smaller messages.',
    lenient: false,
  },
  dictionary_missing: {
    rule: 'messages are checked by the dictionary of their version',
    fix: 'Ask the partner for a version that docs/guides/edi.md lists. Its envelopes are checked; its content is not.',
    lenient: true,
  },
  segment_unknown: {
    rule: 'X12.22 and the EDIFACT directories list the segments of a version',
    fix: 'Have the partner leave it out, or use the version that has it.',
    lenient: true,
    segment: '1',
    contrl: '15',
  },
  segment_not_in_message: {
    rule: 'the table of a message lists its segments',
    fix: 'Have the partner leave it out, or say what it is for: nothing reads it.',
    lenient: true,
    segment: '6',
    contrl: '15',
  },
  segment_out_of_order: {
    rule: 'segments stand in the order of the table of the message, those of a loop after the segment that begins it',
    fix: 'Have the partner put it in its place.',
    lenient: false,
    segment: '7',
    contrl: '15',
  },
  segment_missing: {
    rule: 'segments that are mandatory in a message, or in a loop that is there, are there',
    fix: 'Have the partner send it.',
    lenient: false,
    segment: '3',
    contrl: '13',
  },
  loop_missing: {
    rule: 'loops that are mandatory in a message, or in a loop that is there, are there',
    fix: 'Have the partner send at least one.',
    lenient: false,
    segment: '3',
    contrl: '13',
  },
  segment_too_often: {
    rule: 'a segment is not repeated more often than the table of the message says',
    fix: 'Have the partner send fewer, or use the place that is meant for more.',
    lenient: true,
    segment: '5',
    contrl: '35',
  },
  loop_too_often: {
    rule: 'a loop is not repeated more often than the table of the message says',
    fix: 'Have the partner send fewer in one message.',
    lenient: true,
    segment: '4',
    contrl: '36',
  },
  hierarchy_wrong: {
    rule: 'HL01 numbers the levels of a set, each once, and HL02 names the level above, which stands before',
    fix: 'Have the partner number its levels, and name the one above.',
    lenient: false,
    segment: '8',
    element: '7',
  },
  element_missing: {
    rule: 'mandatory elements have a value',
    fix: 'Have the partner fill it.',
    lenient: false,
    segment: '8',
    element: '1',
    contrl: '13',
  },
  condition_broken: {
    rule: 'a syntax note of the segment: P all or none, R at least one, C and L if the first then the others',
    fix: 'Have the partner fill what is missing.',
    lenient: true,
    segment: '8',
    element: '2',
    contrl: '13',
  },
  exclusion_broken: {
    rule: 'a syntax note of the segment: E only one of these elements',
    fix: 'Have the partner fill only one of them.',
    lenient: true,
    segment: '8',
    element: '10',
    contrl: '15',
  },
  element_too_many: {
    rule: 'a segment has no more elements than the dictionary says',
    fix: 'Look at the place: most often a separator stands within a value. Otherwise have the partner leave the rest out.',
    lenient: true,
    segment: '8',
    element: '3',
    contrl: '16',
  },
  component_too_many: {
    rule: 'an element has no more components than the dictionary says, and the separator of components stands in no value',
    fix: 'Have the partner use another separator of components, or leave it out of values.',
    lenient: true,
    segment: '8',
    element: '3',
    element999: '13',
    contrl: '16',
  },
  repetition_too_many: {
    rule: 'an element is not repeated more often than the dictionary says',
    fix: 'Have the partner send fewer.',
    lenient: true,
    segment: '8',
    element: '3',
    element999: '12',
    contrl: '35',
  },
  value_too_short: {
    rule: 'a value has at least as many characters as the dictionary says',
    fix: 'Have the partner fill it up, numbers with zeros on the left and text with blanks on the right.',
    lenient: true,
    segment: '8',
    element: '4',
    contrl: '40',
  },
  value_too_long: {
    rule: 'a value has at most as many characters as the dictionary says',
    fix: 'Have the partner shorten it, or use the element that is meant for more.',
    lenient: true,
    segment: '8',
    element: '5',
    contrl: '39',
  },
  character_wrong: {
    rule: 'numbers are written with digits, a leading minus and, where they are decimal, one point; text without control characters',
    fix: 'Have the partner write it as the standard wants it.',
    lenient: false,
    segment: '8',
    element: '6',
    contrl: '37',
  },
  code_unknown: {
    rule: 'a code is one of the list of its element',
    fix: 'Have the partner use a code of the list, or agree on it and what it means.',
    lenient: true,
    segment: '8',
    element: '7',
    contrl: '12',
  },
  gs1_key_wrong: {
    rule: 'EANCOM: a GTIN, GLN or SSCC has its number of digits, and the last one is its check digit',
    fix: 'Have the partner send the key as GS1 gave it.',
    lenient: true,
    contrl: '12',
  },
  date_wrong: {
    rule: 'dates are those of the calendar: CCYYMMDD or YYMMDD in X12, as 2379 says in EDIFACT',
    fix: 'Have the partner send the date as the standard wants it.',
    lenient: false,
    segment: '8',
    element: '8',
    contrl: '12',
  },
  time_wrong: {
    rule: 'times are those of the clock: HHMM, HHMMSS, and decimals of a second',
    fix: 'Have the partner send the time as the standard wants it.',
    lenient: false,
    segment: '8',
    element: '9',
    contrl: '12',
  },
  indicator_not_agreed: {
    rule: 'an agreement is for production or for tests, and ISA15 or 0035 says which it is',
    fix: 'Have the partner mark it as what it is, or put an agreement of its own for tests.',
    lenient: false,
    interchange: '020',
    contrl: '25',
  },
  interchange_duplicate: {
    rule: 'the control number of an interchange comes once',
    fix: 'Have the partner send it under a number of its own, if it is not the same sent twice.',
    lenient: false,
    interchange: '025',
    contrl: '26',
  },
  message_not_agreed: {
    rule: 'messages are those that the agreement with the partner names',
    fix: 'Add the type to what the agreement receives, with its mapping, and replay the message; or have the partner not send it.',
    lenient: false,
    set: '1',
    contrl: '14',
  },
  version_not_agreed: {
    rule: 'messages come in the versions that the agreement with the partner names',
    fix: 'Add the version to the agreement and replay the message, or have the partner send the one agreed on.',
    lenient: false,
    set: '1',
    contrl: '14',
  },
} as const satisfies Readonly<Record<string, FaultKind>>;

export type FaultCode = keyof typeof ediFaults;

export interface Fault {
  readonly code: FaultCode;
  /** Id of the segment; null: the file ended. */
  readonly segment: string | null;
  /** Of the segment in the file, from 1. */
  readonly number: number;
  /** Of its first byte, from 0, and its line, from 1. */
  readonly offset: number;
  readonly line: number;
  /** From 1; null: the segment as a whole. */
  readonly element: number | null;
  readonly component: number | null;
  readonly detail: string;
  /** What stands there and is wrong; left out: nothing, or it is the segment. */
  readonly value?: string;
}

export type Mode = 'strict' | 'lenient';

/** Faults for which a message, group or interchange is refused. */
export function refusing(faults: readonly Fault[], mode: Mode): readonly Fault[] {
  return mode === 'strict' ? faults : faults.filter(({ code }) => !ediFaults[code].lenient);
}
