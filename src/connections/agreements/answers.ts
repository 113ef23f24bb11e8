// What a partner says of what we sent, kept whatever it is, and what follows for the interchange that it is about: found by its
// number, moved to its next state. The same message read again says nothing new.
import type pg from 'pg';
import type { Acknowledged, Note, Said } from '#edi/acknowledge/read.ts';
import { limits } from '#kernel/limits.ts';
import { jsonColumn } from '#postgres/json-column.ts';
import { inTransaction } from '#postgres/transaction.ts';
import { judgeAnswer } from './judge-answer.ts';
import type { SentState } from './judge-answer.ts';
import { numberOf } from './sequence.ts';

/** `late`: it was overdue. `contradicts`: something else was said before. */
export type AnswerEffect = 'settled' | 'received' | 'again' | 'late' | 'contradicts' | 'unknown';

export interface AnswerIn {
  readonly agreement: string;
  /** The raw message, and the record in it. */
  readonly message: string;
  readonly ordinal: number;
  /** TA1, 997, 999, CONTRL. */
  readonly type: string;
  readonly said: Acknowledged;
}

export interface SentRow {
  readonly agreement: string;
  readonly number: number;
  readonly connection: string;
  readonly operation: string;
  readonly deliveries: readonly number[];
  readonly lanes: readonly string[];
  readonly firstGroup: number | null;
  readonly lastGroup: number | null;
  readonly contents: readonly {
    readonly control: string | null;
    readonly messages: readonly { readonly type: string; readonly control: string }[];
  }[];
  readonly awaits: 'interchange' | 'messages' | null;
  readonly state: SentState;
}

export interface Answered {
  readonly effect: AnswerEffect;
  /** Null: nothing of ours is called so. */
  readonly sent: SentRow | null;
  /** The state of what was sent, from now on. */
  readonly state: SentState;
  /** In words, for people. */
  readonly reasons: readonly string[];
  /** The same with what the partner quotes or says himself: it may hold a name, and is kept where names are erased. */
  readonly quoted: readonly string[];
  readonly codes: readonly string[];
  /** Those of its messages that were refused, by their place; null: all of them. */
  readonly refused: readonly number[] | null;
}

const sentColumns = `agreement, number, connection, operation, deliveries, lanes, first_group as "firstGroup", last_group as "lastGroup",
       contents, awaits, state`;

export function noteAnswer(pool: pg.Pool, answer: AnswerIn): Promise<Answered> {
  return inTransaction(pool, async (client) => {
    const { agreement, message, ordinal, type, said } = answer;
    const sent = await sentUnder(client, agreement, said);
    const reasons = reasonsOf(said);
    const quoted = reasonsOf(said, true).map(({ text }) => text);
    const told = {
      quoted,
      reasons: reasons.map(({ text }) => text),
      codes: [...new Set(reasons.map(({ code }) => code))],
    };
    const known = await client.query<{ effect: AnswerEffect }>(
      'select effect from interchange_answers where message = $1 and ordinal = $2',
      [message, ordinal],
    );
    const [before] = known.rows;
    const refused = sent === null ? null : refusedPlaces(sent, said);
    if (before !== undefined) return { effect: before.effect, sent, state: sent?.state ?? 'sent', refused, ...told };
    const earlier = sent === null ? [] : await earlierAnswers(client, agreement, sent.number);
    const judged =
      sent === null
        ? ({ effect: 'unknown', state: 'sent' } as const)
        : judgeAnswer(
            { state: sent.state, awaits: sent.awaits, groups: sent.contents.flatMap(({ control }) => control ?? []) },
            { of: said.of, control: plainControl(said.control), said: said.said },
            earlier,
          );
    await client.query(
      `insert into interchange_answers (message, ordinal, agreement, kind, control, number, said, notes, effect, answered_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())`,
      [
        message,
        ordinal,
        agreement,
        type,
        plainControl(said.control),
        sent?.number ?? null,
        said.said,
        jsonColumn(reasons.slice(0, limits.answerNotesMax)),
        judged.effect,
      ],
    );
    if (sent !== null && judged.state !== sent.state)
      await client.query(
        `update interchanges_sent
         set state = $3, answered_at = clock_timestamp(), sent_at = coalesce(sent_at, clock_timestamp())
         where agreement = $1 and number = $2`,
        [agreement, sent.number, judged.state],
      );
    return { effect: judged.effect, sent, state: judged.state, refused, ...told };
  });
}

export interface EarlierAnswer {
  readonly of: Acknowledged['of'];
  readonly control: string;
  readonly said: Said;
}

async function earlierAnswers(client: pg.PoolClient, agreement: string, number: number): Promise<EarlierAnswer[]> {
  const { rows } = await client.query<EarlierAnswer>(
    `select case when kind in ('997', '999') then 'group' when kind = '824' then 'application' else 'interchange' end as "of", control, said
     from interchange_answers
     where agreement = $1 and number = $2
     order by answered_at`,
    [agreement, number],
  );
  return rows;
}

/** Locked: two answers to one interchange come one after the other. */
async function sentUnder(
  client: pg.PoolClient,
  agreement: string,
  { of, control }: Acknowledged,
): Promise<SentRow | null> {
  const number = numberOf(control.trim());
  if (number === null) return null;
  const { rows } = await client.query<SentRow>(
    of === 'interchange'
      ? `select ${sentColumns} from interchanges_sent where agreement = $1 and number = $2 for update`
      : `select ${sentColumns}
         from interchanges_sent
         where agreement = $1 and last_group >= $2 and first_group <= $2
         order by prepared_at desc
         limit 1
         for update`,
    [agreement, number],
  );
  return rows[0] ?? null;
}

/** 000000017 and 17 are the same number. */
function plainControl(control: string): string {
  const number = numberOf(control.trim());
  return number === null ? control.slice(0, 35) : String(number);
}

interface Reason {
  readonly code: string;
  readonly text: string;
}

/** With their places and without the partner's copies of values, which may hold a name. */
function reasonsOf({ notes, messages }: Acknowledged, isQuoted = false): Reason[] {
  const several = messages.length > 1;
  return [
    ...notes.map((note) => reasonOf(note, '', isQuoted)),
    ...messages.flatMap((message) =>
      message.notes.map((note) => reasonOf(note, several ? `${message.type} ${message.control}` : '', isQuoted)),
    ),
  ];
}

function reasonOf({ code, text, segment, element, value }: Note, message: string, isQuoted: boolean): Reason {
  const at = [
    message,
    segment === null ? '' : `segment ${segment.position ?? '?'}${segment.id === null ? '' : ` (${segment.id})`}`,
    element === null ? '' : `element ${element}`,
  ].filter((part) => part !== '');
  const quote = isQuoted && value !== null ? ` ${JSON.stringify(value)}` : '';
  return { code, text: `${at.length === 0 ? '' : `${at.join(', ')}: `}${text} (${code})${quote}` };
}

/** Null: all of them. */
function refusedPlaces({ contents }: SentRow, { of, control, said, messages }: Acknowledged): readonly number[] | null {
  if (said !== 'partly') return null;
  const group = plainControl(control);
  const all = contents.flatMap((one) => one.messages.map((message) => ({ ...message, group: one.control })));
  const places = all.flatMap((message, place) =>
    (of === 'interchange' || message.group === group) &&
    messages.some((one) => one.control === message.control && one.said === 'refused')
      ? [place]
      : [],
  );
  return places.length === 0 ? null : places;
}
