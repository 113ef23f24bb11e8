// What came and went under an agreement, in words for a terminal. Pure.
import type { InterchangeRow, MissingNumber, UnknownAnswer } from '#connections/agreements/exchange-store.ts';

type Shown = Omit<InterchangeRow, 'at' | 'sentAt' | 'dueAt' | 'overdueAt' | 'answeredAt' | 'place'> & {
  readonly at: string;
  readonly dueAt: string | null;
  readonly ageSeconds: number;
};

/** The API's InterchangePage. */
export interface Exchanges {
  readonly items: readonly Shown[];
  readonly missing: readonly Pick<MissingNumber, 'what' | 'number' | 'message'>[];
  readonly unknownAnswers: readonly Pick<UnknownAnswer, 'kind' | 'control' | 'said' | 'message'>[];
}

export const exchangeHead = ['way', 'control', 'state', 'age', 'messages', 'by', 'about', 'why'] as const;

export function exchangeRow(one: Shown): string[] {
  const refused = one.refused === null || one.refused === 0 ? '' : `, ${one.refused} refused`;
  const due = one.isOpen && one.dueAt !== null && one.state !== 'overdue' ? [`answer until ${one.dueAt}`] : [];
  const notes = one.notes.map(({ code, detail }) =>
    one.direction === 'in' ? detail : `${code}${detail === '' ? '' : `: ${detail}`}`,
  );
  return [
    one.direction,
    one.control,
    one.state === 'overdue' ? 'OVERDUE' : one.state,
    age(one.ageSeconds),
    `${one.messages}${refused}`,
    `${one.connection}/${one.by}`,
    one.direction === 'in' ? (one.message ?? '') : one.about.slice(0, 3).join(','),
    [...due, ...notes].join('; '),
  ];
}

export function missingLines({ missing, unknownAnswers }: Exchanges): string[] {
  return [
    ...missing.map(({ what, number, message }) => `Missing: ${what} ${number}, passed over by message ${message}.`),
    ...unknownAnswers.map(
      ({ kind, control, said, message }) =>
        `Unknown: ${kind} in message ${message} says ${said} of ${control}, which was not sent.`,
    ),
  ];
}

function age(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}
