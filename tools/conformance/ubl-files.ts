// Whole documents of UBL that are valid: each is read without a fault of form, written and read again as the same tree. Those of
// XRechnung break no rule of EN 16931 either.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readUbl } from '../../src/ubl/read.ts';
import { checkRules } from '../../src/ubl/rules/check.ts';
import { writeUbl } from '../../src/ubl/write.ts';
import { decodeXml } from '../../src/ubl/xml/decode.ts';
import type { XmlElement } from '../../src/ubl/xml/element.ts';
import { readXml } from '../../src/ubl/xml/read.ts';
import type { Standard, Tried } from './standard.ts';

export const ublFiles: Standard = {
  name: 'UBL files',
  folder: 'invoice',
  run(folder) {
    const names = globSync('{ph-ubl-testfiles,xrechnung-ubl}/**/*.xml', { cwd: folder }).toSorted();
    return names.flatMap((name) => triedWith(name, readFileSync(join(folder, name))));
  },
  differences: {
    'ph-ubl-testfiles/catalogue/Mobile_Catalogue_UBL.xml': [
      1,
      'A Catalogue is recognised and refused by its name: only documents from order to credit note are read.',
    ],
    'xrechnung-ubl/business-cases/extension/05.01a-INVOICE_ubl.xml': [
      1,
      'The extension of XRechnung adds what is collected for others to the amount due, where EN 16931 (BR-CO-16) has no such term. We hold it against EN 16931.',
    ],
  },
  notClaimed: [
    'The rules of XRechnung itself (BR-DE, BR-DEX)',
    'Documents of UBL beside those from order to credit note',
  ],
};

function triedWith(group: string, bytes: Uint8Array): Tried[] {
  const { document, faults, places } = readUbl(bytes);
  const read = { group, name: 'read without a fault', isAsExpected: faults.length === 0 };
  if (document === null) return [read];
  const written = readXml(writeUbl(document));
  return [
    read,
    { group, name: 'written as it was read', isAsExpected: plain(written) === plain(readXml(decodeXml(bytes))) },
    ...(group.startsWith('xrechnung')
      ? [{ group, name: 'breaks no rule', isAsExpected: checkRules(document, places, 'en16931').faults.length === 0 }]
      : []),
  ];
}

/** Without places. */
function plain(root: XmlElement): string {
  const visit = ({ uri, local, attributes, children }: XmlElement): unknown => {
    const sorted = attributes.map((one) => `${one.uri} ${one.local}=${one.value}`).toSorted();
    return [uri, local, sorted, children.map((child) => (typeof child === 'string' ? child : visit(child)))];
  };
  return JSON.stringify(visit(root));
}
