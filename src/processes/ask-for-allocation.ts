// Goods that orders wait for may have become free: that is looked into by a message of its own. Until then they are spoken for:
// whoever comes now is promised only what those who wait do not want.
import { read, write } from '#kernel/layer.ts';
import type { Awaited, Draft } from './draft.ts';
import type { Turn } from './message.ts';

export function askForAllocation(draft: Draft, dueAt: number, item: string, after: Turn | null): void {
  const deadline = allocationOf(item);
  draft.deadlines.push({ id: deadline, dueAt, command: { type: 'backorders.allocate', item, after, deadline } });
  write(draft.awaited, item, { ...awaitedOf(draft, item), isAllocating: true });
}

/** Those who wait were served as far as it goes: the rest is for anybody. */
export function endAllocation(draft: Draft, item: string): void {
  write(draft.awaited, item, { ...awaitedOf(draft, item), isAllocating: false });
}

/** One for an item: goods that become free while some are being served make it begin anew. */
export function allocationOf(item: string): string {
  return `backorders:${item}`;
}

export function awaitedOf(draft: Pick<Draft, 'awaited'>, item: string): Awaited {
  return read(draft.awaited, item) ?? { quantity: 0, isAllocating: false };
}

/** For plans of those who come now: how much of an item is to go to those who wait; null while nobody is being served. */
export function spokenFor(draft: Pick<Draft, 'awaited'>): (item: string) => number | null {
  return (item) => {
    const { quantity, isAllocating } = awaitedOf(draft, item);
    return isAllocating ? quantity : null;
  };
}
