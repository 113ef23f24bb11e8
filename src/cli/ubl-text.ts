// Documents of UBL in words. Pure.
import type { UblFault } from '#ubl/faults.ts';
import type { ToldUbl, ToldUblDocument } from '#ubl/told.ts';

const ruleNames = {
  none: 'no business rules: it does not say that it follows EN 16931',
  en16931: 'the rules of EN 16931',
  peppol: 'the rules of EN 16931 and Peppol BIS Billing 3',
} as const;

const totalNames: Readonly<Record<string, string>> = {
  lines: 'lines',
  allowances: 'allowances',
  charges: 'charges',
  withoutTax: 'without VAT',
  tax: 'VAT',
  withTax: 'with VAT',
  prepaid: 'paid',
  rounding: 'rounding',
  payable: 'to pay',
};

export function ublLines({ document, faults, faultsMore }: ToldUbl): string[] {
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  return [
    ...(document === null ? [] : documentLines(document)),
    ...faults.flatMap(faultLines),
    ...(faultsMore > 0 ? [`✗ ${faultsMore} more faults`] : []),
    summaryOf(errors + faultsMore, faults.length - errors),
  ];
}

function documentLines(document: ToldUblDocument): string[] {
  const { kind, number, issued, parties, lines, currency, totals, rules, unmapped } = document;
  const isBill = kind === 'Invoice' || kind === 'CreditNote';
  const amounts = Object.entries(totals).map(([name, amount]) => `${totalNames[name] ?? name} ${amount}`);
  return [
    `${kind} ${number}${issued === '' ? '' : ` of ${issued}`}`,
    ...Object.entries(parties).map(([role, name]) => `  ${role}: ${name}`),
    ...(kind === 'OrderResponseSimple' ? [] : [`  lines: ${lines}`]),
    ...(amounts.length === 0
      ? []
      : [`  ${currency === null || currency === '' ? 'amounts' : currency}: ${amounts.join(', ')}`]),
    ...(isBill ? [`  checked: its form, and ${ruleNames[rules]}`] : ['  checked: its form']),
    ...unmapped.map((path) => `  · kept, and not understood: ${path}`),
  ];
}

function faultLines({ rule, severity, place, detail, fix }: UblFault): string[] {
  const mark = severity === 'error' ? '✗' : '·';
  const where = place === null ? '' : ` line ${place.line}, ${place.path}:`;
  return [`${mark} [${rule}]${where} ${detail}`, `  ${fix}`];
}

function summaryOf(errors: number, warnings: number): string {
  const said = errors === 0 ? 'no error' : `${errors} ${errors === 1 ? 'error' : 'errors'}`;
  return warnings === 0 ? said : `${said}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
}
