// API keys over HTTP. A key is xd_<id>_<secret>; it is shown once, in the answer that makes it.
import { createHmac, hash, hkdfSync, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { stringify, v7 } from 'uuid';
import { exceeds } from '#governance/roles.ts';
import { insertKey, listKeys, readKey, revokeKey } from '#governance/store.ts';
import type { KeyRecord, NewKey } from '#governance/store.ts';
import type { Grant } from '#governance/model.ts';
import type { Scope } from '#kernel/scope.ts';
import type { ApiKeyRequest } from './bodies.ts';
import { ok } from './call.ts';
import type { Handlers, Sender } from './call.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import type { Directory } from './directory.ts';
import { ProblemError, refuse, rejectionProblem } from './problems.ts';
import { reject } from '#kernel/rejection.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly directory: Directory;
  readonly secretKey: Buffer;
}

export function keyHandlers({ pool, directory, secretKey }: Parts): Handlers<'makeKey' | 'listKeys' | 'revokeKey'> {
  const derivationKey = Buffer.from(hkdfSync('sha256', secretKey, '', 'crossdock API keys', 32));

  return {
    async makeKey({ sender, body }) {
      const scope = wantedScope(body);
      const sources = body.sources ?? null;
      const excess = exceeds(sender.grant, { role: body.role, scope, sources });
      if (excess !== null)
        throw refuse(
          'grant_exceeded',
          `The ${excess === 'role' ? `role ${body.role} is above` : `${excess} go beyond`} those of ${sender.grant.name}.`,
          {
            errors: [
              {
                pointer: `/${excess}`,
                detail: `${excess} exceeds the own key.`,
                fix: 'Ask for what the key that makes it has, or less.',
              },
            ],
          },
        );
      const made = sender.idempotencyKey === null ? randomKey() : derived(derivationKey, sender, sender.idempotencyKey);
      const key = {
        id: made.id,
        name: body.name,
        role: body.role,
        scope,
        sources,
        hash: hash('sha256', made.text, 'buffer'),
        createdBy: sender.actor,
      };
      if (!(await insertKey(pool, key))) await checkSame(pool, key);
      await directory.refresh();
      return {
        status: 201,
        body: { ...viewMade(key), key: made.text },
        headers: { location: `/v1/keys/${key.id}`, 'cache-control': 'no-store' },
      };
    },

    async listKeys({ sender, query }) {
      const size = pageSize(query.limit);
      const before = readCursor(query.cursor, ['string'])?.[0] ?? null;
      const rows = await listKeys(pool, { before, limit: size });
      const page = toPage(rows, size, view, (row) => [row.id]);
      return ok({ ...page, items: page.items.filter((_, index) => governs(sender.grant, rows[index])) });
    },

    async revokeKey({ sender, path }) {
      const known = await readKey(pool, path.key);
      if (known === undefined || !governs(sender.grant, known))
        throw refuse('not_found', `No key has the id ${path.key}.`);
      await revokeKey(pool, path.key); // Revoking what is revoked changes nothing.
      await directory.refresh();
      const revoked = await readKey(pool, path.key);
      return ok(view(revoked ?? known));
    },
  };
}

interface Made {
  readonly id: string;
  readonly text: string;
}

export function randomKey(): Made {
  return named(v7(), randomBytes(32));
}

/** With an Idempotency-Key the same request must give the same key again, and no secret may be kept: so it is derived. */
function derived(derivationKey: Buffer, sender: Sender, idempotencyKey: string): Made {
  const of = (what: string): Buffer =>
    createHmac('sha256', derivationKey).update(`${what}\n${sender.grant.id}\n${idempotencyKey}`).digest();
  const bytes = of('id').subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80; // UUIDv8: RFC 9562, made by a rule of our own.
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return named(stringify(bytes), of('secret'));
}

function named(uuid: string, secret: Buffer): Made {
  return { id: `key_${uuid}`, text: `xd_${uuid}_${secret.toString('base64url')}` };
}

/** A key with this id is there: the request was sent before, or the Idempotency-Key is used for another one. */
async function checkSame(pool: pg.Pool, wanted: NewKey): Promise<void> {
  const known = await readKey(pool, wanted.id);
  const same =
    known !== undefined &&
    known.revokedAt === null &&
    known.name === wanted.name &&
    known.role === wanted.role &&
    sameList(known.sources, wanted.sources) &&
    sameList(known.sites, wanted.scope.sites) &&
    sameList(known.companies, wanted.scope.companies);
  if (!same)
    throw new ProblemError(
      rejectionProblem(
        reject('idempotency_key_reused', `${wanted.id} was made for another request, or was revoked since.`),
      ),
    );
}

function sameList(one: readonly string[] | null, other: readonly string[] | null | undefined): boolean {
  const text = (list: readonly string[] | null | undefined): string => JSON.stringify(list?.toSorted() ?? null);
  return text(one) === text(other);
}

function wantedScope(body: ApiKeyRequest): Scope {
  return {
    ...(body.sites !== undefined && { sites: body.sites }),
    ...(body.companies !== undefined && { companies: body.companies }),
  };
}

/** Whoever could have made a key may see and revoke it. */
function governs(grant: Grant, key: KeyRecord | undefined): boolean {
  if (key === undefined) return false;
  const scope = {
    ...(key.sites !== null && { sites: key.sites }),
    ...(key.companies !== null && { companies: key.companies }),
  };
  return exceeds(grant, { role: key.role, scope, sources: key.sources }) === null;
}

function viewMade(key: NewKey): object {
  return {
    id: key.id,
    name: key.name,
    role: key.role,
    sites: key.scope.sites ?? null,
    companies: key.scope.companies ?? null,
    sources: key.sources,
    createdBy: key.createdBy,
  };
}

function view(record: KeyRecord): object {
  return { ...record };
}
