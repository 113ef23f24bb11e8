// An entry of a timeline in lines of text: when, who and what; below it what became of it elsewhere, and why.
import type { TimelineEntry } from '#processes/timeline.ts';

/** What the API answers: the entry as it is told, with its deliveries and the event that was held. */
export interface ShownEntry extends TimelineEntry {
  readonly deliveries: readonly {
    readonly connection: string;
    readonly state: string;
    readonly attempts: number;
    readonly deliveredAt: string | null;
    readonly lastError: unknown;
  }[];
  readonly intake: {
    readonly id: string;
    readonly state: string;
    readonly reason: { readonly detail: string; readonly fix: string };
  } | null;
}

/** Keys may be named at length: JSON has all of it. */
const whoWidth = 18;

export function entryLines(entry: ShownEntry, why: boolean): string[] {
  const { recordedAt, who, what, intake } = entry;
  return [
    `${time(recordedAt)}  ${column(who.name)}  ${what}`,
    ...(intake === null
      ? []
      : [below(`${intake.id} is ${intake.state}: ${intake.reason.detail} ${intake.reason.fix}`)]),
    ...entry.deliveries.map(({ connection, state, attempts, deliveredAt, lastError }) => {
      if (state !== 'delivered') return below(`→ ${connection}: ${state}${notYet(attempts, lastError)}`);
      const late = attempts === 1 || deliveredAt === null ? '' : `, ${attempts} attempts, at ${time(deliveredAt)}`;
      return below(`→ ${connection} was told${late}`);
    }),
    ...(why ? reasons(entry).map(below) : []),
  ];
}

function column(name: string): string {
  return (name.length > whoWidth ? `${name.slice(0, whoWidth - 1)}…` : name).padEnd(whoWidth);
}

function time(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

function notYet(attempts: number, lastError: unknown): string {
  if (lastError === null) return '';
  return ` after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${JSON.stringify(lastError)}`;
}

function reasons({ case: move, decisions }: ShownEntry): string[] {
  return [
    ...(move === null || move.from === move.to
      ? []
      : [`${changed(move.from, move.to)} ⇒ ${changed(move.to, move.from)}`]),
    ...decisions.map(({ policy, rules, outputs }) => {
      const said = rules.map(({ id, description }) => description || id).join(' ');
      return `${policy}: ${JSON.stringify(outputs.length === 1 ? outputs[0] : outputs)}: ${said}`;
    }),
  ];
}

/** Of a state that has regions, those that are not in the other one. */
function changed(state: string | undefined, other: string | undefined): string {
  if (state === undefined) return 'begins';
  const known = other?.split(' ') ?? [];
  return state
    .split(' ')
    .filter((region) => !known.includes(region))
    .join(' ');
}

function below(text: string): string {
  return `${' '.repeat(22)}${' '.repeat(whoWidth)}  ${text}`;
}
