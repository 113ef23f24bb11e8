// What an answer of a partner makes of what was sent, after those that came before. Pure.
import type { Said } from '#edi/acknowledge/read.ts';
import type { AnswerEffect, EarlierAnswer } from './answers.ts';

export const sentStates = [
  'prepared',
  'sent',
  'received',
  'accepted',
  'noted',
  'partly',
  'refused',
  'overdue',
  'given_up',
] as const;
/** `received`: the interchange came, and its messages are not answered yet. `noted`: accepted, with errors. `given_up`: its delivery was skipped. */
export type SentState = (typeof sentStates)[number];

interface SentBefore {
  readonly state: SentState;
  readonly awaits: 'interchange' | 'messages' | null;
  /** Control numbers of its groups; empty: it has none. */
  readonly groups: readonly string[];
}

export function judgeAnswer(
  sent: SentBefore,
  answer: EarlierAnswer,
  earlier: readonly EarlierAnswer[],
): { readonly effect: Exclude<AnswerEffect, 'unknown'>; readonly state: SentState } {
  const { state } = sent;
  const same = earlier.findLast(({ of, control }) => of === answer.of && control === answer.control);
  if (same?.said === answer.said) return { effect: 'again', state };
  const next = stateAfter(sent, [...earlier, answer]);
  if (same !== undefined) return { effect: 'contradicts', state: next };
  if (!isFinal(next)) return { effect: 'received', state: state === 'overdue' ? state : next };
  return { effect: state === 'overdue' ? 'late' : 'settled', state: next };
}

function stateAfter({ awaits, groups }: SentBefore, answers: readonly EarlierAnswer[]): SentState {
  // Of each interchange or group the last word counts.
  const last = new Map(answers.map((one) => [`${one.of} ${one.control}`, one]));
  const whole = [...last.values()].filter(({ of }) => of === 'interchange').map(({ said }) => said);
  const ofGroups = [...last.values()].filter(({ of }) => of === 'group').map(({ said }) => said);
  const applied = [...last.values()].filter(({ of }) => of === 'application').map(({ said }) => said);
  if (whole.includes('refused')) return 'refused';
  // What the applications behind refuse is refused, whatever was said of the interchange.
  if (applied.includes('refused') || applied.includes('partly')) return worst(applied);
  if (whole.length + ofGroups.length === 0) return applied.every(isSettled) ? worst(applied) : 'received';
  if (ofGroups.length === 0 && groups.length > 0)
    return awaits === 'messages' || whole.every((said) => !isSettled(said)) ? 'received' : worst(whole);
  const said = groups.length === 0 ? whole : ofGroups;
  const isAll = said.length >= Math.max(1, groups.length) && said.every(isSettled);
  if (!isAll && !said.some((one) => one === 'refused' || one === 'partly')) return 'received';
  return worst(isAll ? said : [...said, 'accepted']);
}

function isSettled(said: Said): boolean {
  return said !== 'received' && said !== 'unclear';
}

function worst(said: readonly Said[]): SentState {
  const refused = said.filter((one) => one === 'refused').length;
  if (refused > 0) return refused === said.length ? 'refused' : 'partly';
  if (said.includes('partly')) return 'partly';
  return said.includes('noted') ? 'noted' : 'accepted';
}

export function isFinal(state: SentState): boolean {
  return state === 'accepted' || state === 'noted' || state === 'partly' || state === 'refused';
}
