// What the warehouses know. Beside the book of each lot stands what really lies on the shelf: nobody sees that number until
// somebody goes there to pick or to count.
import type { Cause, Tools } from '../system/tools.ts';
import type { Moved } from '../system/notice.ts';
import type { Parts } from '../system/part.ts';

export interface Lot {
  readonly lot: string | null;
  readonly expiresOn: string | null;
  book: number;
  shelf: number;
}

export interface ReleaseLine {
  readonly line: number;
  readonly item: string;
  /** In the base unit. */
  readonly quantity: number;
  /** What the customer takes instead. */
  readonly substitutes: readonly string[];
  isWaiting: boolean;
}

export interface Release {
  readonly release: string;
  readonly order: string;
  readonly site: string;
  readonly priority: number;
  readonly promisedFor: string;
  readonly expedite: boolean;
  readonly takenAt: number;
  readonly lines: readonly ReleaseLine[];
  readonly shipments: string[];
  cause: Cause;
  stage: 'open' | 'done' | 'cancelled' | 'refused';
  reason: string | null;
  wave: string | null;
}

/** As it is reported. */
export interface PickedLine {
  readonly line: number;
  readonly item: string;
  readonly quantity: number;
  readonly lot?: string;
  readonly short?: number;
  readonly substitute?: { readonly item: string; readonly quantity: number };
}

export interface Shipment {
  readonly shipment: string;
  /** See system/part.ts. */
  readonly part: string;
  readonly release: string;
  readonly order: string;
  readonly site: string;
  readonly lines: readonly ReleaseLine[];
  /** empty: nothing was found; returned: put back after a cancellation. */
  stage: 'picking' | 'picked' | 'packed' | 'left' | 'empty' | 'returned';
  picked: readonly PickedLine[];
  /** What was taken from the shelf; a kit's components. */
  taken: readonly Moved[];
  packages: readonly { readonly id: string; readonly weightGrams: number }[];
  collection: { readonly carrier: string; readonly tracking: string; readonly expectedOn: string } | null;
  /** Set when it left. */
  isLast: boolean;
}

/** What is on the road: of a lot, with its expiry. */
export interface Carried extends Moved {
  readonly expiresOn: string | null;
}

export interface Transfer {
  readonly transfer: string;
  /** See system/part.ts. */
  readonly part: string;
  readonly order: string;
  readonly from: string;
  readonly to: string;
  lines: readonly Pick<ReleaseLine, 'line' | 'item' | 'quantity'>[];
  readonly cause: Cause;
  /** empty: nothing was found that was free. */
  stage: 'asked' | 'under_way' | 'arrived' | 'empty';
  carried: readonly Carried[];
}

/** What the next report to the ERP will say. */
export interface Unreported {
  readonly items: Map<string, true>;
  readonly shipments: { readonly order: string; readonly shipment: string; readonly lines: readonly Moved[] }[];
  readonly counts: (Moved & { readonly reference: string })[];
}

export interface WmsState {
  readonly shelves: Map<string, Lot[]>;
  /** What open releases still have to pick, by item@site. */
  readonly committed: Map<string, number>;
  readonly releases: Map<string, Release>;
  readonly shipments: Map<string, Shipment>;
  readonly transfers: Map<string, Transfer>;
  /** Of transfers. Releases number their shipments themselves. */
  readonly parts: Parts;
  /** Releases that wait for a wave, by site. */
  readonly queues: Map<string, string[]>;
  readonly unreported: Map<string, Unreported>;
  /** Cancelled before they came. */
  readonly unwanted: Map<string, true>;
}

export type WmsTimer =
  | { readonly kind: 'wave'; readonly site: string }
  | { readonly kind: 'pick' | 'pack' | 'leave'; readonly shipment: string }
  | { readonly kind: 'depart' | 'arrive'; readonly transfer: string }
  | { readonly kind: 'count'; readonly item: string; readonly site: string }
  | { readonly kind: 'report'; readonly site: string }
  | { readonly kind: 'night' };

export type WmsTools = Tools<WmsTimer>;

export interface WmsOptions {
  /** Lines that a site picks in an hour; of a site left out: 120 at the first by rank, then 60 and 30. */
  readonly linesPerHour: Readonly<Record<string, number>>;
  /** Items counted at each site in a night. */
  readonly countsPerNight: number;
  /** Share of the places where the book is wrong on the first day. */
  readonly wrongBooks: number;
  /** Chance that something disappears at a site on a day. */
  readonly shrinkPerDay: number;
}

export function placeOf(item: string, site: string): string {
  return `${item}@${site}`;
}
