// Whatever can be wrong with GS1 identifiers, element strings and Digital Links: named once, with the rule that it breaks and what to
// do. Pure. Rules: GS1 General Specifications (GenSpecs), GS1 Digital Link URI Syntax 1.2 and later (DL), EPC Tag Data Standard (TDS).

export interface FaultKind {
  readonly rule: string;
  readonly fix: string;
}

export const gs1Faults = {
  not_gs1: {
    rule: 'what is checked is a GS1 key, an element string, a Digital Link or an EPC URN',
    fix: 'Give one of them; say by --as which key bare digits are.',
  },
  too_long_to_read: {
    rule: 'an input has at most the characters that the limits of this program allow',
    fix: 'Give one symbol or one identifier at a time.',
  },
  application_identifier_unknown: {
    rule: 'GenSpecs 3: application identifiers are those of the dictionary',
    fix: 'Look at the place: often the separator (FNC1) after the element before it is missing.',
  },
  brackets_wrong: {
    rule: 'GenSpecs 4.14: each element begins with its identifier in brackets; a bracket within a value is written \\(',
    fix: 'Write (01)09506000134352(10)ABC.',
  },
  value_missing: { rule: 'GenSpecs 3: an element has a value', fix: 'Leave the element out, or give its value.' },
  length_wrong: {
    rule: 'GenSpecs 3: a value has the length of its format',
    fix: 'Give the whole value; if it is too long, the separator (FNC1) after it may be missing.',
  },
  character_wrong: {
    rule: 'GenSpecs 7.11: a value has the characters of its format',
    fix: 'Correct the character at the place.',
  },
  check_digit_wrong: {
    rule: 'GenSpecs 7.9.1: the last digit of the key is its check digit',
    fix: 'Read the key again from where it comes from: one of its digits is wrong.',
  },
  check_pair_wrong: {
    rule: 'GenSpecs 7.9.5: the last two characters of the key are its check characters',
    fix: 'Read the key again from where it comes from: one of its characters is wrong.',
  },
  company_prefix_wrong: {
    rule: 'GenSpecs 1.4: a key holds the GS1 Company Prefix of who made it, digits alone',
    fix: 'Correct the front of the key.',
  },
  date_wrong: { rule: 'GenSpecs 3: a date is a day of the calendar', fix: 'Correct the date.' },
  time_wrong: { rule: 'GenSpecs 3: a time is one of the day', fix: 'Correct the time.' },
  country_unknown: { rule: 'GenSpecs 3: a country is a code of ISO 3166-1', fix: 'Give the code.' },
  currency_unknown: { rule: 'GenSpecs 3: a currency is a numeric code of ISO 4217', fix: 'Give the code.' },
  value_wrong: { rule: 'GenSpecs 3: a value keeps to the rule of its identifier', fix: 'Correct the value.' },
  repeated_differently: {
    rule: 'GenSpecs 4.14: an identifier that comes twice on one item has the same value',
    fix: 'Leave one out.',
  },
  companion_missing: {
    rule: 'GenSpecs 4.13.2: some elements say nothing without others',
    fix: 'Add what is named, or say that another symbol on the item has it (--partial).',
  },
  companions_exclude: {
    rule: 'GenSpecs 4.13.1: some elements do not go together',
    fix: 'Leave out the one that does not belong to the item.',
  },
  link_wrong: { rule: 'DL: a Digital Link is an http or https address', fix: 'Give the whole address.' },
  link_without_key: {
    rule: 'DL: the path of a Digital Link has a GS1 key, /01/ and so on, and its qualifiers as pairs',
    fix: 'Give the address of an identifier; names in place of numbers (/gtin/) and compressed links are not read.',
  },
  link_escape_wrong: { rule: 'RFC 3986 2.1: % is followed by two hexadecimal digits', fix: 'Write the sign % as %25.' },
  link_order_wrong: {
    rule: 'DL: qualifiers follow their key in the order of the standard: 22, 10, 21 after 01',
    fix: 'Give them in that order; what is no qualifier stands in the query.',
  },
  link_attribute_wrong: {
    rule: 'DL: the query has elements that may stand there; other names than numbers are free',
    fix: 'Leave it out of the link.',
  },
  urn_wrong: {
    rule: 'TDS 6.3: an EPC URN has the parts of its scheme, each of its length',
    fix: 'Correct the part that is named.',
  },
  company_prefix_not_known: {
    rule: 'TDS 6.3: an EPC URN says where the company prefix ends, which the key itself does not tell',
    fix: 'Give the company prefix.',
  },
  no_urn: { rule: 'TDS 6.3: there is no EPC scheme for these elements', fix: 'Use the Digital Link.' },
  symbol_too_long: {
    rule: 'GenSpecs 5.4: a GS1-128 symbol has at most 48 characters of data',
    fix: 'Put fewer elements into it, or print a QR code.',
  },
} as const satisfies Readonly<Record<string, FaultKind>>;

export type Gs1FaultCode = keyof typeof gs1Faults;

export interface Gs1Fault {
  readonly code: Gs1FaultCode;
  /** Null: of the whole. */
  readonly ai: string | null;
  /** Of the first wrong character in what was given, from 0; null: it has no place there. */
  readonly position: number | null;
  readonly detail: string;
}

export interface Told extends Gs1Fault, FaultKind {}

/** With its rule and what to do. */
export function told(fault: Gs1Fault): Told {
  return { ...fault, ...gs1Faults[fault.code] };
}
