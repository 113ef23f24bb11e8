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
