// Two-phase reservations over HTTP.
import type pg from 'pg';
import { viewReservation } from '#processes/reservation.ts';
import type { ReservationView } from '#processes/reservation.ts';
import type { Reservation } from '#processes/draft.ts';
import { readReservation } from '#processes/store.ts';
import type { Engine } from '#runtime/engine.ts';
import { ok } from './call.ts';
import type { Handlers, Sender } from './call.ts';
import type { Digest } from './digest.ts';
import type { Directory } from './directory.ts';
import * as messages from './messages.ts';
import { refuse } from './problems.ts';
import { submit } from './submit.ts';

interface Parts {
  readonly engine: Engine;
  readonly pool: pg.Pool;
  readonly directory: Directory;
  readonly digest: Digest;
}

type Names = 'makeReservation' | 'getReservation' | 'postReservation' | 'voidReservation';

export function reservationHandlers({ engine, pool, directory, digest }: Parts): Handlers<Names> {
  async function visible(sender: Sender, id: string): Promise<Reservation> {
    const reservation = await readReservation(pool, id);
    const sites = directory.visibleSites(sender.grant.scope);
    const sees =
      reservation !== undefined && (sites === null || reservation.portions.some(({ site }) => sites.includes(site)));
    if (!sees) throw refuse('not_found', `No reservation has the id ${id}.`);
    return reservation;
  }

  return {
    async makeReservation({ sender, body }) {
      const { result } = await submit(engine, messages.makeReservation(sender, digest, body));
      const { id } = result as ReservationView; // What reservation.make answers.
      return { status: 201, body: result, headers: { location: `/v1/reservations/${id}` } };
    },
    async getReservation({ sender, path }) {
      return ok(viewReservation(await visible(sender, path.reservation)));
    },
    async postReservation({ sender, path, body }) {
      await visible(sender, path.reservation);
      return ok((await submit(engine, messages.postReservation(sender, digest, path.reservation, body))).result);
    },
    async voidReservation({ sender, path, body }) {
      await visible(sender, path.reservation);
      return ok((await submit(engine, messages.voidReservation(sender, digest, path.reservation, body))).result);
    },
  };
}
