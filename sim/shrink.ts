// A failure made short: messages are taken out of the recorded run as long as the same check still fails, in halves, quarters and
// so on down to one by one (delta debugging, Zeller and Hildebrandt 2002): first all that concern some orders or reservations, then
// single messages. Last, what was decided together is decided one after the other.
import type { Violation } from './checks/watch.ts';
import { play } from './play.ts';
import type { Moment, PlayOptions, Played } from './play.ts';

export interface Shrunk {
  readonly moments: readonly Moment[];
  readonly played: Played;
  /** How often the run was played to get there. */
  readonly plays: number;
}

export interface ShrinkOptions extends PlayOptions {
  /** What the run failed with: a story that fails otherwise is another story. */
  readonly violation: Violation;
  readonly playsMax: number;
  readonly onPlay?: (plays: number, moments: number) => void;
}

/** Null where playing what was recorded does not fail so: what it needs lies between the turns. */
export async function shrink(recorded: readonly Moment[], options: ShrinkOptions): Promise<Shrunk | null> {
  let plays = 0;
  const first = await attempt(recorded);
  if (first === null || !isSame(first)) return null;
  let best: { moments: readonly Moment[]; played: Played } = { moments: upTo(recorded, first.turns), played: first };

  async function attempt(moments: readonly Moment[]): Promise<Played | null> {
    plays += 1;
    options.onPlay?.(plays, moments.length);
    const played = await play(moments, { ...options });
    return played.violations.length > 0 ? played : null;
  }

  function isSame({ violations }: Played): boolean {
    const [violation] = violations;
    return violation !== undefined && kindOf(violation) === kindOf(options.violation);
  }

  async function keeps(moments: readonly Moment[]): Promise<boolean> {
    if (plays >= options.playsMax || moments.length >= best.moments.length) return false;
    const played = await attempt(moments);
    if (played === null || !isSame(played)) return false;
    best = { moments: upTo(moments, played.turns), played };
    return true;
  }

  /** Leaves out one chunk after the other, the last ones first, in chunks that become smaller. */
  async function leaveOut<Thing>(
    things: readonly Thing[],
    without: (left: readonly Thing[]) => Promise<boolean>,
  ): Promise<void> {
    let left = things;
    for (let size = Math.ceil(left.length / 2); size >= 1 && plays < options.playsMax;) {
      let isShorter = false;
      for (let at = left.length - size; at > -size; at -= size) {
        const from = Math.max(0, at);
        const fewer = left.toSpliced(from, at + size - from);
        if (!(await without(fewer))) continue;
        left = fewer;
        isShorter = true;
      }
      if (!isShorter) size = Math.floor(size / 2);
    }
  }

  // What the violation names, and where goods come from, is often all that it takes.
  const named = new Set(best.played.violations[0]?.what.match(subject));
  await keeps(best.moments.filter((moment) => isAboutGoods(moment) || subjectsIn(moment).some((id) => named.has(id))));
  const all = best.moments;
  const subjects = [...new Set(all.flatMap(subjectsIn))];
  await leaveOut(subjects, (left) => {
    const kept = new Set(left);
    return keeps(best.moments.filter((moment) => subjectsIn(moment).every((id) => kept.has(id))));
  });
  await leaveOut(best.moments, (left) => keeps(left));
  const apart = best.moments.map((moment, index) => ({ ...moment, turn: index + 1 }));
  const played = await attempt(apart);
  if (played !== null && isSame(played)) best = { moments: upTo(apart, played.turns), played };
  return { ...best, plays };
}

/** The check and what it says, whatever it is about and how much of it. */
export function kindOf({ check, what }: Violation): string {
  const said = what
    .replace(/\n\s+at [^\n]*/g, '')
    .replace(/\b(?:ord|res|msg|pty|int)_\d+(?:-[A-Z]\d+)*/g, 'id')
    .replace(/\b(?:LAMP|BULB|TEA|PIPE|SET)\b/g, 'item')
    .replace(/\b(?:HAM|LYO|GDN)\b/g, 'site')
    .replace(/\bT\d\b/g, 'lot')
    .replace(/-?\d[\d.:TZ-]*/g, 'n');
  return `${check}: ${said}`;
}

/** Nothing that came after it made it fail. */
function upTo(moments: readonly Moment[], turns: number): readonly Moment[] {
  const numbers = [...new Set(moments.map(({ turn }) => turn))].slice(0, turns);
  const last = numbers.at(-1);
  const end = moments.findLastIndex(({ turn }) => turn === last);
  return moments.slice(0, end + 1);
}

const subject = /(?:ord|res)_\d+/g;
const known = new WeakMap<Moment, readonly string[]>();

/** Orders and reservations that it names. */
function subjectsIn(moment: Moment): readonly string[] {
  const found = known.get(moment) ?? [...new Set(JSON.stringify(moment.submission.message.command).match(subject))];
  known.set(moment, found);
  return found;
}

function isAboutGoods({ submission }: Moment): boolean {
  const { type } = submission.message.command;
  return type === 'stock.event' || type === 'supply.expected';
}
