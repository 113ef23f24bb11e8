// Which of the deliveries that may go are sent now. Pure.
import type { Due } from './deliveries-store.ts';

/** Of those sent to one connection, one in so many is of the newest: a backlog that drains does not starve what comes in. */
const shareOfNewest = 2;

/** Heads of lanes, one of each connection in turn, so that none waits for the long queue of another. */
export function shareOut(due: readonly Due[], free: ReadonlyMap<string, number>, max: number): number[] {
  const heads = due.filter(({ seq, head }) => seq === head);
  const queues = [...Map.groupBy(heads, ({ connection }) => connection)].map(([connection, rows]) =>
    interleave(rows).slice(0, free.get(connection) ?? 0),
  );
  const shared: number[] = [];
  for (let round = 0; shared.length < max; round++) {
    const next = queues.flatMap((queue) => queue.slice(round, round + 1));
    if (next.length === 0) break;
    shared.push(...next.slice(0, max - shared.length));
  }
  return shared;
}

function interleave(rows: readonly Due[]): number[] {
  const oldest = rows.filter(({ newest }) => !newest);
  const newest = rows.filter((row) => row.newest);
  const chosen = new Set<number>();
  for (let place = 0; place < rows.length; place++) {
    const at = Math.floor(place / shareOfNewest);
    const isNew = place % shareOfNewest === shareOfNewest - 1;
    const row = isNew ? newest[at] : oldest[place - at];
    if (row !== undefined) chosen.add(row.seq);
  }
  for (const { seq } of rows) chosen.add(seq);
  return [...chosen];
}
