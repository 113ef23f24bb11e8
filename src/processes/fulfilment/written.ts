// What a report of an outside system comes to, before the process hears of it.
import { reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import type { Fulfilment, Release } from '#orders/fulfilment.ts';
import type { Order, OrderLine } from '#orders/model.ts';

export type Managed = Order & { readonly fulfilment: Fulfilment };

export interface Written {
  readonly fulfilment: Fulfilment;
  /** Nothing of it is news. */
  readonly repeated: boolean;
  /** The lines of the order, where goods left that it had no line for. */
  readonly lines?: readonly OrderLine[];
  /** What left, of each line: to be posted in the ledger. */
  readonly left: readonly LeftLine[];
  /** What a warehouse was asked for and did not find. */
  readonly missed?: readonly MissedLine[];
  /** What the chart hears, where that is not the report itself. */
  readonly heard?: string;
  /** The exception to be raised where what is told is true and should not be. */
  readonly oddity: string | null;
}

export interface LeftLine {
  readonly line: OrderLine;
  readonly quantity: number;
  readonly lot: string | null;
}

export interface MissedLine extends LeftLine {
  /** What was picked instead, beside what was found. */
  readonly instead: { readonly item: string; readonly quantity: number } | null;
  /** The warehouse said so; otherwise it follows from what it sent. */
  readonly isTold: boolean;
  /** The release was to bring them until now. */
  readonly isHeld: boolean;
}

export function news(
  fulfilment: Fulfilment,
  repeated: boolean,
  more: {
    readonly lines?: readonly OrderLine[];
    readonly left?: readonly LeftLine[];
    readonly missed?: readonly MissedLine[];
    readonly oddity?: string | null;
  } = {},
): Written {
  return { left: [], missed: [], oddity: null, ...more, fulfilment, repeated };
}

export function findRelease(
  order: Managed,
  data: { readonly release: string; readonly site: string },
): Release | Rejection {
  const release = order.fulfilment.releases.find(({ id }) => id === data.release);
  if (release === undefined)
    return reject('release_unknown', `Order ${order.id} has no release ${data.release}.`, { pointer: '/data/release' });
  if (release.site !== data.site)
    return reject('release_at_other_site', `Release ${release.id} is at ${release.site}.`, { pointer: '/data/site' });
  return release;
}
