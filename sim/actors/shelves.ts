// What really lies in warehouses, whatever anybody believes.
import { stocked } from '../network.ts';
import type { Goods } from '../network.ts';

interface Taken {
  readonly lot: string;
  readonly quantity: number;
}

export class Shelves {
  readonly #cells = new Map<string, number>();

  put(item: string, site: string, lot: string, quantity: number): void {
    const key = `${item}\t${site}\t${lot}`;
    this.#cells.set(key, Math.max(0, (this.#cells.get(key) ?? 0) + quantity));
  }

  on(item: string, site: string, lot: string): number {
    return this.#cells.get(`${item}\t${site}\t${lot}`) ?? 0;
  }

  all(item: string, site: string): number {
    return goodsOf(item).lots.reduce((sum, lot) => sum + this.on(item, site, lot), 0);
  }

  /** As much as there is of it, from the lot that expires first. */
  take(item: string, site: string, quantity: number): Taken[] {
    const taken: Taken[] = [];
    let left = quantity;
    for (const lot of goodsOf(item).lots) {
      const found = Math.min(left, this.on(item, site, lot));
      if (found <= 0) continue;
      this.put(item, site, lot, -found);
      left -= found;
      taken.push({ lot, quantity: found });
    }
    return taken;
  }
}

export function goodsOf(item: string): Goods {
  const goods = stocked.find(({ code }) => code === item);
  if (goods === undefined) throw new RangeError(`bug: ${item} is not kept on shelves`);
  return goods;
}
