// What each day brought, from the read model that follows the journal, with how far it is behind.
import type pg from 'pg';
import { readActivity, readLags } from '#runtime/projections.ts';
import { ok } from './call.ts';
import type { Handlers } from './call.ts';

const daysShown = 31;

export function activityHandlers({ pool }: { readonly pool: pg.Pool }): Handlers<'getActivity'> {
  return {
    async getActivity() {
      const days = await readActivity(pool, daysShown);
      const lags = await readLags(pool);
      const { position = 0, head = 0 } = lags.find(({ name }) => name === 'activity') ?? {};
      return ok({ items: days, position, turnsBehind: head - position });
    },
  };
}
