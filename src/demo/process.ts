// A process at the pace of the demo. The systems' day takes seconds, so clocks that ring after four hours would never be heard by
// somebody who looks on for some minutes. Only the durations differ from what is shipped: those that follow dates go by the calendar.
import { durationMs, durations } from '#statecharts/duration.ts';

interface Content {
  readonly version: number;
  readonly owner: string;
  readonly description: string;
}

/** Shipped versions are counted from 1, those of the demo from here: v1001 is v1 at the demo's pace. */
const demoVersions = 1_000;

/** `minutesPerSecond`: how many minutes pass for the systems in a second. No clock is shorter than clocks may be. */
export function atDemoPace(shipped: string, minutesPerSecond: number): { version: number; content: string } {
  const scaled = (key: string, value: unknown): unknown => {
    const ms = key === 'after' && typeof value === 'string' ? durationMs(value) : null;
    if (ms === null) return value;
    const seconds = Math.ceil(ms / 60_000 / minutesPerSecond);
    return seconds * 1_000 <= Number(durationMs(durations.shortest)) ? durations.shortest : `PT${seconds}S`;
  };
  const content = JSON.parse(shipped, scaled) as Content; // What is shipped was read before, see load-demo.ts.
  const version = demoVersions + content.version;
  const told = {
    version,
    owner: `${content.owner} (demo)`,
    description: `At the pace of the demo, at which ${minutesPerSecond} minutes pass in a second: v${content.version} with its clocks shortened, to a minute at least. ${content.description}`,
  };
  return { version, content: `${JSON.stringify({ ...content, ...told }, null, 2)}\n` };
}
