// An agreement as its owner asks for it: filled up with what is usual, and checked as far as it can be by itself. Pure.
import { groupKindOf } from '#edi/envelope/x12.ts';
import { overlayComplaint } from '#connections/formats/edi-documents.ts';
import type { Mode } from '#edi/faults.ts';
import type { SettingsProblem } from '#connectors/connector.ts';
import { overlaysOf } from './model.ts';
import type { Acknowledging, Agreement, Awaiting, NumbersIn, Overlay } from './model.ts';

export interface PartyRequest {
  readonly qualifier?: string;
  readonly id: string;
  readonly group?: string;
}

/** What the API takes; see its schema for what each means. */
export interface AgreementRequest extends Pick<Agreement, 'owner' | 'partner' | 'standard' | 'indicator'> {
  readonly active?: boolean;
  readonly ours: PartyRequest;
  readonly theirs: PartyRequest;
  readonly version?: string;
  readonly separators?: Agreement['separators'];
  readonly lineEnd?: Agreement['lineEnd'];
  readonly zone?: string;
  readonly mode?: Mode;
  readonly checks?: Agreement['checks'];
  readonly connections: readonly string[];
  readonly receives?: readonly {
    readonly type: string;
    readonly versions?: readonly string[];
    readonly mapping?: string;
    readonly mode?: Mode;
    readonly overlay?: Overlay;
  }[];
  readonly sends?: readonly { readonly type: string; readonly version: string; readonly overlay?: Overlay }[];
  readonly acknowledge?: Partial<Acknowledging>;
  readonly awaits?: Pick<Awaiting, 'acknowledgementWithinMinutes'> & Partial<Awaiting>;
  readonly controlNumbers?: Partial<NumbersIn>;
}

const usualVersion = { x12: '00401', edifact: 'UNOC:3' } as const;

export function agreementOf(code: string, request: AgreementRequest): Agreement {
  const { owner, partner, standard, indicator, active = true, awaits } = request;
  const { interchange = 'asked', messages = 'none', application = 'none', to = null } = request.acknowledge ?? {};
  const { duplicates = 'refuse', gaps = 'note', groups = 'ignore' } = request.controlNumbers ?? {};
  return {
    code,
    owner,
    partner,
    active,
    standard,
    indicator,
    ours: partyOf(request.ours),
    theirs: partyOf(request.theirs),
    version: request.version ?? usualVersion[standard],
    separators: request.separators ?? {},
    lineEnd: request.lineEnd ?? 'none',
    zone: request.zone ?? 'UTC',
    mode: request.mode ?? 'strict',
    checks: request.checks ?? 'content',
    connections: [...new Set(request.connections)].toSorted(),
    receives: (request.receives ?? []).map(({ type, versions, mapping, mode, overlay }) => ({
      type,
      versions: versions ?? null,
      mapping: mapping ?? null,
      mode: mode ?? null,
      overlay: overlay ?? null,
    })),
    sends: (request.sends ?? []).map(({ type, version, overlay }) => ({ type, version, overlay: overlay ?? null })),
    acknowledge: { interchange, messages, application, to },
    awaits:
      awaits === undefined
        ? null
        : { acknowledgementWithinMinutes: awaits.acknowledgementWithinMinutes, what: awaits.what ?? 'messages' },
    controlNumbers: { duplicates, gaps, groups },
  };
}

function partyOf({ qualifier = '', id, group }: PartyRequest): Agreement['ours'] {
  return { qualifier, id, group: group ?? null };
}

/** What its schema cannot say; empty: nothing is wrong. Pointers are those of the request. */
export function problemsOf(agreement: Agreement): readonly SettingsProblem[] {
  const { standard, version, zone, acknowledge, sends, receives, connections } = agreement;
  const problems: SettingsProblem[] = [];
  const wrong = (pointer: string, detail: string, fix: string): void => void problems.push({ pointer, detail, fix });
  for (const side of ['ours', 'theirs'] as const) {
    const { qualifier, id } = agreement[side];
    if (standard === 'x12' && (qualifier.length !== 2 || id.length > 15))
      wrong(
        `/${side}`,
        'ISA has a qualifier of two characters and an id of at most fifteen.',
        'Correct qualifier and id.',
      );
  }
  if (agreement.ours.qualifier === agreement.theirs.qualifier && agreement.ours.id === agreement.theirs.id)
    wrong('/theirs', 'Both sides have the same id.', 'Give the id of the partner here, and yours under ours.');
  if (!(standard === 'x12' ? /^\d{5}$/ : /^UNO[A-Z]:[1-4]$/).test(version))
    wrong(
      '/version',
      `${version} is no version of envelopes of ${standard}.`,
      standard === 'x12' ? 'Give ISA12, such as 00401.' : 'Give the syntax of UNB, such as UNOC:3.',
    );
  if (!isZone(zone))
    wrong('/zone', `${zone} is no time zone.`, 'Give one of the IANA database, such as Europe/Berlin.');
  const fitting = standard === 'x12' ? ['none', '997', '999'] : ['none', 'CONTRL'];
  if (!fitting.includes(acknowledge.messages))
    wrong(
      '/acknowledge/messages',
      `${acknowledge.messages} is no acknowledgement of ${standard}.`,
      `Use ${fitting.join(', ')}.`,
    );
  const applied = standard === 'x12' ? ['none', '824'] : ['none', 'APERAK'];
  if (!applied.includes(acknowledge.application))
    wrong(
      '/acknowledge/application',
      `${acknowledge.application} is no message of ${standard}.`,
      `Use ${applied.join(', ')}.`,
    );
  const says =
    acknowledge.messages !== 'none' || acknowledge.application !== 'none' || acknowledge.interchange === 'always';
  if (says && acknowledge.to === null)
    wrong(
      '/acknowledge/to',
      'Nothing says where acknowledgements go.',
      'Name the connection and the operation that sends them.',
    );
  if (connections.length === 0 && receives.length > 0)
    wrong('/connections', 'No connection may bring its messages.', 'Name those that the partner sends by.');
  for (const [index, { type, version: of }] of sends.entries()) {
    if (standard === 'x12' && groupKindOf(type) === undefined)
      wrong(`/sends/${index}/type`, `It is not known to which group a set ${type} belongs.`, 'Correct the type.');
    if (!(standard === 'x12' ? /^\d{6}[A-Z0-9]{0,6}$/ : /^[A-Z]:[0-9A-Z]{2,3}:[A-Z]{2}(?::[A-Z0-9]{1,6})?$/).test(of))
      wrong(
        `/sends/${index}/version`,
        `${of} is no version of messages of ${standard}.`,
        standard === 'x12' ? 'Give GS08, such as 004010.' : 'Give it as D:96A:UN or D:96A:UN:EAN008.',
      );
  }
  for (const part of ['receives', 'sends'] as const) {
    const complaint = overlayComplaint({ overlay: overlaysOf(agreement[part]) });
    if (complaint !== null)
      wrong(`/${part}${complaint.pointer.replace(/^\/overlay/, '')}/overlay`, complaint.detail, complaint.fix);
    const types = agreement[part].map(({ type }) => type);
    for (const [index, type] of types.entries())
      if (types.indexOf(type) !== index)
        wrong(`/${part}/${index}/type`, `${type} stands twice.`, 'Say all of a type once.');
  }
  return problems;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).format(0) !== '';
  } catch {
    return false;
  }
}
