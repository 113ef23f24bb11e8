// What rules work with: the invoice or credit note, what is in it, and where to say what is wrong.
import { limits } from '#kernel/limits.ts';
import type { UblFault } from '../faults.ts';
import type { Bill } from '../model/documents.ts';
import type { TaxCategory } from '../model/parts.ts';
import type { Places } from '../read.ts';
import { decimalOf } from './decimal.ts';
import type { Decimal } from './decimal.ts';

export type BillContent = Bill['content'];
export type BillLine = NonNullable<BillContent['lines']>[number];

/** A value of the model: text, code, amount. */
export interface Valued {
  readonly value: string;
}

export interface Checking {
  readonly kind: Bill['kind'];
  readonly bill: BillContent;
  readonly lines: readonly BillLine[];
  readonly say: Say;
}

export type Say = (
  rule: string,
  said: {
    /** The place is the first of these that is there, else the document. */
    readonly at: readonly (object | undefined)[];
    readonly detail: string;
    readonly fix: string;
    readonly isWarning?: boolean;
  },
) => void;

export interface Checked {
  readonly faults: UblFault[];
  /** Beyond the limit they are only counted. */
  readonly faultsMore: number;
}

export function checkWith(document: Bill, places: Places, rules: readonly ((checking: Checking) => void)[]): Checked {
  const faults: UblFault[] = [];
  let more = 0;
  const checking: Checking = {
    kind: document.kind,
    bill: document.content,
    lines: document.content.lines ?? [],
    say(rule, { at, detail, fix, isWarning = false }) {
      if (faults.length >= limits.ublFaultsMax) {
        more += 1;
        return;
      }
      const node = at.find((one) => one !== undefined) ?? document.content;
      const place = places.get(node) ?? null;
      faults.push({ rule, severity: isWarning ? 'warning' : 'error', place, detail: detail.slice(0, 1_000), fix });
    },
  };
  for (const rule of rules) rule(checking);
  return { faults, faultsMore: more };
}

/** As rules compare it: without white space around. Empty: it is missing. */
export function valueOf(leaf: Valued | undefined): string {
  return leaf?.value.trim() ?? '';
}

export function has(leaf: Valued | undefined): boolean {
  return valueOf(leaf) !== '';
}

export function numberOf(leaf: Valued | undefined): Decimal | undefined {
  return leaf === undefined ? undefined : decimalOf(leaf.value);
}

export function isVat(category: TaxCategory): boolean {
  return valueOf(category.scheme?.id).toUpperCase() === 'VAT';
}

/** Of a line, an allowance or a charge. */
export function vatCategoryOf(categories: readonly TaxCategory[] | undefined): TaxCategory | undefined {
  return categories?.find(isVat);
}

export function isCharge({ isCharge: told }: { readonly isCharge?: Valued }): boolean {
  return ['true', '1'].includes(valueOf(told));
}

/** What must be there: the rule that says so, where it would be, what it is, and the element to give. */
export type Wanted = readonly [rule: string, leaf: Valued | undefined, what: string, element: string];

export function want({ say }: Checking, at: readonly (object | undefined)[], wanted: readonly Wanted[]): void {
  for (const [rule, leaf, what, element] of wanted) {
    if (!has(leaf)) say(rule, { at: [leaf, ...at], detail: `${what} is missing.`, fix: `Give ${element}.` });
  }
}
