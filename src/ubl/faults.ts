// What is wrong with a document of UBL, for people: the rule by its number, the place, what to do. Faults of form are listed here,
// those of business rules beside the rules.
import type { Place } from './xml/element.ts';

export interface UblFault {
  /** `BR-CO-10`, `PEPPOL-EN16931-R003`; a rule of form: `xml`, `UBL-order`. */
  readonly rule: string;
  /** A warning does not make the document wrong. */
  readonly severity: 'error' | 'warning';
  /** Null: the document was not read but made. */
  readonly place: Place | null;
  readonly detail: string;
  readonly fix: string;
}

export const formFaults = {
  xml: { severity: 'error', fix: 'Have the sender correct its XML.' },
  'xml-forbidden': {
    severity: 'error',
    fix: 'Have it sent without: nothing is looked up, expanded or fetched here.',
  },
  'UBL-too-large': { severity: 'error', fix: 'Have it sent smaller, large attachments by another way.' },
  'UBL-kind': {
    severity: 'error',
    fix: 'Send Order, OrderResponse, OrderResponseSimple, DespatchAdvice, ReceiptAdvice, Invoice or CreditNote.',
  },
  'UBL-unknown': {
    severity: 'error',
    fix: 'Have the sender leave it out, or put it into ext:UBLExtensions. It is kept as it is, and nobody understands it.',
  },
  'UBL-order': {
    severity: 'error',
    fix: 'Have the sender order elements as the schema does. It was read all the same.',
  },
  'UBL-repeated': {
    severity: 'error',
    fix: 'Have the sender give it once. The first one counts, the others are kept.',
  },
  'UBL-missing': { severity: 'error', fix: 'Have the sender give it.' },
  'UBL-content': {
    severity: 'error',
    fix: 'Have the sender correct what stands there. It is kept, and not understood.',
  },
  'UBL-value': { severity: 'error', fix: 'Have the sender correct the value.' },
} as const satisfies Readonly<Record<string, Pick<UblFault, 'severity' | 'fix'>>>;

export type FormRule = keyof typeof formFaults;

export function formFault(rule: FormRule, place: Place | null, detail: string): UblFault {
  return { rule, ...formFaults[rule], place, detail };
}

/** Nothing more can be read. */
export class UnreadableUbl extends Error {
  readonly fault: UblFault;

  constructor(fault: UblFault) {
    super(fault.detail);
    this.name = 'UnreadableUbl';
    this.fault = fault;
  }
}

/** A value that no XML can hold. */
export class UnwritableUbl extends Error {
  constructor(detail: string) {
    super(`${detail} Take it out.`);
    this.name = 'UnwritableUbl';
  }
}
