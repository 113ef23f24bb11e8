// Which agreement an interchange is sent under, and what of it was not agreed on. Pure.
import type { Address, EdiMessage, Interchange } from '#edi/envelope/model.ts';
import type { Fault, FaultCode } from '#edi/faults.ts';
import type { Standard } from '#edi/syntax/separators.ts';
import type { Agreement, Received } from './model.ts';

/** Agreements in force, as they are looked for. */
export class Agreements {
  readonly #byIds = new Map<string, Agreement>();
  readonly #byCode = new Map<string, Agreement>();
  readonly #byPartner: Map<string, Agreement[]>;

  constructor(agreements: readonly Agreement[]) {
    for (const agreement of agreements) {
      this.#byCode.set(agreement.code, agreement);
      if (agreement.active) this.#byIds.set(idsOf(agreement), agreement);
    }
    this.#byPartner = Map.groupBy(
      agreements.filter(({ active }) => active),
      ({ partner }) => partner,
    );
  }

  /** Also one that is not active: what was sent under it is still acknowledged. */
  get(code: string): Agreement | undefined {
    return this.#byCode.get(code);
  }

  /** Active ones. */
  of(partner: string): readonly Agreement[] {
    return this.#byPartner.get(partner) ?? [];
  }

  /** Of what a partner sent: he is the sender. */
  find({ standard, sender, receiver }: Interchange, indicator: Agreement['indicator']): Agreement | undefined {
    return this.#byIds.get(keyOf(standard, receiver, sender, indicator));
  }
}

/** What tells agreements apart; blanks at the end are none, for ISA is filled up with them. */
function idsOf({ standard, ours, theirs, indicator }: Agreement): string {
  return keyOf(standard, ours, theirs, indicator);
}

export function addressKey({ qualifier, id }: Address): string {
  return `${qualifier.trim()}|${id.trim()}`;
}

function keyOf(standard: Standard, ours: Address, theirs: Address, indicator: Agreement['indicator']): string {
  return [standard, addressKey(ours), addressKey(theirs), indicator].join(' ');
}

export type Found =
  | { readonly ok: true; readonly agreement: Agreement; readonly faults: readonly FoundFault[] }
  | {
      readonly ok: false;
      readonly code: 'agreement_unknown' | 'connection_not_agreed';
      readonly detail: string;
      readonly fix: string;
    };

export interface FoundFault {
  readonly code: FaultCode;
  readonly detail: string;
}

export function agreementFor(interchange: Interchange, agreements: Agreements, connection: string): Found {
  const { sender, receiver, isTest, isStripped } = interchange;
  const wanted = isTest ? 'test' : 'production';
  const agreement = agreements.find(interchange, wanted);
  const other = agreement ?? agreements.find(interchange, isTest ? 'production' : 'test');
  if (other === undefined) {
    const ids = `from ${shown(sender)} to ${shown(receiver)}`;
    return {
      ok: false,
      code: 'agreement_unknown',
      detail: isStripped
        ? 'The interchange has no envelope, and so no ids by which an agreement is found.'
        : `There is no active agreement for ${interchange.standard === 'x12' ? 'X12' : 'EDIFACT'} ${ids}.`,
      fix: isStripped
        ? 'Have the partner send envelopes, or give the stream the format without agreements.'
        : 'Put an agreement with these ids as theirs and ours, or have the partner correct his; then replay the message.',
    };
  }
  if (!other.connections.includes(connection))
    return {
      ok: false,
      code: 'connection_not_agreed',
      detail: `Agreement ${other.code} says that ${other.partner} does not send by ${connection}.`,
      fix: `Find out who sent it. If it is ${other.partner}, add ${connection} to the connections of the agreement and replay the message.`,
    };
  if (agreement !== undefined) return { ok: true, agreement, faults: [] };
  const detail = isTest
    ? `It is marked as a test, and agreement ${other.code} is for production.`
    : `It is marked as production, and agreement ${other.code} is for tests.`;
  return { ok: true, agreement: other, faults: [{ code: 'indicator_not_agreed', detail }] };
}

function shown({ qualifier, id }: Address): string {
  return qualifier === '' ? id : `${qualifier} ${id}`;
}

/** Answers to what we sent, which are never answered. */
const acknowledging: ReadonlySet<string> = new Set(['997', '999', 'CONTRL']);
/** They need no agreement of their own. */
const answering: ReadonlySet<string> = new Set([...acknowledging, '824']);

export function isAcknowledgement(type: string): boolean {
  return acknowledging.has(type);
}

export function receivedAs(agreement: Agreement, type: string): Received | undefined {
  return agreement.receives.find((one) => one.type === type);
}

/** Null: it is agreed on. */
export function notAgreed(agreement: Agreement, { type, version }: EdiMessage): FoundFault | null {
  if (answering.has(type) && receivedAs(agreement, type) === undefined) return null;
  const received = receivedAs(agreement, type);
  const types = agreement.receives.map((one) => one.type).join(', ');
  if (received === undefined)
    return {
      code: 'message_not_agreed',
      detail: `Agreement ${agreement.code} does not take ${type}; it takes ${types === '' ? 'nothing' : types}.`,
    };
  const { versions } = received;
  if (versions === null || versions.includes(version)) return null;
  return {
    code: 'version_not_agreed',
    detail: `Agreement ${agreement.code} takes ${type} in ${versions.join(', ')}, and this is ${version}.`,
  };
}

/** A fault of the whole, told at its head. */
export function faultAt(
  { code, detail }: FoundFault,
  head: Pick<Fault, 'segment' | 'number' | 'offset' | 'line'>,
): Fault {
  return { code, detail, ...head, element: null, component: null };
}
