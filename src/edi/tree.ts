// A message as its dictionary has it: segments by their names, and loops in each other. What has no place is kept beside. Pure.
import type { MessageTable, PlaceTable, Tables } from './dictionaries/tables.ts';
import { OrderCheck } from './checks/order.ts';
import type { Segment } from './syntax/segments.ts';

/**
 * `BEG`: the row of a segment that may stand once; `REF`: a list of them; `PO1_loop`: a list of such trees, one for each time that
 * PO1 begins the loop.
 */
export interface Tree<Row> {
  [name: string]: Row | Row[] | Tree<Row>[];
}

export interface Placed<Row> {
  readonly tree: Tree<Row>;
  /** Rows of segments that have no place in the message. */
  readonly unplaced: readonly Row[];
}

/** `segments`: with header and trailer, which are left out. */
export function treeOf<Row>(
  segments: readonly Segment[],
  { tables, message }: { readonly tables: Tables; readonly message: MessageTable },
  rowOf: (segment: Segment) => Row,
): Placed<Row> {
  const root: Tree<Row> = {};
  const open: Tree<Row>[] = [root];
  const unplaced: Row[] = [];
  const placed = (segment: Segment, place: PlaceTable | null, depth: number): void => {
    const row = rowOf(segment);
    const node = open[depth];
    if (place === null || node === undefined) {
      unplaced.push(row);
      return;
    }
    const { id } = segment;
    if (place.loop !== null) {
      const inner: Tree<Row> = { [id]: row };
      open.length = depth + 1;
      open.push(inner);
      const name = `${id}_loop`;
      const loops = (node[name] ??= []) as Tree<Row>[]; // Under a name of a loop stand trees alone.
      loops.push(inner);
      return;
    }
    // One that may stand once and comes again is a fault, and told; a list keeps both.
    const before = node[id];
    if (before === undefined) node[id] = place.max > 1 ? [row] : row;
    else if (Array.isArray(before)) (before as Row[]).push(row);
    else node[id] = [before as Row, row];
  };
  const order = new OrderCheck(tables, message, () => undefined, placed);
  order.begin(message);
  for (const segment of segments) {
    if (trailers.has(segment.id)) continue;
    order.take(segment, tables.segments.get(segment.id) ?? null);
  }
  return { tree: root, unplaced };
}

const trailers: ReadonlySet<string> = new Set(['ST', 'SE', 'UNH', 'UNT']);
