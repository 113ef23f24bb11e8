// The clocks of a case. Each belongs to an event that the chart expects; when the state that started it is left, the event is
// expected no more and the clock is gone. The database keeps one deadline per order, for the earliest: it may fire too early,
// when a clock was moved meanwhile, and is then set to the next.
import assert from '#kernel/assert.ts';
import { expects } from '#statecharts/step.ts';
import type { Run } from './run.ts';
import { change } from './run.ts';

const iso = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Milliseconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds. */
export function durationMs(text: string): number {
  const match = iso.exec(text);
  assert(match !== null, `${text} was checked to be a duration`);
  const [, weeks, days, hours, minutes, seconds] = match.map((part) => Number(part ?? 0));
  return (((((weeks ?? 0) * 7 + (days ?? 0)) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1000;
}

export function startClock(run: Run, event: string, after: string): void {
  const { clocks } = run.order.fulfilment;
  change(run, { clocks: { ...clocks, [event]: run.context.now + durationMs(after) } });
}

/** Clocks nobody waits for are dropped, and the order's deadline is set where there is none early enough. */
export function keepClocks(run: Run): void {
  const { clocks, value, ended } = run.order.fulfilment;
  const expected = ended ? null : expects(run.definition, value);
  const kept = Object.entries(clocks).filter(([event]) => expected?.has(event) === true);
  if (kept.length < Object.keys(clocks).length) change(run, { clocks: Object.fromEntries(kept) });
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
