// The envelopes of X12: ISA, GS, ST and their trailers. X12.5 and X12.6. Pure.
import { designator } from '../syntax/designator.ts';
import type { Segment } from '../syntax/segments.ts';
import { textOf } from '../syntax/values.ts';
import type { Grammar, Role } from './envelopes.ts';
import type { Found, Group, Interchange } from './model.ts';

const roles: ReadonlyMap<string, Role> = new Map([
  ['ISA', 'interchange'],
  ['GS', 'group'],
  ['ST', 'message'],
  ['SE', 'message_end'],
  ['GE', 'group_end'],
  ['IEA', 'interchange_end'],
  ['TA1', 'acknowledgement'],
]);

/** GS01 of the sets that are known here: data element 479. */
const kinds: ReadonlyMap<string, string> = new Map(
  Object.entries({
    204: 'SM',
    210: 'IM',
    214: 'QM',
    310: 'IO',
    315: 'QO',
    810: 'IN',
    820: 'RA',
    824: 'AG',
    830: 'PS',
    832: 'SC',
    846: 'IB',
    850: 'PO',
    852: 'PD',
    855: 'PR',
    856: 'SH',
    860: 'PC',
    861: 'RC',
    862: 'SS',
    865: 'CA',
    867: 'PT',
    940: 'OW',
    943: 'AR',
    944: 'RE',
    945: 'SW',
    990: 'GF',
    997: 'FA',
    999: 'FA',
  }),
);

/** GS01 of the group in which a set stands; undefined: it is not known here. */
export function groupKindOf(type: string): string | undefined {
  return kinds.get(type);
}

export const x12: Grammar = {
  role: (id) => roles.get(id) ?? null,
  groupsOptional: false,
  names: {
    interchange: { begin: 'ISA', end: 'IEA' },
    group: { begin: 'GS', end: 'GE' },
    message: { begin: 'ST', end: 'SE' },
  },
  interchange(segment, number) {
    const of = elementsOf(segment);
    const missing = [6, 8, 12, 13].filter((element) => of(element) === '');
    const found = missing.map((element): Found => ({
      code: 'header_incomplete',
      element,
      detail: `${designator('ISA', element)} is empty.`,
    }));
    const head: Interchange = {
      standard: 'x12',
      number,
      control: of(13),
      sender: { qualifier: of(5), id: of(6) },
      receiver: { qualifier: of(7), id: of(8) },
      version: of(12),
      prepared: `${of(9)} ${of(10)}`.trim(),
      isTest: of(15) === 'T',
      wantsAcknowledgement: of(14) === '1',
      repertoire: null,
      separators: segment.separators,
      isStripped: false,
    };
    return { head, found };
  },
  group(segment) {
    const of = elementsOf(segment);
    const found = [1, 6, 8]
      .filter((element) => of(element) === '')
      .map((element): Found => ({
        code: 'header_incomplete',
        element,
        detail: `${designator('GS', element)} is empty.`,
      }));
    const head: Group = { kind: of(1), control: of(6), sender: of(2), receiver: of(3), version: of(8) };
    return { head, found };
  },
  message(segment, { group, interchange }) {
    const of = elementsOf(segment);
    const [type, control, convention] = [of(1), of(2), of(3)];
    const found: Found[] = [];
    if (type === '') found.push({ code: 'header_incomplete', element: 1, detail: 'ST01 says no set.' });
    if (control === '') found.push({ code: 'header_incomplete', element: 2, detail: 'ST02 is empty.' });
    const kind = groupKindOf(type);
    if (group !== null && kind !== undefined && group.kind !== kind)
      found.push({
        code: 'group_kind_wrong',
        element: 1,
        detail: `A set ${type} stands in a group ${group.kind === '' ? 'without a code' : group.kind} instead of ${kind}.`,
      });
    const version = group?.version.slice(0, 6) ?? `0${interchange.version}`;
    return { head: { type, version, convention, control }, found };
  },
  trailer(segment) {
    const of = elementsOf(segment);
    return { count: of(1), control: of(2) };
  },
};

/** By its number from 1, without the blanks that fill it up. */
function elementsOf({ elements, separators }: Segment): (number: number) => string {
  return (number) => textOf(elements[number] ?? '', separators).trim();
}
