// The bounds of an import by name. Together they keep its memory independent of the size of the files.
import { limits } from '#kernel/limits.ts';

export const importLimits = {
  /** One record of a CSV file, so that a lost quote does not read the whole file as one field. */
  recordBytesMax: 1024 * 1024,
  /** Rows of one group (an invoice, an order). */
  groupRowsMax: 10_000,
  /** Rows given to the mapping at once. */
  mapRowsMax: 500,
  /** How long the mapping may take over one group. */
  mapDocumentMs: 10_000,
  /** Memory of a process of the mapping. */
  mapHeapMb: 128,
  /** Chunks mapped ahead of the reader. */
  mapChunksAhead: 2,
  ordersPerRequest: Math.min(250, limits.batchOrdersMax),
  eventsPerRequest: Math.min(1_000, limits.batchEventsMax),
  /** Half of what the node takes, because what is counted here is the text before it is put into a list. */
  requestBytes: limits.bodyBytesMax / 2,
  requestsAtOnce: 4,
  requestMs: 60_000,
  /** Attempts while the node is full, restarting or not reached, with waits that double up to the longest. */
  attemptsMax: 10,
  waitMs: 250,
  waitMsMax: 10_000,
  /** Refusals of the node that are listed one by one; all of them are counted. */
  refusalsListed: 100,
  differencesListed: 100,
} as const;
