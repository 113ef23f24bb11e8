// A sampled profile of Node (the .cpuprofile of V8) as own time by function and by part of the program.
export interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  /** Node ids, one a sample. */
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
  /** Microseconds, like endTime. */
  readonly startTime: number;
  readonly endTime: number;
}

export interface OwnTime {
  /** Microseconds that were not idle. */
  readonly busy: number;
  /** Microseconds by folder of the product, by package, by what V8 does itself; the largest first. */
  readonly parts: readonly (readonly [name: string, microseconds: number])[];
  readonly functions: readonly (readonly [name: string, microseconds: number])[];
}

/** Of the samples between two moments, each given in milliseconds before the end. */
export function ownTime(
  profile: Profile,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): OwnTime {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  let busy = 0;
  let at = profile.startTime;
  for (const [index, id] of profile.samples.entries()) {
    const took = profile.timeDeltas[index] ?? 0;
    at += took;
    const beforeEndMs = (profile.endTime - at) / 1_000;
    const frame = frames.get(id);
    if (frame === undefined || beforeEndMs > fromMs || beforeEndMs < toMs || frame.functionName === '(idle)') continue;
    busy += took;
    add(parts, partOf(frame), took);
    add(functions, `${frame.functionName === '' ? '(anonymous)' : frame.functionName} ${placeOf(frame)}`.trim(), took);
  }
  return { busy, parts: largest(parts), functions: largest(functions) };
}

type Frame = Profile['nodes'][number]['callFrame'];

function partOf({ url, functionName }: Frame): string {
  const own = /\/src\/([\w-]+)\//.exec(url)?.[1];
  if (url.includes('/node_modules/')) return `package ${/\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? ''}`;
  if (own !== undefined) return `src/${own}`;
  if (url.startsWith('node:')) return 'Node: its own modules';
  if (functionName === '(garbage collector)') return 'Node: garbage collection';
  // Functions without a file: what the runtime does in C++, mostly sockets, hashes and compression.
  return 'Node: native code';
}

function placeOf({ url, lineNumber }: Frame): string {
  return url === '' ? '' : `${url.replace(/^.*\/(?=src\/|node_modules\/)/, '')}:${lineNumber + 1}`;
}

function add(times: Map<string, number>, name: string, took: number): void {
  times.set(name, (times.get(name) ?? 0) + took);
}

function largest(times: ReadonlyMap<string, number>): (readonly [string, number])[] {
  return [...times].toSorted(([, one], [, other]) => other - one);
}
