// A file of EDI read as it comes: bytes in, interchanges and messages out, each with its faults. Memory holds the message that is
// open, however long the file is. Pure.
import { edifact } from './envelope/edifact.ts';
import { Envelopes } from './envelope/envelopes.ts';
import type { EdiItem } from './envelope/model.ts';
import { x12 } from './envelope/x12.ts';
import { Segments } from './syntax/segments.ts';
import type { Segment } from './syntax/segments.ts';

export class EdiReader {
  readonly #segments = new Segments();
  readonly #counts = { interchanges: 0, messages: 0 };
  readonly #x12 = new Envelopes(x12, this.#counts);
  readonly #edifact = new Envelopes(edifact, this.#counts);
  #bytes = 0;
  #last: Pick<Segment, 'number' | 'offset' | 'line'> = { number: 0, offset: 0, line: 1 };

  /** What has come to its end with these bytes. */
  push(bytes: Uint8Array): EdiItem[] {
    this.#bytes += bytes.byteLength;
    const items: EdiItem[] = [];
    this.#take(this.#segments.push(bytes), items);
    return items;
  }

  /** The file has no more. */
  end(): EdiItem[] {
    const items: EdiItem[] = [];
    this.#take(this.#segments.end(), items);
    const { number, line } = this.#last;
    const at = { number: number + 1, offset: this.#bytes, line };
    const { refused, trailing } = this.#segments;
    for (const envelopes of [this.#x12, this.#edifact]) envelopes.end(at, trailing, (item) => items.push(item));
    if (refused !== null) {
      const { code, detail, offset, line: on } = refused;
      const fault = {
        code,
        detail,
        segment: null,
        number: number + 1,
        offset,
        line: on,
        element: null,
        component: null,
      };
      items.push({ kind: 'refused', fault });
    }
    return items;
  }

  #take(segments: readonly Segment[], items: EdiItem[]): void {
    const tell = (item: EdiItem): void => void items.push(item);
    for (const segment of segments) {
      const envelopes = segment.separators.standard === 'x12' ? this.#x12 : this.#edifact;
      envelopes.take(segment, tell);
      this.#last = segment;
    }
  }
}
