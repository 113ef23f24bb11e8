// In which order goods leave the lots that hold them.
import { readDetails } from './read.ts';
import type { StockDraft } from './model.ts';

export interface AvailableLot {
  /** Empty for goods that are not kept in lots. */
  readonly lot: string;
  readonly quantity: number;
  readonly expiresOn: string | null;
}

/** Available lots in the order in which they are to leave: earliest expiry first, those without expiry last, then by lot. */
export function firstExpiryFirstOut(draft: StockDraft, item: string, site: string): AvailableLot[] {
  return readDetails(draft, item, site)
    .filter((detail) => detail.status === 'available' && detail.quantity > 0)
    .toSorted((one, other) => {
      const first = one.expiresOn ?? '9999-12-31';
      const second = other.expiresOn ?? '9999-12-31';
      return first < second ? -1 : first > second ? 1 : Number(one.lot > other.lot) - 1;
    });
}
