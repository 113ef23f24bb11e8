// What ids of other systems mean, over HTTP. They hold for the whole network, so only callers without limits see and change them.
import type pg from 'pg';
import { acceptSuggestions } from '#connections/identifiers/accept.ts';
import { suggestionsFor } from '#connections/identifiers/candidates.ts';
import {
  changeIdentifiers,
  listChanges,
  listIdentifiers,
  readIdentifier,
} from '#connections/identifiers/identifier-store.ts';
import type { Outcome } from '#connections/identifiers/identifier-store.ts';
import type { Identifier, IdentifierKey, Wanted, WantedMeaning } from '#connections/identifiers/model.ts';
import { listSystems, putSystem, readSystem } from '#connections/identifiers/system-store.ts';
import type { SystemRecord } from '#connections/identifiers/system-store.ts';
import { listUnmatched } from '#connections/identifiers/unmatched-store.ts';
import { identifierKinds } from '#connections/mapping/mapping.ts';
import { isUnlimited } from '#governance/visibility.ts';
import { limits } from '#kernel/limits.ts';
import type { MeaningRequest } from './bodies-identifiers.ts';
import { ok } from './call.ts';
import type { Handlers, Sender } from './call.ts';
import { checkCode } from './code.ts';
import { pageSize, readCursor, toPage, writeCursor } from './cursor.ts';
import { checkUnchanged, etagOf } from './etag.ts';
import { problem, ProblemError, refuse } from './problems.ts';
import type { Problem } from './problems.ts';

type Names =
  | 'listIdentifiers'
  | 'getIdentifier'
  | 'putIdentifier'
  | 'deleteIdentifier'
  | 'putIdentifiers'
  | 'listIdentifierChanges'
  | 'listUnmatchedIdentifiers'
  | 'acceptIdentifiers'
  | 'listIdentifierSystems'
  | 'getIdentifierSystem'
  | 'putIdentifierSystem';

const marginDefault = 0.1;

export function identifierHandlers({ pool }: { readonly pool: pg.Pool }): Handlers<Names> {
  return {
    async listIdentifiers({ sender, query }) {
      const size = pageSize(query.limit);
      const { system = null, identifierKind: kind = null, foreignId: id = null, code = null, notOurs = null } = query;
      const after = readCursor(query.cursor, ['string', 'string', 'string']);
      const rows = sees(sender)
        ? await listIdentifiers(pool, { system, kind, id, code, notOurs, after, limit: size })
        : [];
      return ok(
        toPage(
          rows,
          size,
          (row) => row,
          (row) => [row.system, row.kind, row.id],
        ),
      );
    },

    async getIdentifier({ sender, path }) {
      const key = keyOf(path);
      const known = sees(sender) ? await readIdentifier(pool, key) : undefined;
      if (known === undefined) throw unknown(key);
      return ok(known, { etag: etagOf(meaningOf(known)) });
    },

    async putIdentifier({ sender, path, body, headers }) {
      const key = keyOf(path);
      mayChange(sender);
      const wanted = { ...key, meaning: wantedOf(body) };
      const by = { actor: `key:${sender.grant.id}`, origin: 'set' } as const;
      const [outcome = 'unchanged'] = await changeIdentifiers(pool, [wanted], by, (known) =>
        checkUnchanged(headers, known && meaningOf(known)),
      );
      const refused = refusalOf(wanted, outcome);
      if (refused !== null) throw new ProblemError(refused);
      const known = await readIdentifier(pool, key);
      if (known === undefined) throw unknown(key); // Taken out by somebody else in this moment.
      return { status: outcome === 'made' ? 201 : 200, body: known, headers: { etag: etagOf(meaningOf(known)) } };
    },

    async deleteIdentifier({ sender, path, headers }) {
      const key = keyOf(path);
      mayChange(sender);
      const by = { actor: `key:${sender.grant.id}`, origin: 'set' } as const;
      const [outcome] = await changeIdentifiers(pool, [{ ...key, meaning: null }], by, (known) =>
        checkUnchanged(headers, known && meaningOf(known)),
      );
      if (outcome !== 'removed') throw unknown(key);
      return ok({ ...key, removed: true });
    },

    async putIdentifiers({ sender, body }) {
      mayChange(sender);
      const wanted = body.identifiers.map(({ system, kind, id, ...meaning }): Wanted => {
        return { system, kind, id, meaning: wantedOf(meaning) };
      });
      const by = { actor: `key:${sender.grant.id}`, origin: body.origin ?? 'set' };
      const outcomes = await changeIdentifiers(pool, wanted, by);
      return ok({
        items: wanted.map((one, index) => {
          const outcome = outcomes[index] ?? 'unchanged';
          const refused = refusalOf(one, outcome, `/identifiers/${index}`);
          return refused === null ? { index, status: outcome } : { index, status: 'rejected', problem: refused };
        }),
      });
    },

    async listIdentifierChanges({ sender, path, query }) {
      const key = keyOf(path);
      const size = pageSize(query.limit);
      const before = readCursor(query.cursor, ['number', 'number']);
      const changes = sees(sender) ? await listChanges(pool, key, { before, limit: size }) : [];
      return ok(
        toPage(
          changes,
          size,
          ({ before: was, after, changedAt, changedBy }) => ({ before: was, after, changedAt, changedBy }),
          ({ epoch, ordinal }) => [epoch, ordinal],
        ),
      );
    },

    async listUnmatchedIdentifiers({ sender, query }) {
      const size = pageSize(query.limit);
      const { system = null, identifierKind: kind = null, direction = null } = query;
      const after = readCursor(query.cursor, ['string', 'string', 'string', 'string']);
      const rows = sees(sender) ? await listUnmatched(pool, { system, kind, direction, after, limit: size }) : [];
      const page = toPage(
        rows,
        size,
        (row) => row,
        (row) => [row.system, row.kind, row.direction, row.id],
      );
      const suggestions = await suggestionsFor(pool, page.items);
      return ok({
        ...page,
        items: page.items.map((row, place) => ({ ...row, suggestions: suggestions[place] ?? [] })),
      });
    },

    async acceptIdentifiers({ sender, body }) {
      mayChange(sender);
      const { system = null, kind = null, score, margin = marginDefault, dryRun = false } = body;
      const after = readCursor(body.cursor, ['string', 'string', 'string', 'string']);
      const filter = { system, kind, after, limit: body.limit ?? limits.pageSizeMax };
      const actor = `key:${sender.grant.id}`;
      const { last, ...report } = await acceptSuggestions(pool, { filter, score, margin, dryRun, actor });
      const cursor = last === null ? null : writeCursor([last.system, last.kind, last.direction, last.id]);
      return ok({ ...report, nextCursor: cursor });
    },

    async listIdentifierSystems({ sender, query }) {
      const size = pageSize(query.limit);
      const after = readCursor(query.cursor, ['string'])?.[0] ?? null;
      const rows = sees(sender) ? await listSystems(pool, { after, limit: size }) : [];
      return ok(
        toPage(
          rows,
          size,
          (row) => row,
          ({ system }) => [system],
        ),
      );
    },

    async getIdentifierSystem({ sender, path }) {
      const known = sees(sender) ? await readSystem(pool, path.system) : undefined;
      if (known === undefined) throw refuse('not_found', `No system is declared as ${path.system}.`);
      return ok(known, { etag: etagOf(declarationOf(known)) });
    },

    async putIdentifierSystem({ sender, path, body, headers }) {
      checkCode('system', path.system);
      mayChange(sender);
      const declared = { system: path.system, owner: body.owner, sameCodes: body.sameCodes ?? [] };
      const outcome = await putSystem(pool, declared, `key:${sender.grant.id}`, (known, others) => {
        checkUnchanged(headers, known && declarationOf(known));
        if (known === undefined && others >= limits.identifierSystemsMax)
          throw refuse('document_invalid', `There are ${others} systems, and no more are taken.`);
      });
      const known = await readSystem(pool, path.system);
      if (known === undefined) throw new Error(`the system ${path.system} was declared and is not there`);
      return { status: outcome === 'made' ? 201 : 200, body: known, headers: { etag: etagOf(declarationOf(known)) } };
    },
  };
}

function sees(sender: Sender): boolean {
  return isUnlimited(sender.grant.scope);
}

function mayChange(sender: Sender): void {
  if (!sees(sender))
    throw refuse('scope_too_narrow', 'What ids mean concerns every site, and the key is limited to some.');
}

function keyOf({
  system,
  kind,
  id,
}: {
  readonly system: string;
  readonly kind: string;
  readonly id: string;
}): IdentifierKey {
  const known = identifierKinds.find((one) => one === kind);
  const fix = `Use one of: ${identifierKinds.join(', ')}.`;
  if (known === undefined)
    throw refuse('parameter_invalid', `Nothing is of the kind ${kind}.`, {
      errors: [{ parameter: 'kind', detail: `Nothing is of the kind ${kind}.`, fix }],
    });
  return { system, kind: known, id };
}

function unknown({ system, kind, id }: IdentifierKey): ProblemError {
  return refuse('not_found', `Nobody has said what the ${kind} ${id} of ${system} means.`);
}

function wantedOf({ code, notOurs, preferred, because }: MeaningRequest): WantedMeaning {
  return {
    code: code ?? null,
    notOurs: notOurs ?? null,
    ...(preferred !== undefined && { preferred }),
    ...(because !== undefined && { because }),
  };
}

function refusalOf({ system, kind, meaning }: Wanted, outcome: Outcome, at = ''): Problem | null {
  switch (outcome) {
    case 'system_unknown':
      return problem('identifier_system_unknown', `No system is declared as ${system}.`);
    case 'code_unknown': {
      const detail = `No ${kind} has the code ${meaning?.code ?? ''}.`;
      const fix = 'Correct the code, or bring it into master data first.';
      return problem('identifier_code_unknown', detail, { errors: [{ pointer: `${at}/code`, detail, fix }] });
    }
    case 'known_already':
    case 'made':
    case 'changed':
    case 'unchanged':
    case 'removed':
      return null;
  }
}

/** What people edit. */
function meaningOf({ code, preferred, notOurs, because }: Identifier): object {
  return { code, preferred, notOurs, because };
}

function declarationOf({ owner, sameCodes }: SystemRecord): object {
  return { owner, sameCodes };
}
