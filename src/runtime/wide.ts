// Which items needed more than their first site lately. A hint only: it saves a second load and changes no decision.
import type { Wide } from './turn.ts';

const itemsMax = 10_000;

export function wideItems(): Wide {
  const items = new Set<string>();
  return {
    items,
    add: (item) => {
      if (items.size >= itemsMax) items.clear();
      items.add(item);
    },
  };
}
