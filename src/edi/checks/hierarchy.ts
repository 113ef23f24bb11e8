// The levels of a set: HL01 numbers them, HL02 says which one is above. Pure.
import type { Segment } from '../syntax/segments.ts';
import type { Tell } from './order.ts';

export class HierarchyCheck {
  readonly #numbers = new Set<string>();

  begin(): void {
    if (this.#numbers.size > 0) this.#numbers.clear();
  }

  take(segment: Segment, tell: Tell): void {
    const [, number = '', above = ''] = segment.elements;
    if (above !== '' && !this.#numbers.has(above)) {
      const detail =
        above === number ? 'HL02 names its own level.' : `HL02 is ${above}, and no HL before has that number.`;
      tell({ code: 'hierarchy_wrong', element: 2, detail }, segment);
    }
    if (number === '') return;
    if (this.#numbers.has(number))
      tell({ code: 'hierarchy_wrong', element: 1, detail: `HL01 is ${number}, as it was of an earlier HL.` }, segment);
    this.#numbers.add(number);
  }
}
