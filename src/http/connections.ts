// Connections over HTTP: who gets which events where. They carry what happens at every site, so only callers without limits
// define and see them. A secret leaves the node once, in the answer that makes it.
import type pg from 'pg';
import { listConnections, putConnection, readConnection } from '#connections/connection-store.ts';
import type { ConnectionRecord } from '#connections/connection-store.ts';
import type { SecretBox } from '#connections/secrets.ts';
import { isSecret, makeSecret } from '#connectors/webhook/signature.ts';
import { urlProblem } from '#connectors/network/target.ts';
import { isUnlimited } from '#governance/visibility.ts';
import { limits } from '#kernel/limits.ts';
import { replayDead } from '#runtime/deliveries-store.ts';
import type { ConnectionRequest } from './bodies.ts';
import { ok } from './call.ts';
import type { Handlers, Sender } from './call.ts';
import { checkCode } from './code.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import { checkUnchanged, etagOf } from './etag.ts';
import { refuse } from './problems.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly secrets: SecretBox;
  readonly allowPrivateTargets: boolean;
}

type Names = 'listConnections' | 'getConnection' | 'putConnection' | 'replayConnection';

export function connectionHandlers({ pool, secrets, allowPrivateTargets }: Parts): Handlers<Names> {
  async function visible(sender: Sender, code: string): Promise<ConnectionRecord> {
    const known = isUnlimited(sender.grant.scope) ? await readConnection(pool, code) : undefined;
    if (known === undefined) throw refuse('not_found', `No connection has the code ${code}.`);
    return known;
  }

  return {
    async listConnections({ sender, query }) {
      const size = pageSize(query.limit);
      const after = readCursor(query.cursor, ['string'])?.[0] ?? null;
      const known = isUnlimited(sender.grant.scope) ? await listConnections(pool, { after, limit: size }) : [];
      return ok(
        toPage(
          known,
          size,
          (record) => record,
          ({ code }) => [code],
        ),
      );
    },

    async getConnection({ sender, path }) {
      const known = await visible(sender, path.connection);
      return ok(known, { etag: etagOf(settingsOf(known)) });
    },

    async putConnection({ sender, path, body, headers }) {
      checkCode('connection', path.connection);
      if (!isUnlimited(sender.grant.scope)) {
        throw refuse('scope_too_narrow', 'A connection gets the events of every site, and the key is limited to some.');
      }
      checkRequest(body, allowPrivateTargets);
      const { kind, owner, url, types, active = true } = body;
      let made: string | null = null;
      const { record, created } = await putConnection(
        pool,
        { code: path.connection, kind, owner, url, types, active },
        `key:${sender.grant.id}`,
        (known) => {
          checkUnchanged(headers, known && settingsOf(known));
          if (known === undefined && body.secret === undefined) made = makeSecret();
          const secret = body.secret ?? made;
          return secret === null ? null : secrets.seal(`connection ${path.connection}`, secret);
        },
      );
      return {
        status: created ? 201 : 200,
        body: { ...record, secret: made },
        headers: { etag: etagOf(settingsOf(record)), 'cache-control': 'no-store' },
      };
    },

    async replayConnection({ sender, path }) {
      const { code } = await visible(sender, path.connection);
      return ok({ replayed: await replayDead(pool, code, `key:${sender.grant.id}`, limits.deliveriesReplayedMax) });
    },
  };
}

function checkRequest({ url, secret }: ConnectionRequest, allowPrivate: boolean): void {
  const problem = urlProblem(url, allowPrivate);
  if (problem !== null) {
    throw refuse('document_invalid', 'The address cannot be used.', { errors: [{ pointer: '/url', ...problem }] });
  }
  if (secret === undefined || isSecret(secret)) return;
  const fix = 'Send whsec_ and the base64 of 24 to 64 random bytes, or leave it out to have one made.';
  throw refuse('document_invalid', 'The secret cannot be used.', {
    errors: [{ pointer: '/secret', detail: 'It is not a secret of Standard Webhooks.', fix }],
  });
}

/** What people edit. */
function settingsOf({ kind, owner, url, types, active }: ConnectionRecord): object {
  return { kind, owner, url, types, active };
}
