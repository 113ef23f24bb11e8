// Acknowledgements of X12: TA1 of an interchange, 997 or 999 of each of its groups. X12.5 (TA1), X12.20 (997), X231 (999). Pure.
import { ediFaults } from '../faults.ts';
import type { Fault, FaultKind } from '../faults.ts';
import type { Element, MessageOut, Row } from '../write/interchange.ts';
import { isAnswerableGroup, isAnswerableSet, isNumbered } from './answerable.ts';
import type { GroupVerdict, InterchangeVerdict, MessageVerdict, Verdict } from './verdicts.ts';

const codesMax = 5;
const copyCharactersMax = 99;

/** TA104, AK501 and IK501. */
const letters: Readonly<Record<Verdict, 'A' | 'E' | 'R'>> = { accepted: 'A', noted: 'E', refused: 'R' };

/** Date and time are those of the interchange that is answered. Null: its head lacks what an answer repeats. */
export function ta1({ interchange, faults, verdict, groups }: InterchangeVerdict): Row | null {
  if (!isNumbered(interchange)) return null;
  const [date = '', time = ''] = interchange.prepared.split(' ');
  const code = faults.map((fault) => codeOf(fault, 'interchange')).find((one) => one !== undefined);
  // Of a group that has no number nothing else is ever said.
  const isPassedOver = groups.some(({ group }) => group === null || !isAnswerableGroup(group));
  const letter = verdict === 'accepted' && isPassedOver ? 'E' : letters[verdict];
  const usual = isPassedOver ? '024' : '000';
  return ['TA1', interchange.control, date, time, letter, code ?? (verdict === 'refused' ? '022' : usual)];
}

/**
 * A group that was refused as a whole, and one whose sets were refused, are told in the same way: by AK9. Null: it is none, or has no
 * number that can be repeated; TA1 says so.
 */
export function functionalAcknowledgement(
  of: GroupVerdict,
  {
    type,
    control,
    convention,
  }: { readonly type: '997' | '999'; readonly control: string; readonly convention?: string },
): MessageOut | null {
  const { group, messages, declared, received, accepted, faults } = of;
  if (group === null || !isAnswerableGroup(group)) return null;
  const head: Row = ['AK1', group.kind, group.control, ...(type === '999' ? [group.version] : [])];
  const codes = distinct(faults.map((fault) => codeOf(fault, 'group')));
  const tail: Row = [
    'AK9',
    groupLetter(of),
    String(declared ?? received),
    String(received),
    String(accepted),
    ...codes,
  ];
  // Those that cannot be named are counted.
  const rows = [head, ...messages.filter(isAnswerableSet).flatMap((message) => setRows(message, type)), tail];
  return { type, control, rows, ...(convention !== undefined && { convention }) };
}

function groupLetter({ verdict, messages, received, accepted }: GroupVerdict): string {
  if (verdict === 'refused' || (received > 0 && accepted === 0)) return 'R';
  if (accepted < received) return 'P';
  return verdict === 'noted' || messages.some((one) => one.verdict === 'noted') ? 'E' : 'A';
}

function setRows(
  { type, control, convention, faults, firstSegment, verdict }: MessageVerdict,
  as: '997' | '999',
): Row[] {
  const head: Row = ['AK2', type, control, ...(as === '999' ? [convention] : [])];
  // Of one segment all faults stand together, where the first of them was found.
  const bySegment = Map.groupBy(
    faults.filter((fault) => codeOf(fault, 'segment') !== undefined || codeOf(fault, 'element') !== undefined),
    ({ number }) => number,
  );
  const within = [...bySegment].flatMap(([number, found]) => segmentRows(number - firstSegment + 1, found, as));
  const codes = distinct([...faults.map((fault) => codeOf(fault, 'set')), ...(bySegment.size > 0 ? ['5'] : [])]);
  return [head, ...within, [as === '997' ? 'AK5' : 'IK5', letters[verdict], ...codes]];
}

function segmentRows(position: number, faults: readonly Fault[], as: '997' | '999'): Row[] {
  const [segment, element] = as === '997' ? ['AK3', 'AK4'] : ['IK3', 'IK4'];
  const id = idOf(faults[0]?.segment ?? '');
  const ofSegment = distinct(faults.map((fault) => codeOf(fault, 'segment')));
  const ofElements = faults.filter((fault) => codeOf(fault, 'element') !== undefined);
  // 8: it has faults in its elements.
  const codes = ofElements.length > 0 ? distinct([...ofSegment, '8']) : ofSegment;
  const heads = codes.map((code): Row => [segment, id, String(position), '', code]);
  const tails = ofElements.map((fault): Row => {
    const { element: number, component, value } = fault;
    const place: Element = component === null ? String(number ?? 0) : [String(number ?? 0), String(component)];
    return [element, place, '', codeOf(fault, 'element') ?? '', copyOf(value)];
  });
  return [...heads, ...tails];
}

/** AK301 holds no more than an id may be, whatever stood there. */
function idOf(segment: string): string {
  const plain = segment.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 3);
  return plain.length < 2 ? 'ZZZ' : plain;
}

/** AK404 may be left out; what could hold a separator is. */
function copyOf(value: string | undefined): string {
  return value !== undefined && /^[A-Za-z0-9 .,\-/]*$/.test(value) ? value.slice(0, copyCharactersMax) : '';
}

function codeOf({ code }: Fault, level: 'interchange' | 'group' | 'set' | 'segment' | 'element'): string | undefined {
  const kind: FaultKind = ediFaults[code];
  return kind[level];
}

function distinct(codes: readonly (string | undefined)[]): string[] {
  return [...new Set(codes.filter((code) => code !== undefined))].slice(0, codesMax);
}
