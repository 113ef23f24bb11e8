// EN 16931 bound to UBL, by the unit tests of its published validator: fragments of invoices and credit notes, and for each the rule
// that they break, how often, or do not break. EXPECTED.csv beside them lists them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readRoot } from '../../src/ubl/read.ts';
import { checkRules } from '../../src/ubl/rules/check.ts';
import { elementsIn } from '../../src/ubl/xml/element.ts';
import type { XmlElement } from '../../src/ubl/xml/element.ts';
import { readXml } from '../../src/ubl/xml/read.ts';
import type { Standard } from './standard.ts';

interface Expected {
  readonly file: string;
  /** From 1, within the file. */
  readonly test: string;
  readonly document: string;
  readonly rule: string;
  readonly expected: 'success' | 'error' | 'warning';
  readonly count: string;
}

export const en16931Rules: Standard = {
  name: 'EN 16931 rules',
  folder: 'invoice/en16931-unit',
  run(folder) {
    const rows: Expected[] = parse(readFileSync(join(folder, 'EXPECTED.csv')), { columns: true });
    return rows.map((row) => ({
      group: row.rule,
      name: `${row.file} ${row.test}: ${row.expected}`,
      isAsExpected: verdictOf(fragmentOf(folder, row), row.rule) === wantedBy(row),
    }));
  },
  differences: {
    'BR-CL-18': [
      1,
      'The fragment has an InvoiceLine in a CreditNote, where UBL has none. We name the element (UBL-unknown) and do not look into it.',
    ],
  },
  notClaimed: [
    'BR-CO-05 to BR-CO-08: whether the text of a reason means the same as its code, which no program can tell',
    'BR-CL-08 (subject of a note) and BR-CL-22 (code of an exemption): their lists are not held here',
    'UBL-CR and UBL-DT: elements and attributes that EN 16931 has no term for are kept; of UBL-SR only 04, 44 and 47, since the form of UBL says most of the others',
    'Peppol: national rules, PEPPOL-COMMON beside R040, PEPPOL-EN16931-P0104 to P0111, F001, and CL beside what BR-CL says',
    'CII, the other syntax of EN 16931',
  ],
};

function fragmentOf(folder: string, { file, test, document }: Expected): XmlElement {
  const set = readXml(readFileSync(join(folder, file), 'utf8'));
  const tests = elementsIn(set).filter(({ local }) => local === 'test');
  const one = tests[Number(test) - 1];
  const found = one === undefined ? undefined : elementsIn(one).find(({ local }) => local === document);
  if (found === undefined) throw new Error(`${file} has no test ${test} with a ${document}.`);
  return found;
}

function wantedBy({ expected, count }: Expected): string {
  const times = Number(count === '' ? '1' : count);
  return JSON.stringify({ error: expected === 'error' ? times : 0, warning: expected === 'warning' ? times : 0 });
}

/** How often the rule is broken. */
function verdictOf(fragment: XmlElement, rule: string): string {
  const { document, places } = readRoot(fragment);
  const faults = document === null ? [] : checkRules(document, places, 'en16931').faults;
  const own = faults.filter((fault) => fault.rule === rule);
  const count = (severity: string): number => own.filter((fault) => fault.severity === severity).length;
  return JSON.stringify({ error: count('error'), warning: count('warning') });
}
