// Deliveries are mapped one by one, and a journey to another process costs more than mapping one event. What is asked for while such
// a journey is under way goes together with the next; nothing waits when nothing is under way.
import type { Document } from './batches.ts';
import type { Mapped } from './mapping.ts';

interface Part {
  readonly documents: readonly Document[];
  readonly resolve: (mapped: readonly Mapped[]) => void;
  readonly reject: (error: unknown) => void;
}

/** As many as there are processes by default: one more would only wait there. */
const journeysMax = 2;

export class Gathering {
  readonly #map: (documents: readonly Document[]) => Promise<readonly Mapped[]>;
  #waiting: Part[] = [];
  #journeys = 0;

  constructor(map: (documents: readonly Document[]) => Promise<readonly Mapped[]>) {
    this.#map = map;
  }

  map(documents: readonly Document[]): Promise<readonly Mapped[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ documents, resolve, reject });
      if (this.#journeys < journeysMax) void this.#travel();
    });
  }

  async #travel(): Promise<void> {
    this.#journeys += 1;
    while (this.#waiting.length > 0) {
      const parts = this.#waiting;
      this.#waiting = [];
      try {
        const mapped = await this.#map(parts.flatMap(({ documents }) => documents));
        let from = 0;
        for (const { documents, resolve } of parts) resolve(mapped.slice(from, (from += documents.length)));
      } catch (error) {
        // The same fault of the world for all of them: each caller tries again by itself.
        for (const { reject } of parts) reject(error);
      }
    }
    this.#journeys -= 1;
  }
}
