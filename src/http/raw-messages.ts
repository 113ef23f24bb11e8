// What came in over connections, as it came: seen with what became of it, corrected, worked on again, given up. It concerns every
// site and may hold personal data, so only callers without limits see it, and bodies only who may see names and addresses.
import type pg from 'pg';
import { listRaw, readRaw, replayFailed, replayRaw, skipRaw } from '#connections/inbound/raw-messages.ts';
import type { RawRow } from '#connections/inbound/raw-messages.ts';
import { may } from '#governance/roles.ts';
import { isUnlimited } from '#governance/visibility.ts';
import { limits } from '#kernel/limits.ts';
import { ok } from './call.ts';
import type { Handlers, Sender } from './call.ts';
import { checkRights, visibleConnection } from './connections.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import { refuse } from './problems.ts';

type Names = 'listRawMessages' | 'getRawMessage' | 'replayRawMessage' | 'skipRawMessage' | 'replayRawMessages';

export function rawMessageHandlers({ pool }: { readonly pool: pg.Pool }): Handlers<Names> {
  const connectionOf = visibleConnection(pool);

  async function visible(sender: Sender, id: string): Promise<RawRow & { readonly body: Buffer }> {
    const known = isUnlimited(sender.grant.scope) ? await readRaw(pool, id) : undefined;
    if (known === undefined) throw refuse('not_found', `No raw message has the id ${id}.`);
    return known;
  }

  return {
    async listRawMessages({ sender, query }) {
      const size = pageSize(query.limit);
      const before = readCursor(query.cursor, ['number'])?.[0] ?? null;
      const filter = {
        connection: query.connection ?? null,
        stream: query.stream ?? null,
        state: query.rawState ?? null,
      };
      const rows = isUnlimited(sender.grant.scope) ? await listRaw(pool, { ...filter, before, limit: size }) : [];
      return ok(toPage(rows, size, view, ({ seq }) => [seq]));
    },

    async getRawMessage({ sender, path }) {
      const { body, ...row } = await visible(sender, path.message);
      return ok({ ...view(row), ...(may(sender.grant.role, 'personal:read') ? bodyOf(body) : {}) });
    },

    async replayRawMessage({ sender, path, body }) {
      const known = await visible(sender, path.message);
      const { evenIfOlder = false } = body;
      let corrected: Buffer | null = null;
      // What is put in its place, or over what is newer, is decided with the rights of the connection, and said by the sender.
      if (body.body !== undefined || evenIfOlder) {
        const connection = await connectionOf(sender, known.connection);
        checkRights(sender, connection);
        if (body.body !== undefined) corrected = correctedBody(body.body, body.encoding);
        const { messageBytesMax } = connection.limits;
        if (corrected !== null && corrected.length > messageBytesMax)
          throw refuse('body_too_large', `A message of ${known.connection} has ${messageBytesMax} bytes at most.`, {
            fix: 'Send less in its place, or raise messageBytesMax of the connection.',
          });
      }
      if (!(await replayRaw(pool, known.id, sender.actor, { body: corrected, evenIfOlder })))
        throw refuse('raw_message_waits', `Raw message ${known.id} waits already.`);
      const { body: _body, ...now } = await visible(sender, known.id);
      return ok(view(now));
    },

    async skipRawMessage({ sender, path }) {
      const known = await visible(sender, path.message);
      const isSkipped = await skipRaw(pool, known.id, sender.actor);
      const { body: _body, ...now } = await visible(sender, known.id);
      // Asked twice, answered twice.
      if (isSkipped || now.state === 'skipped') return ok(view(now));
      throw refuse('raw_message_settled', `Raw message ${known.id} is ${now.state}.`, { facts: { state: now.state } });
    },

    async replayRawMessages({ sender, body }) {
      const { code } = await connectionOf(sender, body.connection);
      const of = { connection: code, stream: body.stream ?? null };
      return ok({ replayed: await replayFailed(pool, of, sender.actor, limits.rawReplayedMax) });
    },
  };
}

/** Node reads of base64 what it can; a body that lost its end in silence would be another message. */
function correctedBody(text: string, encoding: 'utf8' | 'base64' = 'utf8'): Buffer {
  const bytes = Buffer.from(text, encoding);
  const isWhole = encoding === 'base64' ? bytes.toString('base64') === text : text.isWellFormed();
  if (isWhole) return bytes;
  throw refuse('document_invalid', `The body is not ${encoding}.`, {
    errors: [
      {
        pointer: '/body',
        detail: encoding === 'base64' ? 'It is not base64 with its padding.' : 'It has half a character in it.',
        fix: 'Send the whole body, written as encoding says.',
      },
    ],
  });
}

function view({ seq: _seq, ...row }: RawRow): object {
  return row;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** As text where it is text. */
function bodyOf(body: Buffer): { readonly body: string; readonly encoding: 'utf8' | 'base64' } {
  try {
    return { body: strict.decode(body), encoding: 'utf8' };
  } catch {
    return { body: body.toString('base64'), encoding: 'base64' }; // Not UTF-8; nothing of it may change.
  }
}
