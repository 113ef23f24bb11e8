// How the disconnected set-up works. It is meant to be a good one: batches as short as such interfaces run, a safety buffer,
// open orders and purchase orders counted in, stock taken from any site, short picks blocked, and people who notice.
import { hourMs, minuteMs } from '../../counterparties/system/time.ts';

export const setUp = {
  /** Files between warehouse, ERP and shops: stock, what was picked and shipped, and what shops may sell. */
  batchMs: 15 * minuteMs,
  /** The ERP sends orders to the warehouses. */
  releaseMs: 15 * minuteMs,
  /** What was promised from stock and has not been sent for so long is on the desk's list. */
  lateAfterMs: hourMs,
  /** Of each item shops see so much less: a share of its usual stock over all sites, and at least some units. */
  bufferShare: 0.02,
  bufferUnitsMin: 2,
  /** Days before the date asked for at which an order is sent to a warehouse; as Crossdock's policy has it. */
  releaseDaysAhead: 2,
  /** Who has priority is served first, also from what was promised to others; without it, who came first. */
  isPriorityFirst: true as boolean,
  /** A place that came up short is not picked from again until it was counted. */
  blockedAfterShortMs: 2 * hourMs,
  /** Prices more than this below the list are looked at by the order desk; as Crossdock's policy has it. */
  priceDeviationMax: 0.25,
  /** Orders of A customers that are late leave by express. */
  expediteClass: 'A',
  /** The billing run of each day, from delivery notes; what differs from the goods issue is corrected by hand on the next working morning. */
  billingHour: 18,
  matchingHour: 9,
} as const;
