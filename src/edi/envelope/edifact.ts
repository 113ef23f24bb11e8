// The envelopes of EDIFACT: UNB, UNG, UNH and their trailers. ISO 9735:1998, parts 1 and 10. Pure.
import { valuesOf } from '../syntax/values.ts';
import type { Grammar, Role } from './envelopes.ts';
import type { Found, Group, Interchange } from './model.ts';

const roles: ReadonlyMap<string, Role> = new Map([
  ['UNB', 'interchange'],
  ['UNG', 'group'],
  ['UNH', 'message'],
  ['UNT', 'message_end'],
  ['UNE', 'group_end'],
  ['UNZ', 'interchange_end'],
]);

export const edifact: Grammar = {
  role: (id) => roles.get(id) ?? null,
  groupsOptional: true,
  names: {
    interchange: { begin: 'UNB', end: 'UNZ' },
    group: { begin: 'UNG', end: 'UNE' },
    message: { begin: 'UNH', end: 'UNT' },
  },
  interchange(segment, number) {
    const of = valuesOf(segment);
    const found: Found[] = [];
    const need = (element: number, what: string): void => {
      if (of(element) === '') found.push({ code: 'header_incomplete', element, detail: `UNB says no ${what}.` });
    };
    need(1, 'syntax');
    need(2, 'sender');
    need(3, 'recipient');
    need(5, 'control reference (0020)');
    const [repertoire, version] = [of(1), of(1, 2)];
    const head: Interchange = {
      standard: 'edifact',
      number,
      control: of(5),
      sender: { qualifier: of(2, 2), id: of(2) },
      receiver: { qualifier: of(3, 2), id: of(3) },
      version: version === '' ? repertoire : `${repertoire}:${version}`,
      prepared: `${of(4)} ${of(4, 2)}`.trim(),
      isTest: of(11) === '1',
      wantsAcknowledgement: of(9) === '1' || of(9) === '2',
      repertoire: repertoire === '' ? null : repertoire,
      separators: segment.separators,
      isStripped: false,
    };
    return { head, found };
  },
  group(segment) {
    const of = valuesOf(segment);
    const head: Group = {
      kind: of(1),
      sender: of(2),
      receiver: of(3),
      control: of(5),
      version: [of(7), of(7, 2)].filter((part) => part !== '').join('.'),
    };
    const found: Found[] =
      head.control === '' ? [{ code: 'header_incomplete', element: 5, detail: 'UNG says no reference (0048).' }] : [];
    return { head, found };
  },
  message(segment) {
    const of = valuesOf(segment);
    const found: Found[] = [];
    if (of(1) === '') found.push({ code: 'header_incomplete', element: 1, detail: 'UNH says no reference (0062).' });
    if (of(2) === '') found.push({ code: 'header_incomplete', element: 2, detail: 'UNH says no type (0065).' });
    const version = [of(2, 2), of(2, 3)].filter((part) => part !== '').join('.');
    return { head: { type: of(2), version, convention: of(2, 5), control: of(1) }, found };
  },
  trailer(segment) {
    const of = valuesOf(segment);
    return { count: of(1), control: of(2) };
  },
};
