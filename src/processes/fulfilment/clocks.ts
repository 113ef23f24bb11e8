// The clocks of a case. Each belongs to an event that the chart expects; when the state that started it is left, the event is
// expected no more and the clock is gone. The database keeps one deadline per order, for the earliest: it may fire too early,
// when a clock was moved meanwhile, and is then set to the next.
import assert from '#kernel/assert.ts';
import { withoutCarrier } from '#orders/fulfilment.ts';
import type { Fulfilment } from '#orders/fulfilment.ts';
import { durationMs } from '#statecharts/duration.ts';
import { expects } from '#statecharts/step.ts';
import { datedClocks, promiseMoved } from './due.ts';
import type { Run } from './run.ts';
import { change } from './run.ts';

export function startClock(run: Run, event: string, after: string): void {
  const { [event]: before, ...others } = run.order.fulfilment.clocks;
  void before;
  const ms = durationMs(after);
  assert(ms !== null, `${after} was seen to be a duration when the chart was read`);
  const dated = datedClocks[event];
  const at = dated === undefined ? run.context.now + ms : dated(run, ms);
  change(run, { clocks: at === null ? others : { ...others, [event]: at } });
}

/** Clocks that go on from state to state until nobody is waited for. */
const isAnswered: Readonly<Record<string, (fulfilment: Fulfilment) => boolean>> = {
  'transport.silent': (fulfilment) => withoutCarrier(fulfilment).every(({ transport }) => transport === 'refused'),
  'recall.silent': ({ releases }) => releases.every(({ state }) => state !== 'recalled'),
};

/** Clocks nobody waits for are dropped, that of the promise follows its day, and the order's deadline is set where there is none early enough. */
export function keepClocks(run: Run): void {
  const { clocks, value, ended } = run.order.fulfilment;
  const expected = ended ? null : expects(run.definition, value);
  const kept = Object.entries(clocks).flatMap(([event, at]): [string, number][] => {
    if (expected?.has(event) !== true) return [];
    if (isAnswered[event]?.(run.order.fulfilment) === true) return [];
    const moved = event === 'promise.due' ? promiseMoved(run, at) : at;
    return moved === null ? [] : [[event, moved]];
  });
  if (kept.length < Object.keys(clocks).length || kept.some(([event, at]) => clocks[event] !== at))
    change(run, { clocks: Object.fromEntries(kept) });
  const { alarmAt } = run.order.fulfilment;
  const earliest = kept.length === 0 ? null : Math.min(...kept.map(([, at]) => at));
  if (earliest === null) {
    if (alarmAt !== null) run.draft.deadlinesDone.push(alarmOf(run.order.id));
    change(run, { alarmAt: null });
  } else if (alarmAt === null || earliest < alarmAt) setAlarm(run, earliest);
}

function setAlarm(run: Run, dueAt: number): void {
  const { id } = run.order;
  run.draft.deadlines.push({ id: alarmOf(id), dueAt, command: { type: 'order.wake', id, dueAt } });
  change(run, { alarmAt: dueAt });
}

export function alarmOf(order: string): string {
  return `order.wake:${order}`;
}
