// Every queue, batch, page, document and quantity has its limit here, by name, so that one file answers "how much?".

export const limits = {
  /** Messages decided in one turn at most. */
  turnMessagesMax: 256,
  /** Stock keys (item × site) locked by one turn at most, unless a single message needs more. */
  turnKeysMax: 2_000,
  /** How long a node collects messages before it starts a turn, when another turn is already open. */
  turnCollectMs: 2,
  /** Turns a node has open at once. */
  turnsOpenMax: 2,
  /** How often a turn is run again after a deadlock, a lock timeout or a lost race for a key. */
  turnAttemptsMax: 8,
  /** How often a turn may widen its keys before it is cut to its first message. */
  turnWideningsMax: 4,
  /** Messages waiting in a node before it answers 503. */
  queueMessagesMax: 10_000,
  orderLinesMax: 1_000,
  batchOrdersMax: 1_000,
  batchEventsMax: 1_000,
  bodyBytesMax: 4 * 1024 * 1024,
  pageSizeMax: 500,
  pageSizeDefault: 50,
  /** Largest quantity, in the smallest step of the item's scale: 15 digits stay exact in JSON. */
  quantityMax: 999_999_999_999_999,
  kitComponentsMax: 50,
  sitesPerItemMax: 200,
  /** How far ahead of our clock a source's time may be. */
  clockAheadMs: 5 * 60_000,
  inboxKeepDays: 7,
  reservationSecondsMax: 365 * 24 * 3600,
  /** Items a node keeps in memory. */
  catalogItemsMax: 200_000,
} as const;
