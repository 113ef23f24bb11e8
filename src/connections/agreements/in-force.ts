// The agreements as they are when they are asked for: kept in memory, and read again when the epoch says that one was changed.
import type pg from 'pg';
import { agreementEpoch, readAgreements } from './agreement-store.ts';
import { Agreements } from './match.ts';

export function agreementsInForce(pool: pg.Pool): () => Promise<Agreements> {
  let known: { readonly epoch: number; readonly agreements: Agreements } | null = null;
  return async () => {
    const epoch = await agreementEpoch(pool);
    // The epoch was asked first: what changes meanwhile is read now, and once more at the next question.
    if (known?.epoch !== epoch) known = { epoch, agreements: new Agreements(await readAgreements(pool)) };
    return known.agreements;
  };
}
