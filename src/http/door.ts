// What connections bring in, taken like requests over the API: rights, contract, turn. A document that fails is told with its
// place and leaves the others alone; what the ledger refuses is kept as a held event, like any other.
import type pg from 'pg';
import type { Door, From, Offered, Verdict } from '#connections/inbound/door.ts';
import { readHeld } from '#connections/store.ts';
import type { HeldEvent } from '#connections/store.ts';
import type { LoadedContract } from '#contracts/schema.ts';
import { createValidator } from '#contracts/validate.ts';
import type { Validator } from '#contracts/validate.ts';
import type { Permission } from '#governance/model.ts';
import { may } from '#governance/roles.ts';
import { isUnlimited } from '#governance/visibility.ts';
import type { Scope } from '#kernel/scope.ts';
import { runOn } from '#runtime/engine.ts';
import type { Engine } from '#runtime/engine.ts';
import type { Handlers, Sender } from './call.ts';
import { createDigest } from './digest.ts';
import type { Digest } from './digest.ts';
import { Directory } from './directory.ts';
import { takeDocument } from './door-documents.ts';
import { takeIdentifier } from './door-identifiers.ts';
import { takeRefusal } from './door-refusals.ts';
import { isMasterData, knowledgeOf, noteKnowledge, takeMasterData } from './door-master-data.ts';
import type { Knowledge } from './door-master-data.ts';
import { takeLater, takeOrder } from './door-orders.ts';
import { contractBroken, invalid, refused } from './door-verdicts.ts';
import { apply, mayReport, read } from './events.ts';
import { masterDataHandlers } from './master-data.ts';
import { faultOfRead, problem, ProblemError } from './problems.ts';
import type { Problem } from './problems.ts';

interface Parts {
  readonly engine: Engine;
  readonly pool: pg.Pool;
  readonly digest: Digest;
  readonly directory: Pick<Directory, 'visibleSites'>;
  readonly validator: Validator;
  readonly masterData: Pick<Handlers, 'putItem' | 'putSite' | 'putPartner'>;
}

/** What was held of the documents that come again, by source and id; what is known of master data that they tell. */
interface Taking extends Parts {
  readonly held: ReadonlyMap<string, HeldEvent>;
  readonly knowledge: Knowledge;
}

type Kind =
  | 'event'
  | 'order'
  | 'orderChange'
  | 'orderCancel'
  | 'item'
  | 'site'
  | 'partner'
  | 'identifier'
  | 'deliveryRefused'
  | 'documentReceived';

/** What a system says of its own ids, of what was sent to it and of its documents needs the right to see orders, and nothing more. */
const needed: Readonly<Record<Exclude<Kind, 'event'>, Permission>> = {
  identifier: 'orders:read',
  deliveryRefused: 'orders:read',
  documentReceived: 'orders:read',
  order: 'orders:write',
  orderChange: 'orders:write',
  orderCancel: 'orders:write',
  item: 'master-data:write',
  site: 'master-data:write',
  partner: 'master-data:write',
};
const kinds = ['event', ...Object.keys(needed)] as readonly Kind[];

type Document = Readonly<Record<string, unknown>>;

export interface DoorOptions {
  readonly contracts: readonly LoadedContract[];
  readonly secretKey: Buffer;
  readonly onError: (error: unknown) => void;
}

/** For `startNode`. */
export function doorOf({
  contracts,
  secretKey,
  onError,
}: DoorOptions): (engine: Engine, pool: pg.Pool) => Promise<Door> {
  return async (engine, pool) => {
    const directory = await Directory.open(pool, onError);
    const digest = createDigest(secretKey);
    const masterData = masterDataHandlers({ engine, pool, directory, digest });
    const parts = { engine, pool, digest, directory, validator: createValidator(contracts), masterData };
    return createDoor(parts, () => directory.close());
  };
}

function createDoor(parts: Parts, close: () => void): Door {
  return {
    close,
    async take(connection, documents) {
      try {
        const held = await heldBefore(parts, connection, documents);
        // All are given to the batcher at once: it keeps the order of those that concern the same thing, and of a run that breaks
        // it decides nothing that was behind.
        const knowledge = await knowledgeOf(parts.pool, documents);
        const taking = { ...parts, held, knowledge, engine: runOn(parts.engine) };
        const verdicts = await Promise.all(documents.map((offered) => takeOne(taking, connection, offered)));
        await noteKnowledge(parts.pool, knowledge);
        return verdicts;
      } catch (error) {
        const verdict = laterFor(error);
        return documents.map(() => verdict);
      }
    },
  };
}

async function takeOne(parts: Taking, connection: From, offered: Offered): Promise<Verdict> {
  try {
    return await decide(parts, connection, offered);
  } catch (error) {
    if (!(error instanceof ProblemError)) return laterFor(error);
    return error.problem.status >= 500 ? { kind: 'later', detail: error.problem.detail } : refused(error.problem);
  }
}

/** Throws what is a defect. */
function laterFor(error: unknown): Verdict {
  const fault = faultOfRead(error);
  if (fault === undefined) throw error;
  return { kind: 'later', detail: fault.message };
}

/** Asked for all at once, before any is decided: what is asked for one by one would come out of order. */
async function heldBefore(
  { pool, digest }: Parts,
  connection: From,
  documents: readonly Offered[],
): Promise<Taking['held']> {
  const heads = documents.flatMap((offered) => {
    const content = offered.again ? eventIn(offered.document) : undefined;
    const sender = content === undefined ? null : senderOf(connection, offered);
    return sender === null ? [] : [read(named(sender, content, offered), digest, sender).head];
  });
  const found = heads.length === 0 ? [] : await readHeld(pool, heads);
  return new Map(found.map((one) => [`${one.source} ${one.eventId}`, one]));
}

async function decide(parts: Taking, connection: From, offered: Offered): Promise<Verdict> {
  const sender = senderOf(connection, offered);
  // An event in its envelope says what it is.
  const document = isEvent(offered.document) ? { event: offered.document } : offered.document;
  if (!isRecord(document))
    return invalid(
      '',
      'What the mapping made is not an object.',
      'Answer {"event": …}, {"order": …} or another document.',
    );
  const kind = kinds.find((name) => document[name] !== undefined);
  const { asOf, ...rest } = document;
  if (kind === undefined || Object.keys(isMasterData(kind) ? rest : document).length !== 1)
    return invalid(
      '',
      `What the mapping made has the fields ${Object.keys(document).join(', ') || '(none)'}.`,
      `Answer one of ${kinds.join(', ')}, each as an object of its own; beside master data there may be asOf.`,
    );
  if (sender === null)
    return refused(
      problem('permission_missing', 'The connection has no rights to bring anything in.', {
        fix: 'Give the connection `rights` with a role, such as warehouse.',
      }),
    );
  const content = document[kind];
  if (kind === 'event') return event(parts, sender, content, offered);
  if (!may(sender.grant.role, needed[kind]))
    return refused(
      problem('permission_missing', `The connection is ${sender.grant.role} and may not bring in ${kind}.`, {
        fix: `Give its \`rights\` a role that has ${needed[kind]}.`,
      }),
    );
  if (!isRecord(content)) return invalid(`/${kind}`, 'It is not an object.', 'Make it the document of its contract.');
  switch (kind) {
    case 'order':
      return takeOrder(parts, sender, content);
    case 'orderChange':
    case 'orderCancel':
      return takeLater(parts, sender, kind, content, offered.id);
    case 'item':
    case 'site':
    case 'partner':
      return takeMasterData(parts, sender, { kind, content, asOf, offered });
    case 'deliveryRefused': {
      const checked = parts.validator.validate('delivery-refused', content);
      if (!checked.ok) return contractBroken('deliveryRefused', checked.errors);
      return takeRefusal(parts.pool, { ...connection, actor: sender.actor, message: offered.id }, checked.value);
    }
    case 'documentReceived': {
      const checked = parts.validator.validate('document-received', content);
      if (!checked.ok) return contractBroken('documentReceived', checked.errors);
      return takeDocument(parts, sender, { ...connection, message: offered.message }, checked.value);
    }
    case 'identifier': {
      const checked = parts.validator.validate('identifier-meaning', content);
      if (!checked.ok) return contractBroken('identifier', checked.errors);
      const forbidden = maySay(sender, checked.value.kind);
      if (forbidden !== null) return refused(forbidden);
      return takeIdentifier(parts.pool, { ...connection, actor: sender.actor, message: offered.id }, checked.value);
    }
  }
}

/** Whoever may change master data may say what it is called there; what it means holds for the whole network. */
function maySay({ grant }: Sender, kind: string): Problem | null {
  if (['order', 'release', 'shipment'].includes(kind)) return null;
  const detail = may(grant.role, 'master-data:write')
    ? isUnlimited(grant.scope)
      ? null
      : `The connection is limited to sites or companies, and what ids of the kind ${kind} mean holds for the whole network.`
    : `The connection is ${grant.role} and may not say what ids of the kind ${kind} mean.`;
  return detail === null
    ? null
    : problem('permission_missing', detail, {
        fix: 'Let a steward say it (crossdock identifiers set), or a connection whose `rights` have the role erp without limits.',
      });
}

async function event(
  { engine, digest, validator, held: before }: Taking,
  sender: Sender,
  content: unknown,
  offered: Offered,
): Promise<Verdict> {
  const whole = named(sender, content, offered);
  const forbidden = mayReport(sender, whole);
  if (forbidden !== null) return refused(forbidden);
  const checked = validator.validateEvent(whole);
  if (!checked.ok) return contractBroken('event', checked.errors);
  const reported = read(whole, digest, sender);
  const made = `${reported.head.source} ${reported.head.id}`;
  const held = offered.again ? before.get(made) : undefined;
  const replay = held && { intake: held.id, heldAt: held.heldAt };
  const { receivedAt } = offered;
  const answer = await apply(engine, sender, checked.value, reported, 'intake', { replay, receivedAt });
  if (answer.problem === undefined) return { kind: answer.status === 'duplicate' ? 'duplicate' : 'accepted', made };
  return answer.problem.status >= 500
    ? { kind: 'later', detail: answer.problem.detail }
    : { ...refused(answer.problem, 'event'), intake: answer.intake ?? held?.id ?? null };
}

/** Null: it has no rights. */
function senderOf({ code, rights }: From, { correlationId }: Offered): Sender | null {
  if (rights === null) return null;
  const scope: Scope = {
    ...(rights.sites !== null && { sites: rights.sites }),
    ...(rights.companies !== null && { companies: rights.companies }),
  };
  const actor = `connection:${code}`;
  return {
    grant: { id: actor, name: code, role: rights.role, scope, sources: rights.sources },
    actor,
    correlationId,
    idempotencyKey: null,
  };
}

/** Undefined: it is no event. */
function eventIn(document: unknown): unknown {
  if (isEvent(document)) return document;
  return isRecord(document) ? document['event'] : undefined;
}

/** An event that says neither its id nor its source gets them from its message and its connection. */
function named(sender: Sender, content: unknown, { id }: Offered): unknown {
  if (!isRecord(content)) return content;
  return { specversion: '1.0', id, source: sender.grant.sources?.[0] ?? sender.actor, ...content };
}

function isEvent(value: unknown): boolean {
  return isRecord(value) && typeof value['specversion'] === 'string' && typeof value['type'] === 'string';
}

function isRecord(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
