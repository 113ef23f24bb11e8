// CONTRL: what EDIFACT answers to an interchange. ISO 9735-4 (syntax version 3: CONTRL D.3). Pure.
import { ediFaults } from '../faults.ts';
import type { Fault, FaultKind } from '../faults.ts';
import type { Element, MessageOut, Row } from '../write/interchange.ts';
import { isAddressed, isNamed } from './answerable.ts';
import type { InterchangeVerdict, MessageVerdict, Verdict } from './verdicts.ts';

/** 0085: of a message that cannot be named. */
const missing = '13';

/** 0083: refused with everything in it; acknowledged, and below where it isn't said otherwise. */
const actions: Readonly<Record<Verdict, '4' | '7'>> = { refused: '4', noted: '7', accepted: '7' };

/** Null: the head of the interchange lacks what an answer repeats, and ISO 9735-4 has it told by other means. */
export function contrl(of: InterchangeVerdict, { control }: { readonly control: string }): MessageOut | null {
  const { interchange, groups, faults, verdict } = of;
  if (!isAddressed(interchange)) return null;
  const messages = groups.flatMap((group) => group.messages);
  const address = ({ id, qualifier }: { readonly id: string; readonly qualifier: string }): Element =>
    // 0007 may be left out.
    /^[A-Za-z0-9]{1,4}$/.test(qualifier) ? [id, qualifier] : id;
  const head: Row = [
    'UCI',
    interchange.control,
    address(interchange.sender),
    address(interchange.receiver),
    actions[verdict],
    ...(verdict !== 'refused' && messages.some((message) => !isNamed(message)) ? [missing] : errorOf(faults, verdict)),
  ];
  return { type: 'CONTRL:D:3:UN', control, rows: [head, ...messages.filter(isNamed).flatMap(messageRows)] };
}

function messageRows(message: MessageVerdict): Row[] {
  const { type, version, convention, control, faults, firstSegment, verdict } = message;
  const [first = '', release = ''] = version.split('.');
  const named: Element = [type, first, release, 'UN', convention];
  const within = faults.filter(({ element, segment }) => segment !== null && element !== null);
  const bySegment = Map.groupBy(within, ({ number }) => number);
  return [
    [
      'UCM',
      control,
      named,
      actions[verdict],
      ...errorOf(
        faults.filter((fault) => !within.includes(fault)),
        verdict,
      ),
    ],
    ...[...bySegment].flatMap(([number, found]) => [
      ['UCS', String(number - firstSegment + 1)] as Row,
      ...found.map((fault): Row => ['UCD', codeOf(fault), placeOf(fault)]),
    ]),
  ];
}

function placeOf({ element, component }: Fault): Element {
  return component === null ? String(element ?? 0) : [String(element ?? 0), String(component)];
}

/** 0085; of what is taken, nothing is said. */
function errorOf(faults: readonly Fault[], verdict: Verdict): string[] {
  const [first] = faults;
  return verdict !== 'refused' || first === undefined ? [] : [codeOf(first)];
}

function codeOf({ code }: Fault): string {
  const kind: FaultKind = ediFaults[code];
  // 18: an error that the standard has no code for.
  return kind.contrl ?? '18';
}
