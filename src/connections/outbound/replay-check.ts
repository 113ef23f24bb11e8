// Whether a dead delivery may go out again when many are replayed at once. The one place for what must be asked first: here an
// approval of what moves money will be asked for too. Pure.

export interface Letter {
  readonly seq: number;
  /** Code of its last error. */
  readonly code: string | null;
  /** Whether its connection is there and switched on. */
  readonly isConnected: boolean;
}

export const replayDoubts = {
  outcome_unknown:
    'It may have been done already and cannot be repeated safely: look in the other system, then replay or skip it by itself, or name the code outcome_unknown.',
  connection_off: 'Its connection is switched off: switch it on first.',
  changed_meanwhile: 'It was replayed or skipped by somebody else just now.',
} as const;

export type ReplayDoubt = keyof typeof replayDoubts;

/** `named`: the code that the caller asked for, who so decides about each of them. Null: it may go out again. */
export function replayDoubt({ code, isConnected }: Letter, named: string | null): ReplayDoubt | null {
  if (!isConnected) return 'connection_off';
  return code === 'outcome_unknown' && named !== 'outcome_unknown' ? 'outcome_unknown' : null;
}
