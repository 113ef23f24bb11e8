// A map that forgets: what was worked out is kept up to a limit, and past it all of it is worked out again.

export function remember<K, V>(kept: Map<K, V>, key: K, value: V, max: number): V {
  if (kept.size >= max && !kept.has(key)) kept.clear();
  kept.set(key, value);
  return value;
}
