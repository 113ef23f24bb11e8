// From requests to messages: everything that changes something enters a turn in this form.
import { randomBytes } from 'node:crypto';
import { newId } from './ids.ts';
import type { Item, Partner, Site } from '#catalog/model.ts';
import type { ContractTypes } from '#contracts/generated/contracts.ts';
import type { CanonicalEvent } from '#contracts/validate.ts';
import { decidesFor } from '#governance/roles.ts';
import { parseInstant } from '#kernel/time.ts';
import type { Claim, Command, EventHead, HoldReason, Submitted } from '#processes/message.ts';
import type { PersonalData, Submission } from '#runtime/engine.ts';
import type { DefinitionRequest } from './bodies.ts';
import type { Sender } from './call.ts';
import type { Digest } from './digest.ts';
import { commandOf } from './event-commands.ts';

/** The same operation by whichever route it came, so that an order sent alone and in a batch is the same order. */
export function placeOrder(
  sender: Sender,
  digest: Digest,
  order: ContractTypes['order'],
  part?: number,
): Submission & { readonly id: string } {
  const { shipTo, ...document } = order;
  const id = newId('ord');
  const personal = shipTo === undefined ? null : personalData({ ...shipTo });
  const message = fromKey(
    sender,
    digest('order.place', order),
    { type: 'order.place', id, document, party: personal?.id ?? null },
    part,
  );
  return { id, message, ...(personal !== null && { personal: [personal] }) };
}

export function changeOrder(
  sender: Sender,
  digest: Digest,
  id: string,
  change: ContractTypes['order-change'],
): Submission {
  return { message: fromKey(sender, digest(`order.change ${id}`, change), { type: 'order.change', id, change }) };
}

export function cancelOrder(
  sender: Sender,
  digest: Digest,
  id: string,
  body: ContractTypes['order-cancel'],
): Submission {
  return {
    message: fromKey(sender, digest(`order.cancel ${id}`, body), {
      type: 'order.cancel',
      id,
      reason: body.reason ?? null,
    }),
  };
}

/** `content`: the document as it came. The same one again says the same, whichever message brought it. */
export function noteDocument(
  sender: Sender,
  digest: Digest,
  content: unknown,
  command: Extract<Command, { type: 'document.note' }>,
): Submission {
  const said = digest('document.note', content);
  return { message: fromKey({ ...sender, idempotencyKey: `document~${said}` }, said, command) };
}

export function decideOrder(
  sender: Sender,
  digest: Digest,
  id: string,
  decided: Pick<Extract<Command, { type: 'order.act' }>, 'act'> &
    Partial<Pick<Extract<Command, { type: 'order.act' }>, 'hold' | 'option' | 'date'>> & {
      readonly reason?: string | undefined;
    },
): Submission {
  const { act, hold = null, option = null, date = null, reason = null } = decided;
  return {
    message: fromKey(sender, digest(`order.act ${id}`, { act, hold, option, date, reason }), {
      type: 'order.act',
      id,
      act,
      hold,
      decidesFor: decidesFor(sender.grant.role),
      option,
      date,
      reason,
    }),
  };
}

export function closeException(
  sender: Sender,
  digest: Digest,
  id: string,
  { kind, reason }: { readonly kind: string; readonly reason: string },
): Submission {
  return {
    message: fromKey(sender, digest(`exception.close ${id}`, { kind, reason }), {
      type: 'exception.close',
      id,
      kind,
      reason,
    }),
  };
}

export function putDefinition(sender: Sender, digest: Digest, body: DefinitionRequest): Submission {
  const { kind, name, version, active } = body;
  const content = textOf(body.content);
  // Hash and owner are told from the content when it is decided.
  const definition = { kind, name, version, active, content, hash: '', owner: '' };
  return { message: fromKey(sender, digest('definition.put', body), { type: 'definition.put', definition }) };
}

/** A definition that came as an object is read as it is printed. */
export function textOf(content: DefinitionRequest['content']): string {
  return typeof content === 'string' ? content : JSON.stringify(content, null, 2);
}

export function eraseParty(sender: Sender, digest: Digest, id: string): Submission {
  return { message: fromKey(sender, digest(`party.erase ${id}`, null), { type: 'party.erase', id }) };
}

export function makeReservation(
  sender: Sender,
  digest: Digest,
  body: ContractTypes['reservation'],
): Submission & { readonly id: string } {
  const { id = newId('res'), ...document } = body;
  return { id, message: fromKey(sender, digest('reservation.make', body), { type: 'reservation.make', id, document }) };
}

export function postReservation(
  sender: Sender,
  digest: Digest,
  id: string,
  body: ContractTypes['reservation-post'],
): Submission {
  return {
    message: fromKey(sender, digest(`reservation.post ${id}`, body), {
      type: 'reservation.post',
      id,
      quantity: body.quantity ?? null,
    }),
  };
}

export function voidReservation(
  sender: Sender,
  digest: Digest,
  id: string,
  body: ContractTypes['reservation-void'],
): Submission {
  return {
    message: fromKey(sender, digest(`reservation.void ${id}`, body), {
      type: 'reservation.void',
      id,
      reason: body.reason ?? null,
    }),
  };
}

/** What the turn is to find: see expectation. */
interface Expected<Document> {
  readonly expected?: Document | null;
}

export function putItem(
  sender: Sender,
  digest: Digest,
  code: string,
  body: ContractTypes['item'],
  expected: Expected<Item>,
): Submission {
  const command = { type: 'item.put', item: { ...body, code }, ...expected } as const;
  return { message: fromKey(sender, digest(`item.put ${code}`, body), command), ...wordOf(sender) };
}

export function putSite(
  sender: Sender,
  digest: Digest,
  code: string,
  body: ContractTypes['site'],
  expected: Expected<Site>,
): Submission {
  const command = { type: 'site.put', site: { ...body, code }, ...expected } as const;
  return { message: fromKey(sender, digest(`site.put ${code}`, body), command), ...wordOf(sender) };
}

/**
 * `known` is the contact the partner has already; the same one again keeps its reference. It is sent along all the same: another
 * request may replace the contact, and thereby erase it, before this one is decided.
 */
export function putPartner(
  sender: Sender,
  digest: Digest,
  code: string,
  body: ContractTypes['partner'],
  known: {
    readonly party: string | null;
    readonly contact: Readonly<Record<string, unknown>> | null;
  } & Expected<Partner>,
): Submission {
  const { contact, ...document } = body;
  const same =
    contact !== undefined && known.contact !== null && JSON.stringify(known.contact) === JSON.stringify(contact);
  const personal = contact === undefined ? null : personalData({ ...contact }, same ? known.party : null);
  const party = personal?.id ?? null;
  const message = fromKey(sender, digest(`partner.put ${code}`, body), {
    type: 'partner.put',
    partner: { ...document, code },
    party,
    ...(known.expected !== undefined && { expected: known.expected }),
  });
  return { message, ...(personal !== null && { personal: [personal] }), ...wordOf(sender) };
}

function wordOf({ word }: Sender): Pick<Submission, 'word'> {
  return word === undefined ? {} : { word };
}

export interface Reported {
  readonly head: EventHead;
  /** The event as it came, as JSON. */
  readonly raw: string;
  readonly digest: string;
}

/** Of an event that was kept before it is decided. */
export interface Kept {
  /** Which held event it corrects, as of which holding: of two who correct it, one is first. */
  readonly replay?: { readonly intake: string; readonly heldAt: Date } | undefined;
  /** When it happened if it doesn't say; left out: when it was held, or else when it is decided. */
  readonly receivedAt?: Date;
}

export function applyEvent(
  sender: Sender,
  event: CanonicalEvent,
  reported: Reported,
  { replay, receivedAt = replay?.heldAt }: Kept = {},
): Submission {
  const command = commandOf(event, reported.head);
  const claim = {
    source: sourceOf(event.source),
    id: replay === undefined ? event.id : `${event.id}~${replay.intake}~${replay.heldAt.toISOString()}`,
  };
  const occurredAt = event.time === undefined ? undefined : parseInstant(event.time);
  const { correlationid = null, causationid = null } = event;
  const message = toMessage(sender, claim, reported.digest, command, {
    occurredAt,
    correlationId: correlationid,
    causationId: causationid,
  });
  return {
    message,
    raw: reported.raw,
    ...(receivedAt !== undefined && { receivedAt: receivedAt.getTime() }),
    ...(replay !== undefined && { replaying: replay.intake }),
  };
}

/** Keeps an event that cannot even be read as what it says it is. */
export function holdEvent(sender: Sender, reported: Reported, reason: HoldReason, claimId: string): Submission {
  const { head, raw, digest } = reported;
  const claim = { source: sourceOf(head.source), id: claimId };
  const message = toMessage(
    sender,
    claim,
    digest,
    { type: 'event.hold', intake: newId('int'), event: head, reason },
    {},
  );
  return { message, raw };
}

/** Kept apart from the idempotency keys of callers, which are claimed under `key:`, whatever a source calls itself. */
function sourceOf(source: string): string {
  return `source:${source}`;
}

/** `part` tells the requests of one batch apart, which share an Idempotency-Key. */
function fromKey(sender: Sender, digest: string, command: Command, part?: number): Submitted {
  const { actor, idempotencyKey } = sender;
  const claim =
    idempotencyKey === null
      ? null
      : { source: actor, id: part === undefined ? idempotencyKey : `${idempotencyKey}\n${part}` };
  return toMessage(sender, claim, digest, command, {});
}

function toMessage(
  sender: Sender,
  claim: Claim | null,
  digest: string,
  command: Command,
  said: {
    readonly occurredAt?: number | undefined;
    readonly correlationId?: string | null;
    readonly causationId?: string | null;
  },
): Submitted {
  const id = newId('msg');
  return {
    id,
    claim,
    digest,
    actor: sender.actor,
    scope: sender.grant.scope,
    occurredAt: said.occurredAt ?? null,
    correlationId: said.correlationId ?? sender.correlationId ?? id,
    causationId: said.causationId ?? null,
    command,
  };
}

function personalData(details: Readonly<Record<string, unknown>>, known: string | null = null): PersonalData {
  return { id: known ?? newId('pty'), salt: randomBytes(16).toString('hex'), details };
}
