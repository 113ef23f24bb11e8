// Connections while they run, over HTTP: how they do, a check, a pause, a new secret without a gap.
import type pg from 'pg';
import { openKept, putPause, readSealed, resealCredentials, sealCredentials } from '#connections/connection-store.ts';
import { credentialProblems } from '#connections/define.ts';
import { listChanges } from '#connections/history-store.ts';
import { readAllHealth, readHealth } from '#connections/health/health.ts';
import { setCursor } from '#connections/inbound/stream-store.ts';
import type { ConnectionRecord } from '#connections/model.ts';
import { inTime, withSession } from '#connections/outbound/preview.ts';
import type { PreviewParts } from '#connections/outbound/preview.ts';
import { connectors } from '#connections/registry.ts';
import { keptAfter, namesIn, replaced } from '#connections/rotation.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import { paceOf } from '#runtime/connection-pace.ts';
import { isUnlimited } from '#governance/visibility.ts';
import { limits } from '#kernel/limits.ts';
import { ok } from './call.ts';
import type { Answer, Handlers } from './call.ts';
import { checkRights, connectionView, visibleConnection } from './connections.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import { refuse } from './problems.ts';

type Names =
  | 'getConnectionHealth'
  | 'listConnectionHealth'
  | 'checkConnection'
  | 'pauseConnection'
  | 'resumeConnection'
  | 'listConnectionHistory'
  | 'setStreamCursor'
  | 'putCredential';

interface Parts {
  readonly pool: pg.Pool;
  readonly sessions: PreviewParts['sessions'];
}

export function connectionCareHandlers({ pool, sessions }: Parts): Handlers<Names> {
  const visible = visibleConnection(pool);

  return {
    async getConnectionHealth({ sender, path }) {
      const { code } = await visible(sender, path.connection);
      const health = await readHealth(pool, code);
      if (health === undefined) throw refuse('not_found', `No connection has the code ${code}.`);
      return ok(health);
    },

    async listConnectionHealth({ sender, query }) {
      const size = pageSize(query.limit);
      const after = readCursor(query.cursor, ['string'])?.[0] ?? null;
      const known = isUnlimited(sender.grant.scope) ? await readAllHealth(pool, { after, limit: size }) : [];
      return ok(
        toPage(
          known,
          size,
          (health) => health,
          ({ code }) => [code],
        ),
      );
    },

    async checkConnection({ sender, path }) {
      const { code } = await visible(sender, path.connection);
      return ok(await checked({ pool, sessions }, code));
    },

    async pauseConnection({ sender, path, body }) {
      const { code } = await visible(sender, path.connection);
      const pause = { at: new Date().toISOString(), by: sender.actor, reason: body.reason };
      return changed(code, await putPause(pool, code, sender.actor, pause));
    },

    async resumeConnection({ sender, path }) {
      const { code } = await visible(sender, path.connection);
      return changed(code, await putPause(pool, code, sender.actor, null));
    },

    async setStreamCursor({ sender, path, body }) {
      const known = await visible(sender, path.connection);
      const { code, streams } = known;
      if (!streams.some(({ name }) => name === path.stream))
        throw refuse('not_found', `The connection ${code} has no stream ${path.stream}.`);
      const key = { connection: code, stream: path.stream };
      await setCursor(pool, key, { cursor: body.cursor ?? null, by: sender.actor, reason: body.reason });
      const health = await readHealth(pool, code);
      if (health === undefined) throw refuse('not_found', `No connection has the code ${code}.`);
      return ok(health);
    },

    async listConnectionHistory({ sender, path, query }) {
      const { code } = await visible(sender, path.connection);
      const limit = pageSize(query.limit);
      const before = readCursor(query.cursor, ['number'])?.[0] ?? null;
      const rows = await listChanges(pool, code, { before, limit });
      return ok(
        toPage(
          rows,
          limit,
          ({ seq: _seq, ...row }) => row,
          ({ seq }) => [seq],
        ),
      );
    },

    async putCredential({ sender, path, body }) {
      const known = await visible(sender, path.connection);
      // Whoever knows the secret of a connection can speak for it.
      checkRights(sender, known);
      const { code, kind } = known;
      const name = path.credential;
      const { value, keepPreviousSeconds = 0 } = body;
      const [problem] = credentialProblems(connectors.get(kind)?.credentials ?? {}, { [name]: value });
      if (problem !== undefined)
        throw refuse('document_invalid', 'The credential cannot be that.', {
          errors: [{ ...problem, ...(problem.pointer === `/credentials/${name}` && { pointer: '/value' }) }],
        });
      const { secrets } = sessions;
      const record = await resealCredentials(pool, code, sender.actor, ({ rotations }, sealed) => {
        const now = Date.now();
        const kept = keptAfter(openKept(secrets, code, sealed), now);
        if (kept[name] === value) return null; // Asked twice, done once.
        const previousUntil =
          keepPreviousSeconds === 0 || kept[name] === undefined ? null : now + keepPreviousSeconds * 1_000;
        const all = replaced(kept, { name, value, previousUntil });
        const rotation = {
          at: new Date(now).toISOString(),
          by: sender.actor,
          previousUntil: previousUntil === null ? null : new Date(previousUntil).toISOString(),
        };
        return {
          sealed: sealCredentials(secrets, code, all),
          rotations: { ...rotations, [name]: rotation },
          credentials: namesIn(all),
          what: 'credential_replaced',
          details: { replaced: [name], previousUntil: rotation.previousUntil },
        };
      });
      return changed(code, record);
    },
  };
}

function changed(code: string, record: ConnectionRecord | undefined): Answer {
  if (record === undefined) throw refuse('not_found', `No connection has the code ${code}.`);
  return ok(connectionView(record));
}

/** Whether the other system can be reached and lets us in, now. */
async function checked({ pool, sessions }: Parts, code: string): Promise<object> {
  const live = await readSealed(pool, code);
  const startedAt = performance.now();
  const answer = (ok: boolean, rest: { detail: string; fix?: string; code?: string }): object => ({
    ok,
    detail: rest.detail,
    fix: rest.fix ?? null,
    code: rest.code ?? null,
    durationMs: Math.round(performance.now() - startedAt),
  });
  return withSession({ sessions }, live, async (opened) => {
    if (typeof opened === 'string')
      return answer(false, { detail: opened, fix: 'Correct the connection.', code: 'misconfigured' });
    const signal = AbortSignal.timeout(Math.min(limits.previewMs, opened.connection.limits.timeoutMs));
    try {
      // It is a call like any other: whoever checks often takes turns from what is sent.
      await paceOf(pool, opened.connection)?.(signal);
      return answer(true, { detail: await inTime(opened.session.check(signal), signal) });
    } catch (error) {
      if (error instanceof ConnectorFault) return answer(false, error.fault);
      if (signal.aborted)
        return answer(false, {
          detail: 'It did not answer in time.',
          fix: 'Look whether it works, or give the connection more time.',
          code: 'timeout',
        });
      throw error;
    }
  });
}
