// Events that could not be applied: seen with the reason, and replayed as they came or corrected.
import type pg from 'pg';
import { listIntakes, readIntake } from '#connections/store.ts';
import type { IntakeRow } from '#connections/store.ts';
import type { Validator } from '#contracts/validate.ts';
import type { Engine } from '#runtime/engine.ts';
import { ok } from './call.ts';
import type { Handlers, Sender } from './call.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import type { Digest } from './digest.ts';
import type { Directory } from './directory.ts';
import { single, takeEvent } from './events.ts';
import { refuse } from './problems.ts';

interface Parts {
  readonly engine: Engine;
  readonly pool: pg.Pool;
  readonly directory: Directory;
  readonly digest: Digest;
  readonly validator: Validator;
}

export function intakeHandlers(parts: Parts): Handlers<'listIntakes' | 'getIntake' | 'replayIntake'> {
  const { pool, directory } = parts;

  async function visible(sender: Sender, id: string): Promise<IntakeRow> {
    const intake = await readIntake(pool, id, directory.visibleSites(sender.grant.scope));
    if (intake === undefined) throw refuse('not_found', `No held event has the id ${id}.`);
    return intake;
  }

  return {
    async listIntakes({ sender, query }) {
      const size = pageSize(query.limit);
      const before = readCursor(query.cursor, ['string'])?.[0] ?? null;
      const sites = directory.visibleSites(sender.grant.scope);
      const rows = await listIntakes(pool, {
        state: query.intakeState ?? 'held',
        source: query.source ?? null,
        sites,
        before,
        limit: size,
      });
      return ok(toPage(rows, size, view, (row) => [row.id]));
    },

    async getIntake({ sender, path }) {
      return ok(view(await visible(sender, path.intake)));
    },

    async replayIntake({ sender, path, body }) {
      const intake = await visible(sender, path.intake);
      if (intake.state !== 'held')
        throw refuse(
          'intake_not_held',
          `Event ${path.intake} was replayed at ${intake.replayedAt?.toISOString() ?? 'an unknown time'}.`,
        );
      // Each holding may be replayed once: of two who correct it at the same time, one is first.
      const { heldAt } = intake;
      const event = body.event ?? intake.raw;
      return single(await takeEvent(parts, sender, event, 'api', { intake: intake.id, heldAt }));
    },
  };
}

function view({ id, source, eventId, type, state, reason, raw, heldAt, replayedAt }: IntakeRow): object {
  return { id, source, eventId, type, state, reason, heldAt, replayedAt, event: raw };
}
