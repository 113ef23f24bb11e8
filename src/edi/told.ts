// What was read of a file of EDI, for people and programs: its messages, and its faults with what to do. Pure.
import type { Closed, EdiItem } from './envelope/model.ts';
import { ediFaults, refusing } from './faults.ts';
import type { Fault, FaultCode, Mode } from './faults.ts';

export interface ToldFault {
  readonly code: FaultCode;
  /** `interchange 7`, `group 1`, `message 0001`, `file`. */
  readonly of: string;
  readonly segment: string | null;
  readonly position: {
    readonly line: number;
    /** Of the first byte of the segment in the file, from 0. */
    readonly offset: number;
    /** Of the segment in the file, from 1. */
    readonly segment: number;
    readonly element: number | null;
    readonly component: number | null;
  };
  readonly detail: string;
  readonly rule: string;
  readonly fix: string;
  /** The mode lives with it. */
  readonly isLetThrough: boolean;
}

export interface ToldDocument {
  readonly standard: string;
  readonly interchange: string;
  readonly sender: string;
  readonly receiver: string;
  readonly group: string | null;
  readonly type: string;
  readonly version: string;
  readonly convention: string;
  readonly control: string;
  readonly isTest: boolean;
  /** With header and trailer. */
  readonly segments: number;
  /** First line. */
  readonly line: number;
  /** The mode refuses it for faults of its own. Those of its group and interchange are told by `of`. */
  readonly isRefused: boolean;
}

export function faultsOf(item: EdiItem, mode: Mode): readonly ToldFault[] {
  switch (item.kind) {
    case 'message':
      return toldAll(`message ${item.message.control}`, item.message, mode);
    case 'group_end':
      return toldAll(`group ${item.group.control}`, item, mode);
    case 'interchange_end':
      return toldAll(nameOf(item.interchange.control), item, mode);
    case 'refused':
      return toldAll('file', { faults: [item.fault], faultsMore: 0 }, mode);
    case 'interchange':
    case 'group':
    case 'acknowledgement':
      return [];
  }
}

export function documentOf(item: Extract<EdiItem, { kind: 'message' }>, mode: Mode): ToldDocument {
  const { interchange, group, type, version, convention, control, segments, faults } = item.message;
  return {
    standard: interchange.standard,
    interchange: interchange.control,
    sender: interchange.sender.id,
    receiver: interchange.receiver.id,
    group: group?.control ?? null,
    type,
    version,
    convention,
    control,
    isTest: interchange.isTest,
    segments: segments.length,
    line: segments[0]?.line ?? 0,
    isRefused: refusing(faults, mode).length > 0,
  };
}

function nameOf(control: string): string {
  return control === '' ? 'interchange' : `interchange ${control}`;
}

function toldAll(of: string, { faults }: Closed, mode: Mode): ToldFault[] {
  const refused = new Set(refusing(faults, mode));
  return faults.map((fault) => toldOf(fault, of, !refused.has(fault)));
}

function toldOf(fault: Fault, of: string, isLetThrough: boolean): ToldFault {
  const { code, segment, line, offset, number, element, component, detail } = fault;
  const { rule, fix } = ediFaults[code];
  const position = { line, offset, segment: number, element, component };
  return { code, of, segment, position, detail, rule, fix, isLetThrough };
}
