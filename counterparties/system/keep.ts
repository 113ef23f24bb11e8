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

/** How many documents of a kind a system keeps; of those that are still open, twice as many. */
export const recordsMax = 5_000;

/**
 * Forgets the oldest entries that `isClosed` whenever there are `max`, down to nine tenths. What nobody ever closes would pile up:
 * of twice `max` the oldest go, open or not, and `dropped` takes back what hangs on them. It looks at every tenth of `max` only,
 * so that a table of open entries is not walked through for each that is added.
 */
export function retire<Value>(
  map: Map<string, Value>,
  max: number,
  isClosed: (value: Value) => boolean,
  dropped: (value: Value) => void = () => undefined,
): void {
  const tenth = max / 10;
  if (map.size < max || map.size % tenth !== 0) return;
  for (const [key, value] of map) {
    if (map.size <= max - tenth) return;
    if (isClosed(value)) map.delete(key);
  }
  const tooMany = Math.max(0, map.size - (max * 2 - tenth));
  for (const [key, value] of [...map].slice(0, tooMany)) {
    map.delete(key);
    dropped(value);
  }
}
