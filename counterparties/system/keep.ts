// A system's whole state as text and back, maps included, so that it survives a restart and two runs can be compared.

export function freeze(state: unknown): string {
  return JSON.stringify(state, (_, value: unknown) => (value instanceof Map ? { $map: [...value] } : value));
}

export function thaw(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && '$map' in value
      ? new Map(value.$map as [unknown, unknown][])
      : value,
  );
}

/** How many documents of a kind a system keeps; what is still open is kept beyond it. */
export const recordsMax = 10_000;

/** Forgets the oldest entries that `isClosed`, down to `max` of all; what is open stays. */
export function retire<Value>(map: Map<string, Value>, max: number, isClosed: (value: Value) => boolean): void {
  if (map.size <= max) return;
  for (const [key, value] of map) {
    if (map.size <= max * 0.9) return;
    if (isClosed(value)) map.delete(key);
  }
}
