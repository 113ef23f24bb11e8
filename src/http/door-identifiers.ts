// What another system calls an order, an item or something else of ours, said by a message that names both. An id keeps its first
// meaning: a message that gives it another one fails, and a steward decides.
import type pg from 'pg';
import { changeIdentifiers } from '#connections/identifiers/identifier-store.ts';
import type { Outcome } from '#connections/identifiers/identifier-store.ts';
import type { Verdict } from '#connections/inbound/door.ts';
import type { ContractTypes } from '#contracts/generated/contracts.ts';
import { findOrder } from '#orders/store.ts';

export interface SaidBy {
  readonly code: string;
  readonly system: string | null;
  readonly actor: string;
  /** Which message says so. */
  readonly message: string;
}

type IdentifierMeaning = ContractTypes['identifier-meaning'];
type Failed = Extract<Verdict, { kind: 'failed' }>;

export async function takeIdentifier(pool: pg.Pool, by: SaidBy, said: IdentifierMeaning): Promise<Verdict> {
  const { kind, id, preferred } = said;
  const system = by.system ?? by.code;
  const code = await codeOf(pool, said);
  if (code === null)
    return failed(
      'not_found',
      '/externalId',
      `No order of the channel ${said.channel ?? ''} is called ${said.externalId ?? ''}.`,
      'Correct the mapping or the message, or replay it when the order is there.',
    );
  const meaning = {
    code,
    notOurs: null,
    because: `message ${by.message}`,
    ...(preferred !== undefined && { preferred }),
  };
  let other: string | null = null;
  let isKnown = false;
  const [outcome = 'unchanged'] = await changeIdentifiers(
    pool,
    [{ system, kind, id, meaning }],
    { actor: by.actor, origin: 'message' },
    (known) => {
      isKnown = known !== undefined && known.code === code && (preferred ?? known.preferred) === known.preferred;
      other = known === undefined || known.code === code ? null : (known.code ?? `none of ours (${known.notOurs})`);
      return other === null && !isKnown;
    },
  );
  if (other !== null)
    return failed(
      'identifier_taken',
      '/id',
      `The ${kind} ${id} of ${system} means ${String(other)} already, and not ${code}.`,
      `Look which is right. If it is this one: crossdock identifiers set ${system} ${kind} ${id} ${code}, and replay the message.`,
    );
  return (
    refusalOf(outcome, { system, kind, code }) ?? { kind: isKnown ? 'duplicate' : 'accepted', made: `${kind} ${code}` }
  );
}

async function codeOf(pool: pg.Pool, { kind, code, channel, externalId }: IdentifierMeaning): Promise<string | null> {
  if (code !== undefined) return code;
  if (kind !== 'order' || channel === undefined || externalId === undefined) return null;
  return (await findOrder(pool, channel, externalId)) ?? null;
}

function refusalOf(
  outcome: Outcome,
  { system, kind, code }: { readonly system: string; readonly kind: string; readonly code: string },
): Failed | null {
  switch (outcome) {
    case 'system_unknown':
      return failed(
        'identifier_system_unknown',
        '',
        `No system is declared as ${system}.`,
        `Declare it: crossdock identifiers declare ${system}. A connection names its system under "system".`,
      );
    case 'code_unknown':
      return failed(
        'identifier_code_unknown',
        '/code',
        `There is no ${kind} ${code}.`,
        'Correct the mapping or the message.',
      );
    case 'known_already':
    case 'made':
    case 'changed':
    case 'unchanged':
    case 'removed':
      return null;
  }
}

function failed(code: string, field: string, detail: string, fix: string): Failed {
  return { kind: 'failed', stage: 'decide', code, pointer: `/identifier${field}`, detail, fix, intake: null };
}
