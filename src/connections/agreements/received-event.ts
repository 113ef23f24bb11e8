// What was read of an interchange, as the journal keeps it, and as an acknowledgement is made of it: verdicts, codes and places,
// and no value of the partner. Pure.
import type { FailedDocument } from '#edi/acknowledge/application.ts';
import type { GroupVerdict, InterchangeVerdict, MessageVerdict, Verdict } from '#edi/acknowledge/verdicts.ts';
import type { Address, Group } from '#edi/envelope/model.ts';
import type { Fault, FaultCode } from '#edi/faults.ts';
import type { Standard } from '#edi/syntax/separators.ts';
import { limits } from '#kernel/limits.ts';
import { isAcknowledgement } from './match.ts';
import type { Agreement } from './model.ts';

export const receivedType = 'crossdock.edi.received.v1';
export const failedType = 'crossdock.edi.failed.v1';

/** `data` of the event that a document failed after its interchange was taken. */
export interface FailedData extends FailedDocument {
  readonly agreement: string;
  readonly partner: string;
  readonly message: string;
}

interface ToldFault {
  readonly code: FaultCode;
  readonly segment: string | null;
  /** In the message, from 1 with its header; null: of no segment. */
  readonly position: number | null;
  readonly element: number | null;
  readonly component: number | null;
}

interface ToldMessage {
  readonly type: string;
  readonly version: string;
  readonly convention: string;
  readonly control: string;
  readonly verdict: Verdict;
  readonly faults: readonly ToldFault[];
}

interface ToldGroup {
  readonly kind: string | null;
  readonly control: string;
  readonly version: string;
  readonly verdict: Verdict;
  readonly declared: number | null;
  readonly received: number;
  readonly accepted: number;
  readonly faults: readonly FaultCode[];
  /** All, or of very many those with faults, as far as they are named. */
  readonly messages: readonly ToldMessage[];
}

/** `data` of the event. */
export interface ReceivedInterchange {
  readonly agreement: string;
  readonly partner: string;
  readonly standard: Standard;
  readonly indicator: Agreement['indicator'];
  readonly interchange: {
    readonly control: string;
    readonly sender: Address;
    readonly receiver: Address;
    readonly version: string;
    /** As written: YYMMDD HHMM. */
    readonly prepared: string;
    readonly asksForAcknowledgement: boolean;
  };
  readonly verdict: Verdict;
  readonly faults: readonly FaultCode[];
  readonly messages: number;
  readonly refused: number;
  readonly groups: readonly ToldGroup[];
  readonly message: string;
  readonly connection: string;
}

export function receivedData(
  { code, partner, indicator }: Agreement,
  verdict: InterchangeVerdict,
  from: { readonly message: string; readonly connection: string },
): ReceivedInterchange {
  const { interchange, groups, faults } = verdict;
  const { standard, control, sender, receiver, version, prepared, wantsAcknowledgement } = interchange;
  const { messages, refused } = countsOf(verdict);
  let room = limits.acknowledgedMessagesMax;
  const told = groups.map((group): ToldGroup => {
    const named = (messages <= limits.acknowledgedMessagesMax ? group.messages : group.messages.filter(isFaulty)).slice(
      0,
      room,
    );
    room -= named.length;
    return { ...groupHead(group), messages: named.map(messageOf) };
  });
  return {
    agreement: code,
    partner,
    standard,
    indicator,
    interchange: {
      control,
      sender,
      receiver,
      version,
      prepared,
      asksForAcknowledgement: wantsAcknowledgement,
    },
    verdict: verdict.verdict,
    faults: codesOf(faults),
    messages,
    refused,
    groups: told,
    ...from,
  };
}

/** Of an interchange that is refused, everything is. */
export function countsOf({ groups, verdict }: InterchangeVerdict): {
  readonly messages: number;
  readonly refused: number;
} {
  const messages = groups.reduce((sum, { received }) => sum + received, 0);
  const accepted = verdict === 'refused' ? 0 : groups.reduce((sum, group) => sum + group.accepted, 0);
  return { messages, refused: messages - accepted };
}

/** Whether it holds anything but answers to what we sent: these are never answered. */
export function isToAcknowledge({ groups }: InterchangeVerdict): boolean {
  return groups.some(({ messages }) => messages.some(({ type }) => !isAcknowledgement(type)));
}

function isFaulty({ faults }: MessageVerdict): boolean {
  return faults.length > 0;
}

function groupHead({
  group,
  verdict,
  declared,
  received,
  accepted,
  faults,
}: GroupVerdict): Omit<ToldGroup, 'messages'> {
  return {
    kind: group?.kind ?? null,
    control: group?.control ?? '',
    version: group?.version ?? '',
    verdict,
    declared,
    received,
    accepted,
    faults: codesOf(faults),
  };
}

function messageOf({ type, version, convention, control, verdict, faults, firstSegment }: MessageVerdict): ToldMessage {
  return {
    type,
    version,
    convention,
    control,
    verdict,
    faults: faults.slice(0, limits.acknowledgedFaultsMax).map(({ code, segment, number, element, component }) => ({
      code,
      segment,
      position: segment === null ? null : Math.max(1, number - firstSegment + 1),
      element,
      component,
    })),
  };
}

function codesOf(faults: readonly Fault[]): FaultCode[] {
  return [...new Set(faults.map(({ code }) => code))];
}

/** What acknowledgements are written from. */
export function verdictOf(told: ReceivedInterchange): InterchangeVerdict {
  const { standard, interchange, verdict, faults, groups, indicator } = told;
  const { asksForAcknowledgement, ...head } = interchange;
  return {
    interchange: {
      ...head,
      standard,
      number: 1,
      isTest: indicator === 'test',
      wantsAcknowledgement: asksForAcknowledgement,
      repertoire: null,
      separators: { standard, segment: '', element: '', component: '', repetition: null, release: null, decimal: '.' },
      isStripped: false,
    },
    verdict,
    faults: faults.map((code) => faultOf({ code, segment: null, position: null, element: null, component: null })),
    groups: groups.map((group): GroupVerdict => ({
      group: group.kind === null ? null : groupOf(group),
      declared: group.declared,
      received: group.received,
      accepted: group.accepted,
      verdict: group.verdict,
      faults: group.faults.map((code) =>
        faultOf({ code, segment: null, position: null, element: null, component: null }),
      ),
      messages: group.messages.map((message) => ({ ...message, firstSegment: 1, faults: message.faults.map(faultOf) })),
    })),
  };
}

function groupOf({ kind, control, version }: ToldGroup): Group {
  return { kind: kind ?? '', control, version, sender: '', receiver: '' };
}

function faultOf({ code, segment, position, element, component }: ToldFault): Fault {
  return { code, segment, number: position ?? 1, offset: 0, line: 0, element, component, detail: '' };
}
