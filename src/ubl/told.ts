// What was read of a document of UBL and what is wrong with it, for people and programs.
import type { UblFault } from './faults.ts';
import type { UblDocument } from './model/documents.ts';
import type { Party } from './model/parts.ts';
import type { UblRead } from './read.ts';
import { checkRules } from './rules/check.ts';
import type { RuleSet } from './rules/check.ts';
import { valueOf } from './rules/checking.ts';

export interface ToldUbl {
  /** Null: it cannot be read. */
  readonly document: ToldUblDocument | null;
  /** Those of form, then those of business rules. */
  readonly faults: readonly UblFault[];
  /** Beyond what is listed. */
  readonly faultsMore: number;
}

export interface ToldUblDocument {
  readonly kind: UblDocument['kind'];
  readonly number: string;
  readonly issued: string;
  readonly customization: string;
  readonly profile: string;
  /** By role: `seller`, `buyer`, `sender`, `receiver`. */
  readonly parties: Readonly<Record<string, string>>;
  readonly lines: number;
  readonly currency: string | null;
  /** As the document says them; what it does not say is left out. */
  readonly totals: Readonly<Record<string, string>>;
  readonly rules: RuleSet;
  /** Elements that are kept and not understood. */
  readonly unmapped: readonly string[];
}

/** `rules` left out: those that the document says it follows. */
export function toldOf(read: UblRead, rules?: RuleSet): ToldUbl {
  const { document, faults, faultsMore, places, unmapped } = read;
  if (document === null) return { document: null, faults, faultsMore };
  const checked = checkRules(document, places, rules);
  return {
    document: { ...headOf(document), rules: checked.rules, unmapped },
    faults: [...faults, ...checked.faults],
    faultsMore: faultsMore + checked.faultsMore,
  };
}

function headOf(document: UblDocument): Omit<ToldUblDocument, 'rules' | 'unmapped'> {
  const { kind, content } = document;
  return {
    kind,
    number: valueOf(content.number),
    issued: valueOf(content.issued),
    customization: valueOf(content.customization),
    profile: valueOf(content.profile),
    parties: partiesOf(document),
    lines: ('lines' in content ? content.lines : undefined)?.length ?? 0,
    currency: 'currency' in content ? valueOf(content.currency) : null,
    totals: totalsOf(document),
  };
}

function partiesOf({ content }: UblDocument): Record<string, string> {
  const sides = {
    ...('sender' in content ? { sender: content.sender?.party } : {}),
    ...('receiver' in content ? { receiver: content.receiver?.party } : {}),
    seller: content.seller?.party,
    buyer: content.buyer?.party,
  };
  return Object.fromEntries(
    Object.entries(sides).flatMap(([role, party]) => (party === undefined ? [] : [[role, nameOf(party)]])),
  );
}

function nameOf({ legalEntities, names, ids, endpoint }: Party): string {
  const all = [...(legalEntities ?? []), ...(names ?? [])].map(({ name }) => valueOf(name));
  return [...all, valueOf(ids?.[0]?.id), valueOf(endpoint)].find((name) => name !== '') ?? '';
}

function totalsOf({ content }: UblDocument): Record<string, string> {
  const totals = ('totals' in content ? content.totals : undefined) ?? {};
  const tax = ('taxTotals' in content ? content.taxTotals : undefined)?.map(({ amount }) => amount) ?? [];
  const { lines, allowances, charges, withoutTax, withTax, prepaid, rounding, payable } = totals;
  const all = { lines, allowances, charges, withoutTax, tax: tax[0], withTax, prepaid, rounding, payable };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, amount]) => (amount === undefined ? [] : [[name, valueOf(amount)]])),
  );
}
