// A recorded run played again without its actors: the same messages in the same turns at the same times, or what is left of them
// after some were taken out. What is due is fired as it then stands.
import { isUnheard } from '#processes/turn.ts';
import type { Deadline } from '#processes/draft.ts';
import type { Submission } from '#runtime/engine.ts';
import { runTurn } from '#runtime/turn.ts';
import { wideItems } from '#runtime/wide.ts';
import { Watch } from './checks/watch.ts';
import type { Violation } from './checks/watch.ts';
import { alarmOf } from './deadlines.ts';
import { setUpWrites, subscribers } from './network.ts';
import { answeredOf, SharedStore } from './shared-store.ts';
import type { Owner, Tamper, Turned } from './shared-store.ts';
import type { Step } from './world.ts';

/** One message of a recorded run. Those of one turn are decided together. */
export interface Moment {
  readonly turn: number;
  readonly at: number;
  readonly node: string;
  readonly submission: Submission;
}

export interface PlayOptions {
  readonly hasProcess: boolean;
  readonly tamper?: Tamper;
  readonly onTurn?: (turned: Turned) => void;
}

export interface Played {
  readonly violations: readonly Violation[];
  /** Turns after which the violation was seen; all of them where there is none. */
  readonly turns: number;
  readonly head: string;
}

export function momentsOf(steps: readonly Step[]): Moment[] {
  return steps.flatMap(({ number, at, node, submissions }) =>
    submissions.map((submission) => ({ turn: number, at, node, submission })),
  );
}

export async function play(moments: readonly Moment[], options: PlayOptions): Promise<Played> {
  let now = 0;
  let turnIds = 0;
  let hasBegun = false;
  const store = new SharedStore({
    clock: () => now,
    sleep: () => Promise.resolve(),
    onTurn: (turned) => {
      watch.turn(turned.told);
      if (hasBegun) options.onTurn?.(turned);
    },
    ...(options.tamper !== undefined && { tamper: options.tamper }),
  });
  const watch = new Watch({ view: store.view, subscribers, everyTurns: moments.length > 200 ? 128 : 1 });
  await store.begin(await setUpWrites(options.hasProcess));
  hasBegun = true;
  const turn = {
    store: store.storeOf(calmOwner),
    wide: wideItems(),
    onBug: (error: Error, { message }: Submission) => {
      watch.violations.push({ check: 'no message fails', what: `${message.id}: ${error.stack ?? ''}`, position: null });
    },
    newTurnId: () => `turn ${(turnIds += 1)}`,
  };
  let turns = 0;
  for (const together of groups(moments)) {
    now = together[0]?.at ?? now;
    let left = together.flatMap(({ submission }) => asDueNow(submission, store.memory.deadlines, now));
    turns += 1;
    while (left.length > 0) {
      const { replies, left: rest, position } = await runTurn(turn, left);
      const done = left.slice(0, left.length - rest.length);
      if (position === null) store.answered('play', done, replies);
      for (const [index, submission] of done.entries()) {
        const reply = replies[index];
        if (reply !== undefined && !isUnheard(reply.answer)) watch.heard(answeredOf(submission, reply));
      }
      left = [...rest];
    }
    if (watch.violations.length > 0) break;
  }
  if (watch.violations.length === 0) watch.all();
  return { violations: watch.violations, turns, head: store.memory.turns.at(-1)?.hash.toString('hex') ?? '' };
}

const calmOwner: Owner = {
  name: 'play',
  life: () => 0,
  die: () => undefined,
  frozenMs: () => 0,
  openFate: () => 'goes well',
  commitFate: () => 'goes well',
  statementMs: () => 0,
};

function groups(moments: readonly Moment[]): Moment[][] {
  const found: Moment[][] = [];
  for (const moment of moments) {
    const last = found.at(-1);
    if (last?.[0]?.turn === moment.turn) last.push(moment);
    else found.push([moment]);
  }
  return found;
}

/** Of a deadline: as it is set now; nothing, where none is or it is not due. Anything else as it came. */
function asDueNow(submission: Submission, rows: ReadonlyMap<string, Deadline>, now: number): Submission[] {
  const { message } = submission;
  if (message.actor !== 'system' || message.command.type === 'deadline.fail') return [submission];
  const row = rows.get(message.digest); // The digest of a deadline's message is its id.
  return row === undefined || row.dueAt > now ? [] : [alarmOf(row, message.id)];
}
