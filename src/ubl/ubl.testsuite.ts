// Small documents of UBL, and what is wrong with them in short.
import { readFileSync } from 'node:fs';
import { documentNamespace, namespaces } from './xml/element.ts';
import { readUbl } from './read.ts';
import type { UblRead } from './read.ts';
import { toldOf } from './told.ts';
import type { RuleSet } from './rules/check.ts';

/** A valid invoice of Peppol. */
export const invoiceText = readFileSync(new URL('../../examples/ubl/invoice.xml', import.meta.url), 'utf8');

export function read(text: string): UblRead {
  return readUbl(Buffer.from(text));
}

/** The rules that are broken, each once, in their order. */
export function brokenBy(text: string, rules: RuleSet = 'peppol'): string[] {
  return [...new Set(toldOf(read(text), rules).faults.map(({ rule }) => rule))];
}

/** The text with one change, which must be possible. */
export function changed(from: string | RegExp, to: string, text: string = invoiceText): string {
  const after = text.replace(from, to);
  if (after === text) throw new Error(`There is no ${String(from)} to change.`);
  return after;
}

/** A despatch advice that has what the schema wants, with more in it. */
export function despatchAdvice({ head = '', inside = '', attributes = '' } = {}): string {
  return `${head}<DespatchAdvice xmlns="${documentNamespace('DespatchAdvice')}" xmlns:cac="${namespaces.cac}" xmlns:cbc="${namespaces.cbc}"${attributes}>
<cbc:ID>D-1</cbc:ID><cbc:IssueDate>2026-03-30</cbc:IssueDate>${inside}
<cac:DespatchSupplierParty/><cac:DeliveryCustomerParty/>
<cac:DespatchLine><cbc:ID>1</cbc:ID><cac:OrderLineReference><cbc:LineID>1</cbc:LineID></cac:OrderLineReference><cac:Item/></cac:DespatchLine>
</DespatchAdvice>`;
}
