// Which rules a document is held against, and what breaks them.
import type { UblFault } from '../faults.ts';
import type { Bill, UblDocument } from '../model/documents.ts';
import type { Places } from '../read.ts';
import { checkWith, valueOf } from './checking.ts';
import type { Checking } from './checking.ts';
import { checkCodes } from './codes.ts';
import { checkPayment } from './payment.ts';
import { checkPeppolLines } from './peppol-lines.ts';
import { checkPeppolEmpty, checkPeppolHead, checkPeppolIds, checkPeppolTax, peppolCustomization } from './peppol.ts';
import { checkAllowances, checkLines, checkPeriods } from './lines.ts';
import { checkParties } from './parties.ts';
import { checkHead, checkReferences } from './presence.ts';
import { checkDecimals, checkPrices, checkTax, checkTotals } from './totals.ts';
import { checkVat } from './vat.ts';

export const ruleSets = ['none', 'en16931', 'peppol'] as const;
export type RuleSet = (typeof ruleSets)[number];

const en16931: readonly ((checking: Checking) => void)[] = [
  checkHead,
  checkParties,
  checkPeriods,
  checkAllowances,
  checkLines,
  checkReferences,
  checkPayment,
  checkPrices,
  checkTotals,
  checkTax,
  checkVat,
  checkDecimals,
  checkCodes,
];
const peppol = [...en16931, checkPeppolHead, checkPeppolTax, checkPeppolLines, checkPeppolIds, checkPeppolEmpty];

/** By what the document says that it follows. Other documents than invoices and credit notes have no rules here. */
function rulesFor(document: UblDocument): RuleSet {
  if (!isBill(document)) return 'none';
  const customization = valueOf(document.content.customization);
  if (customization.startsWith(peppolCustomization)) return 'peppol';
  return customization.startsWith('urn:cen.eu:en16931:2017') ? 'en16931' : 'none';
}

export interface RulesChecked {
  readonly rules: RuleSet;
  readonly faults: readonly UblFault[];
  readonly faultsMore: number;
}

export function checkRules(document: UblDocument, places: Places, rules: RuleSet = rulesFor(document)): RulesChecked {
  if (rules === 'none' || !isBill(document)) return { rules: 'none', faults: [], faultsMore: 0 };
  return { rules, ...checkWith(document, places, rules === 'peppol' ? peppol : en16931) };
}

function isBill(document: UblDocument): document is Bill {
  return document.kind === 'Invoice' || document.kind === 'CreditNote';
}
