// What the tests of other projects expect of the content of real files (EXPECTED.md beside them), against what our checks find, and
// the same files changed at random places, which must be read to their end and told.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChecks } from '../../src/edi/checks/check.ts';
import { chanceOf } from '../../src/edi/checks/made.testsuite.ts';
import { dictionaryOf } from '../../src/edi/dictionaries/load.ts';
import type { EdiItem } from '../../src/edi/envelope/model.ts';
import type { FaultCode } from '../../src/edi/faults.ts';
import { EdiReader } from '../../src/edi/reader.ts';
import type { Standard, Tried } from './standard.ts';

/** `clean`: no fault at all; `faulty`: some, beyond a missing dictionary; codes: these faults, in this order, and no other. */
type Expected = 'clean' | 'faulty' | readonly FaultCode[];

const conditions: readonly FaultCode[] = ['condition_broken', 'condition_broken'];

const expected: readonly (readonly [file: string, expected: Expected])[] = [
  ['x12/EdiEngine/940.OK.edi', 'clean'],
  ['x12/EdiEngine/850.OK.edi', 'clean'],
  ['x12/EdiEngine/940.2.OK.edi', 'clean'],
  ['x12/EdiEngine/940.W05.Only.edi', 'clean'],
  ['x12/EdiEngine/850.Composite.SLN.OK.edi', 'clean'],
  ['x12/EdiEngine/856.Crossdock.OK.edi', 'clean'],
  ['x12/EdiEngine/MultipleInterchangesAndGroups.edi', 'clean'],
  ['x12/EdiEngine/AckTest.edi', 'clean'],
  ['x12/EdiEngine/940_Failed_SE01.edi', ['message_count_wrong']],
  ['x12/EdiEngine/850.SyntaxNotes.ERR.edi', conditions],
  [
    'x12/EdiEngine/ControlNumbersMismatch.edi',
    ['message_control_mismatch', 'group_control_mismatch', 'interchange_control_mismatch'],
  ],
  ['x12/EdiEngine/WrongGroupsAndTranCount.edi', ['group_count_wrong', 'interchange_count_wrong']],
  ['x12/EdiEngine/NonEdi.edi', ['not_edi']],
  ['x12/stupidedi/004010/AR943/pass/1.edi', 'clean'],
  ['x12/stupidedi/004010/FA997/pass/1.edi', 'clean'],
  ['x12/stupidedi/004010/IN810/pass/1.edi', 'clean'],
  ['x12/stupidedi/004010/PO850/pass/1.edi', 'clean'],
  ['x12/stupidedi/004010/PR855/pass/1.edi', 'clean'],
  ['x12/stupidedi/004010/X348 SC810 Aerospace Industry Invoice/pass/basic-invoice.edi', 'clean'],
  ['x12/stupidedi/004010/X348 SC810 Aerospace Industry Invoice/pass/credit-card-invoice.edi', 'clean'],
  ['x12/stupidedi/004010/SS862/fail/1.edi', 'faulty'],
  ['x12/stupidedi/003050/PO850/fail/1.edi', 'faulty'],
  ['x12/stupidedi/002001/SH856/fail/1.edi', 'faulty'],
  ['x12/node-x12/850.edi', 'clean'],
  ['x12/node-x12/850_2.edi', 'clean'],
  ['x12/node-x12/850_3.edi', 'clean'],
  ['x12/node-x12/850_fat.edi', 'clean'],
  ['x12/node-x12/271.edi', 'faulty'],
  ['edifact/smooks/ORDERS_D.03B_Interchange.txt', 'clean'],
  ['edifact/smooks/BAD_ORDERS_D.03B_Interchange.txt', 'faulty'],
  ['edifact/smooks/INVOIC_D.03B_Interchange_with_UNA.txt', ['message_count_wrong']],
  ['edifact/edifact-ls/content-violation.edi', ['element_missing']],
  ['edifact/edifact-ls/desadv-violation.edi', ['segment_too_often']],
  ['edifact/edifact-ls/invrpt-violation.edi', ['segment_too_often']],
  ['edifact/edifact-ls/orders-violation.edi', ['segment_too_often']],
  ['edifact/edifact-ls/ordrsp-violation.edi', ['segment_too_often']],
  ['edifact/edifact-ls/envelope-count-mismatch.edi', ['message_count_wrong']],
  ['edifact/edifact-ls/envelope-error.edi', ['interchange_end_missing']],
  ['edifact/edifact-rs/d01b_orders_conforming.edi', 'clean'],
  ['edifact/edifact-rs/d01b_orders_malformed.edi', 'faulty'],
  ['edifact/edifact-rs/d96a_orders_conforming.edi', 'clean'],
  ['edifact/edifact-rs/d96a_orders_malformed.edi', 'faulty'],
  ['edifact/edifact-rs/d96a_invoic_conforming.edi', 'clean'],
  ['edifact/edifact-rs/d96a_invoic_malformed.edi', 'faulty'],
];

const noDictionary =
  'There is no dictionary of that version yet: its envelopes are checked, and that is said as a fault.';
const noUns =
  'Its ORDERS is cut down: it has no UNS, which is mandatory in D.96A. edifact-ls knows no structure of D.96A.';
const noTerminator =
  'Its last segment has no terminator, which its tests do not look at. A lenient agreement lets it through.';
const shortIsa =
  'Its ISA is longer or shorter than 106 characters, which stupidedi does not look at. A lenient agreement lets it through.';
const otherGroup =
  'An 810 stands in a group that is not IN, as that industry has it. A lenient agreement lets it through.';

export const ediContent: Standard = {
  name: 'EDI content',
  folder: 'edi',
  run(folder) {
    return [
      ...expected.map(([file, wanted]): Tried => {
        const codes = faultsIn(readFileSync(join(folder, file)));
        return { group: file, name: `${codes.join(', ') || 'no fault'}`, isAsExpected: isAs(codes, wanted) };
      }),
      ...expected.flatMap(([file]) =>
        mutated(readFileSync(join(folder, file))).map((tried) => ({ group: `${file}, changed`, ...tried })),
      ),
    ];
  },
  differences: {
    'x12/EdiEngine/940.OK.edi': [1, noTerminator],
    'x12/EdiEngine/940.2.OK.edi': [1, noTerminator],
    'x12/EdiEngine/940.W05.Only.edi': [1, noTerminator],
    'x12/EdiEngine/MultipleInterchangesAndGroups.edi': [
      1,
      'Both interchanges also end with the number of another one, which its tests do not look at.',
    ],
    'x12/EdiEngine/AckTest.edi': [
      1,
      'Its tests answer A to all. N9 without a qualifier and a price as an F.O.B. point code are wrong by the standard.',
    ],
    'x12/EdiEngine/940_Failed_SE01.edi': [
      1,
      'Its tests use a map of their own, in which values have no types. W66 and W01 have values in the wrong places.',
    ],
    'x12/EdiEngine/WrongGroupsAndTranCount.edi': [
      1,
      'The interchange also ends with the number of another one, which its tests do not look at.',
    ],
    'x12/stupidedi/004010/FA997/pass/1.edi': [1, shortIsa],
    'x12/stupidedi/004010/PO850/pass/1.edi': [1, shortIsa],
    'x12/stupidedi/004010/IN810/pass/1.edi': [
      1,
      'IT1 has a quantity and a price without a unit. Its syntax note P020304 wants all or none; stupidedi leaves that note out.',
    ],
    'x12/stupidedi/004010/X348 SC810 Aerospace Industry Invoice/pass/basic-invoice.edi': [1, otherGroup],
    'x12/stupidedi/004010/X348 SC810 Aerospace Industry Invoice/pass/credit-card-invoice.edi': [1, otherGroup],
    'edifact/smooks/ORDERS_D.03B_Interchange.txt': [1, noDictionary],
    'edifact/smooks/INVOIC_D.03B_Interchange_with_UNA.txt': [1, noDictionary],
    'edifact/edifact-ls/content-violation.edi': [1, noUns],
    'edifact/edifact-ls/desadv-violation.edi': [1, noDictionary],
    'edifact/edifact-ls/invrpt-violation.edi': [1, noDictionary],
    'edifact/edifact-ls/orders-violation.edi': [1, `${noDictionary} Its UNT counts wrong too.`],
    'edifact/edifact-ls/ordrsp-violation.edi': [1, `${noDictionary} Its UNT counts wrong too.`],
    'edifact/edifact-ls/envelope-count-mismatch.edi': [1, `${noUns} Its DTM is missing too.`],
    'edifact/edifact-ls/envelope-error.edi': [1, `${noUns} Its DTM is missing too.`],
    'edifact/edifact-rs/d01b_orders_conforming.edi': [
      1,
      'It has no UNB, and no UNS, which is mandatory in ORDERS of D.01B. edifact-rs checks a profile without them.',
    ],
    'edifact/edifact-rs/d96a_orders_conforming.edi': [
      1,
      'It has no UNB, and no UNS, which is mandatory in ORDERS of D.96A. edifact-rs checks a profile without them.',
    ],
    'edifact/edifact-rs/d96a_invoic_conforming.edi': [
      1,
      'It has no UNB, no UNS and no MOA at its end, which are mandatory in INVOIC of D.96A. edifact-rs checks a profile without them.',
    ],
  },
  notClaimed: ['messages of versions that docs/guides/edi.md does not list'],
};

function isAs(codes: readonly FaultCode[], wanted: Expected): boolean {
  if (wanted === 'clean') return codes.length === 0;
  if (wanted === 'faulty') return codes.some((code) => code !== 'dictionary_missing');
  return codes.join() === wanted.join();
}

function itemsOf(bytes: Uint8Array): EdiItem[] {
  const reader = new EdiReader();
  const checks = new MessageChecks(dictionaryOf);
  return [...reader.push(bytes), ...reader.end()].map((item) => checks.checked(item));
}

function faultsIn(bytes: Uint8Array): FaultCode[] {
  return itemsOf(bytes).flatMap((item) => {
    if (item.kind === 'refused') return [item.fault.code];
    const { faults } = item.kind === 'message' ? item.message : 'faults' in item ? item : { faults: [] };
    return faults.map(({ code }) => code);
  });
}

/** Bytes taken away, put in and exchanged, the same at every run. */
function mutated(bytes: Uint8Array): Omit<Tried, 'group'>[] {
  const chance = chanceOf(bytes.length);
  return Array.from({ length: 20 }, (_, round) => {
    const at = Math.floor(chance() * bytes.length);
    const length = Math.floor(chance() * 12);
    const put = Uint8Array.from({ length: Math.floor(chance() * 6) }, () => Math.floor(chance() * 256));
    const changed = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + length)]);
    try {
      return { name: `change ${round + 1}`, isAsExpected: itemsOf(changed).length > 0 };
    } catch (error) {
      return { name: `change ${round + 1} ends in ${String(error)}`, isAsExpected: false };
    }
  });
}
