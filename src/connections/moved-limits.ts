// Connections over HTTP once had a rate of their own among their settings. What was stored so is read as the limits that it is now. Pure.
import type { Connection } from './model.ts';

export function withMovedLimits(stored: Connection): Connection {
  if (stored.kind !== 'http' && stored.kind !== 'odata') return stored;
  const { perSecond, burst: _burst, concurrency, ...settings } = stored.settings;
  if (perSecond === undefined && _burst === undefined && concurrency === undefined) return stored;
  const { limits } = stored;
  const rates = [limits.perSecond, perSecond].filter((rate) => typeof rate === 'number');
  const counts = [limits.concurrent, concurrency].filter((count) => typeof count === 'number');
  return {
    ...stored,
    settings,
    limits: {
      ...limits,
      perSecond: rates.length === 0 ? null : Math.min(...rates),
      concurrent: Math.min(...counts),
    },
  };
}
