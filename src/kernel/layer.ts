// A copy-on-write map: a draft writes above, reads fall through to what was loaded. Values are immutable.

export interface Layer<Value> {
  readonly below: ReadonlyMap<string, Value>;
  readonly changed: Map<string, Value>;
}

export function layerOver<Value>(below: ReadonlyMap<string, Value>): Layer<Value> {
  return { below, changed: new Map() };
}

export function read<Value>(layer: Layer<Value>, key: string): Value | undefined {
  return layer.changed.get(key) ?? layer.below.get(key);
}

export function write<Value>(layer: Layer<Value>, key: string, value: Value): void {
  layer.changed.set(key, value);
}
