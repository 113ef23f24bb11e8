// Goods that orders wait for may have become free: that is looked into by a message of its own.
import type { Draft } from './draft.ts';

/** `after` is the order that was served last, when more wait than are served at once. */
export function askForAllocation(draft: Draft, now: number, item: string, after: string | null): void {
  const id = `backorders:${item}${after === null ? '' : `:${after}`}`;
  draft.deadlines.push({ id, dueAt: now, command: { type: 'backorders.allocate', item, after, deadline: id } });
}
