// What goes wrong between a node and another system, each kind once, in an order and with parameters that follow from a seed.
import { rename } from 'node:fs/promises';
import type { FaultProxy, Faults } from '#connectors/fault-proxy.testsuite.ts';
import type { Random } from '../../../sim/crash/random.ts';

export interface Trouble {
  readonly name: string;
  /** Answers what mends it. */
  begin(): Promise<() => Promise<void>>;
}

export function networkTroubles(proxy: FaultProxy, random: Random): Trouble[] {
  const kinds: readonly Faults[] = [
    { delayMs: random.whole(1, 20), jitterMs: random.whole(1, 40) },
    { bytesPerSecond: random.whole(20_000, 100_000) },
    { cutUpAfter: random.whole(0, 1_500) },
    { cutUpAfter: random.whole(0, 300), share: 0.5 },
    { cutDownAfter: random.whole(0, 800), share: 0.5 },
    { cutDownAfter: 0 },
    { swallow: 'both' },
    { refuse: true },
  ];
  return kinds.map((faults) => ofProxy(proxy, faults));
}

/** The same request again from the network itself, and requests that overtake each other. */
export function requestTroubles(proxy: FaultProxy): Trouble[] {
  return [ofProxy(proxy, { duplicate: true }), ofProxy(proxy, { reorder: true })];
}

/** On several ways at once: each time another one of each. */
export function atOnce(random: Random, ...ways: readonly (readonly Trouble[])[]): Trouble[] {
  const orders = ways.map((way) => shuffled(way, random));
  const most = Math.max(...orders.map(({ length }) => length));
  return Array.from({ length: most }, (_, step) => {
    const now = orders.flatMap((order) => order[step % order.length] ?? []);
    return {
      name: now.map(({ name }) => name).join(' and '),
      async begin() {
        const mends = await Promise.all(now.map((trouble) => trouble.begin()));
        return async () => void (await Promise.all(mends.map((mend) => mend())));
      },
    };
  });
}

/** Arrives, and the answer is lost: what is killed now is killed between sending and noting. */
export function lostAnswers(proxies: readonly FaultProxy[]): Trouble {
  return {
    name: 'answers are lost',
    async begin() {
      await Promise.all(proxies.map((proxy) => proxy.set({ swallow: 'down' })));
      return async () => void (await Promise.all(proxies.map((proxy) => proxy.heal())));
    },
  };
}

/** A disk that is not mounted for a moment. */
export function awayTrouble(folder: string): Trouble {
  return {
    name: 'the folder is away',
    async begin() {
      await rename(folder, `${folder}.away`);
      return () => rename(`${folder}.away`, folder);
    },
  };
}

function ofProxy(proxy: FaultProxy, faults: Faults): Trouble {
  return {
    name: JSON.stringify(faults),
    async begin() {
      await proxy.set(faults);
      return () => proxy.heal();
    },
  };
}

/** In an order that the seed gives. */
function shuffled<Value>(values: readonly Value[], random: Random): Value[] {
  const left = [...values];
  return values.map(() => left.splice(random.whole(0, left.length - 1), 1)).flat();
}
