// Where a segment stands in its message: segments and loops in the order of the table, mandatory ones, and repetitions. Where one
// is out of place, the check goes on at the most likely place, so that one fault does not drown the rest. Pure.
import type { Found } from '../envelope/model.ts';
import type { LoopTable, MessageTable, PlaceTable, SegmentTable, Tables } from '../dictionaries/tables.ts';
import type { Segment } from '../syntax/segments.ts';

/** A fault of the order; `missing` is the id of a segment that is not there, before the one at which it is told. */
export type Tell = (found: Found, at: Segment, missing?: string) => void;

/** Where a segment stands: below how many loops, and its place there; null: it has none. */
export type Placed = (segment: Segment, place: PlaceTable | null, depth: number) => void;

interface Frame {
  loop: LoopTable;
  /** The place that was reached. */
  at: number;
  /** How often each place was filled; below 0: it was told as missing. */
  readonly counts: Int32Array;
}

const toldMissing = -1;

/** One at a time: `begin`, `take` each segment between header and trailer, `end`. Kept from message to message. */
export class OrderCheck {
  readonly #frames: Frame[];
  readonly #tell: Tell;
  readonly #placed: Placed | null;
  #depth = 0;

  constructor({ placesMax, depthMax }: Tables, message: MessageTable, tell: Tell, placed: Placed | null = null) {
    this.#tell = tell;
    this.#placed = placed;
    this.#frames = Array.from({ length: depthMax + 1 }, () => ({
      loop: message.root,
      at: 0,
      counts: new Int32Array(placesMax),
    }));
  }

  begin({ root }: MessageTable): void {
    this.#depth = 0;
    this.#enter(0, root);
  }

  /** `table`: null where the dictionary has no such segment. */
  take(segment: Segment, table: SegmentTable | null): void {
    if (table === null) {
      this.#tell({ code: 'segment_unknown', detail: `${segment.id} is no segment of this version.` }, segment);
      this.#placed?.(segment, null, 0);
      return;
    }
    for (let depth = this.#depth; depth >= 0; depth--) {
      const place = this.#ahead(depth, table.key);
      if (place >= 0) {
        this.#accept(depth, place, segment);
        return;
      }
    }
    this.#misplaced(segment, table);
  }

  end(trailer: Segment): void {
    this.#leave(0, trailer);
    this.#missing(0, this.#frame(0).loop.places.length, trailer);
  }

  #frame(depth: number): Frame {
    return this.#frames[depth] as Frame; // Never deeper than the tables are.
  }

  #enter(depth: number, loop: LoopTable): void {
    const frame = this.#frame(depth);
    frame.loop = loop;
    frame.at = 0;
    frame.counts.fill(0, 0, loop.places.length);
  }

  /** The next place of its kind that has room; below 0: none. */
  #ahead(depth: number, key: number): number {
    const { loop, at, counts } = this.#frame(depth);
    const { places } = loop;
    for (let index = at; index < places.length; index++) {
      const place = places[index] as PlaceTable;
      if (place.key === key && (counts[index] as number) < place.max) return index;
    }
    return -1;
  }

  #accept(depth: number, index: number, segment: Segment): void {
    if (depth < this.#depth) this.#leave(depth, segment);
    const frame = this.#frame(depth);
    if (index > frame.at) this.#missing(depth, index, segment);
    frame.at = index;
    frame.counts[index] = Math.max(0, frame.counts[index] as number) + 1;
    this.#open(depth, frame.loop.places[index] as PlaceTable, segment);
  }

  #open(depth: number, place: PlaceTable, segment: Segment): void {
    this.#placed?.(segment, place, depth);
    if (place.loop === null) return;
    this.#depth = depth + 1;
    this.#enter(depth + 1, place.loop);
    this.#frame(depth + 1).counts[0] = 1;
  }

  /** Loops deeper than that come to their end. */
  #leave(depth: number, at: Segment): void {
    for (let inner = this.#depth; inner > depth; inner--)
      this.#missing(inner, this.#frame(inner).loop.places.length, at);
    this.#depth = depth;
  }

  #missing(depth: number, until: number, at: Segment): void {
    const { loop, at: from, counts } = this.#frame(depth);
    for (const index of loop.mandatory) {
      if (index < from || index >= until || counts[index] !== 0) continue;
      const place = loop.places[index] as PlaceTable;
      counts[index] = toldMissing;
      const { id, name } = place.segment;
      const [code, what] =
        place.loop === null ? (['segment_missing', ''] as const) : (['loop_missing', 'The loop of '] as const);
      this.#tell({ code, detail: `${what}${id} (${name}) is missing before ${at.id}.` }, at, id);
    }
  }

  #misplaced(segment: Segment, { key, id, name }: SegmentTable): void {
    for (let depth = this.#depth; depth >= 0; depth--) {
      const { loop, at } = this.#frame(depth);
      for (let index = loop.places.length - 1; index >= at; index--) {
        const place = loop.places[index] as PlaceTable;
        if (place.key !== key) continue;
        const code = place.loop === null ? 'segment_too_often' : 'loop_too_often';
        this.#tell({ code, detail: `${id} (${name}) may stand here ${times(place.max)}.` }, segment);
        this.#accept(depth, index, segment);
        return;
      }
    }
    for (let depth = this.#depth; depth >= 0; depth--) {
      const frame = this.#frame(depth);
      for (let index = frame.at - 1; index >= 0; index--) {
        const place = frame.loop.places[index] as PlaceTable;
        if (place.key !== key) continue;
        const after = (frame.loop.places[frame.at] as PlaceTable).segment.id;
        this.#tell(
          { code: 'segment_out_of_order', detail: `${id} (${name}) stands after ${after}, and belongs before it.` },
          segment,
        );
        this.#goBack(depth, index, segment);
        return;
      }
    }
    for (let depth = this.#depth; depth >= 0; depth--) {
      const opener = this.#frame(depth).loop.places.find(({ loop }) => loop?.within.has(key) === true);
      if (opener === undefined) continue;
      this.#tell(
        {
          code: 'segment_out_of_order',
          detail: `${id} (${name}) belongs into the loop of ${opener.segment.id}, and none is open.`,
        },
        segment,
      );
      this.#placed?.(segment, null, 0);
      return;
    }
    this.#tell({ code: 'segment_not_in_message', detail: `${id} (${name}) has no place in this message.` }, segment);
    this.#placed?.(segment, null, 0);
  }

  /** A segment alone is counted and the check stays where it is; a loop is gone into, so that its segments are in place. */
  #goBack(depth: number, index: number, segment: Segment): void {
    const frame = this.#frame(depth);
    frame.counts[index] = Math.max(0, frame.counts[index] as number) + 1;
    const place = frame.loop.places[index] as PlaceTable;
    if (place.loop !== null) frame.at = index;
    this.#open(depth, place, segment);
  }
}

function times(max: number): string {
  return max === 1 ? 'only once' : `at most ${max} times`;
}
