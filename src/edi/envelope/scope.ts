// Faults of what is open: a message, its group, its interchange.
import { limits } from '#kernel/limits.ts';
import type { Fault } from '../faults.ts';
import type { Segment } from '../syntax/segments.ts';
import type { Closed, Found } from './model.ts';

type Place = Pick<Segment, 'number' | 'offset' | 'line'> & { readonly id: string | null };

export class FaultList {
  readonly #faults: Fault[] = [];
  #more = 0;

  /** Of what may be wrong once: headers and trailers. */
  add(found: Found, at: Place): void {
    const { id: segment, number, offset, line } = at;
    const { code, detail, element = null, component = null } = found;
    this.#faults.push({ code, segment, number, offset, line, element, component, detail });
  }

  /** Of what each segment may have: further ones are counted. */
  addOneOfMany(found: Found, at: Place): void {
    if (this.#faults.length < limits.ediFaultsMax) this.add(found, at);
    else this.#more += 1;
  }

  closed(): Closed {
    return { faults: this.#faults, faultsMore: this.#more };
  }
}
