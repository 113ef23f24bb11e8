// A copy-on-write map: a draft writes above, reads fall through to what was loaded. Values are immutable.

export interface Layer<Value> {
  readonly below: ReadonlyMap<string, Value>;
  changed: ReadonlyMap<string, Value>;
}

/** Most layers of a draft are never written: they share it. */
const unchanged: ReadonlyMap<string, never> = new Map<string, never>();

export function layerOver<Value>(below: ReadonlyMap<string, Value>): Layer<Value> {
  return { below, changed: unchanged };
}

export function read<Value>(layer: Layer<Value>, key: string): Value | undefined {
  return layer.changed.get(key) ?? layer.below.get(key);
}

export function write<Value>(layer: Layer<Value>, key: string, value: Value): void {
  if (layer.changed === unchanged) layer.changed = new Map();
  (layer.changed as Map<string, Value>).set(key, value); // Made above, for this layer alone.
}
