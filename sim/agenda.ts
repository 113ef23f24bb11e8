// Virtual time: what is planned happens in order of its moment, and of two at one moment the one that was planned first.

interface Planned {
  readonly at: number;
  readonly number: number;
  /** Something that waited for it goes on by itself. */
  readonly wakes: boolean;
  call: (() => void) | null;
}

export class Agenda {
  /** Epoch milliseconds. */
  now: number;
  readonly #heap: Planned[] = [];
  #planned = 0;
  #woken = false;

  constructor(startAt: number) {
    this.now = startAt;
  }

  /** The function returned takes it back. */
  at(moment: number, call: () => void, wakes = false): () => void {
    this.#planned += 1;
    const planned: Planned = { at: Math.max(this.now, moment), number: this.#planned, wakes, call };
    this.#push(planned);
    return () => {
      planned.call = null;
    };
  }

  after(ms: number, call: () => void): () => void {
    return this.at(this.now + ms, call);
  }

  /** For what goes on by itself from there, in promises. */
  wake(ms: number, call: () => void): () => void {
    return this.at(this.now + ms, call, true);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.wake(ms, resolve));
  }

  /** Whether the last step let something go on that has to come to rest first. */
  hasWoken(): boolean {
    return this.#woken;
  }

  /** When something happens next; null: never. */
  nextAt(): number | null {
    this.#dropTakenBack();
    return this.#heap[0]?.at ?? null;
  }

  /** Does what comes next. False: nothing does. */
  step(): boolean {
    this.#dropTakenBack();
    const next = this.#pop();
    if (next === undefined) return false;
    this.now = next.at;
    this.#woken = next.wakes;
    next.call?.();
    return true;
  }

  #dropTakenBack(): void {
    while (this.#heap[0]?.call === null) this.#pop();
  }

  #push(planned: Planned): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(planned);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, planned)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = planned;
  }

  #pop(): Planned | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      let child = heap[below];
      const right = heap[below + 1];
      if (child !== undefined && right !== undefined && isBefore(right, child)) {
        below += 1;
        child = right;
      }
      if (child === undefined || isBefore(last, child)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(one: Planned, other: Planned): boolean {
  return one.at < other.at || (one.at === other.at && one.number < other.number);
}
