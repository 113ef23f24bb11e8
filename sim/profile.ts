// What kind of world a seed makes: how large, how scarce, how much goes wrong in it. Some worlds are calm, some are not.
import type { Chance } from './chance.ts';

export interface Profile {
  readonly hasProcess: boolean;
  readonly nodes: number;
  readonly orders: number;
  /** Days on which customers order; a world then goes on until it is quiet. */
  readonly days: number;
  /** Senders collect what they have to say for so long and send it at once. */
  readonly collectMs: number;
  readonly statementMs: number;
  /** Share of turns that something happens to in the store or the node. */
  readonly storeFaults: number;
  /** Share of messages that are lost on the way, or whose answer is; late; sent twice. */
  readonly lost: number;
  readonly late: number;
  readonly repeated: number;
  /** How far the clocks of sources may be off. */
  readonly driftMs: number;
  /** Share of what the systems do that is not what it should be. */
  readonly mishaps: number;
  /** Units of an item that a site begins with. */
  readonly stock: number;
  /** Messages that the store refuses, whatever else is in their turn. */
  readonly isUnbearable: (message: string) => boolean;
}

const minuteMs = 60_000;

export function profileOf(chance: Chance, size: 'short' | 'long'): Profile {
  const isRough = chance.happens(0.7);
  const factor = size === 'long' ? 12 : 1;
  const unbearable = isRough && chance.happens(0.3) ? 97 : 0;
  const rate = (usual: number): number => (isRough ? usual * 2 * chance.next() : 0);
  return {
    hasProcess: chance.happens(0.8),
    nodes: chance.oneOf([1, 2, 2, 3, 4]),
    orders: chance.oneOf([20, 60, 120, 250]) * factor,
    days: chance.whole(1, 6) * Math.ceil(factor / 2),
    collectMs: chance.oneOf([0, minuteMs, 15 * minuteMs, 60 * minuteMs, 4 * 60 * minuteMs]),
    statementMs: chance.oneOf([0, 1, 3]),
    storeFaults: rate(0.03),
    lost: rate(0.03),
    late: rate(0.05),
    repeated: rate(0.05),
    driftMs: isRough ? chance.oneOf([0, 2_000, 4 * minuteMs, 20 * minuteMs]) : 0,
    mishaps: isRough ? 0.25 * chance.next() : 0.05,
    stock: chance.oneOf([5, 20, 60, 200]),
    isUnbearable: (message) => unbearable > 0 && Number(message.slice(4)) % unbearable === 0,
  };
}
