// What came before the operation that a delivery stands at: answers of the operations before it, and why it is sent once more.
// Answers are kept as long as the delivery is under way, for the mappings of what follows. Pure.
import type { RawMessage } from '#connectors/connector.ts';
import { parseJson } from '#connectors/http/json.ts';
import { limits } from '#kernel/limits.ts';
import { showInstant } from '#kernel/time.ts';

/** An operation that was done, after which another one follows. */
export interface Answered {
  readonly what: 'answered';
  readonly operation: string;
  readonly at: string;
  /** Left out: it was forgotten, or nothing was sent. */
  readonly answer?: Answer;
  /** Its mapping made nothing, so nothing was sent. */
  readonly nothing?: true;
}

/** It was delivered before, by the delivery of the number `of`: somebody sends it once more, or the other system refused it later. */
export interface Before {
  readonly what: 'sent_again' | 'refused_later';
  readonly of: number;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  /** Of the message that refused it. */
  readonly message: string | null;
}

export type Past = Answered | Before;

export interface Answer {
  /** What came with it: status, headers. */
  readonly about: Readonly<Record<string, string>>;
  readonly mediaType: string;
  /** Null: there was none, it is no text, or it is too large. */
  readonly text: string | null;
  readonly bytes: number;
}

/** Of a delivery; null: nothing came before. */
export type History = readonly Past[] | null;

export function withAnswer(
  history: History,
  operation: string,
  answer: RawMessage | null,
  now: number,
): readonly Past[] {
  return [...(history ?? []), { what: 'answered', operation, at: showInstant(now), answer: answerOf(answer) }];
}

/** As if it had been done: what follows it is next. */
export function withNothing(history: History, operation: string, now: number): readonly Past[] {
  return [...(history ?? []), { what: 'answered', operation, at: showInstant(now), nothing: true }];
}

function answerOf(message: RawMessage | null): Answer {
  if (message === null) return { about: {}, mediaType: '', text: null, bytes: 0 };
  const { about, body, mediaType } = message;
  const bytes = body.byteLength;
  return { about, mediaType, text: bytes === 0 || bytes > limits.stepAnswerBytesMax ? null : textOf(body), bytes };
}

/** Null: it is no text, such as the picture of a label. */
function textOf(body: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
}

function contentOf({ text, mediaType }: Answer): unknown {
  if (text === null || !/[/+]json\b/i.test(mediaType)) return text;
  const parsed = parseJson(Buffer.from(text));
  return parsed.ok ? parsed.value : text; // It says that it is JSON, and is not.
}

/** What the mapping of a following operation gets, by operation; null: one of the answers was forgotten. */
export function answersOf(history: History): Readonly<Record<string, object>> | null {
  const answers: Record<string, object> = {};
  for (const past of history ?? [])
    if (past.what === 'answered' && past.nothing !== true) {
      if (past.answer === undefined) return null;
      const { about, bytes } = past.answer;
      answers[past.operation] = { body: contentOf(past.answer), bytes, about };
    }
  return answers;
}

/** What stays when a delivery is settled, and what is shown: what was done when, and not what was answered. */
export function withoutAnswers(history: readonly Past[]): readonly Past[] {
  return history.map((past) =>
    past.what === 'answered'
      ? { what: past.what, operation: past.operation, at: past.at, ...(past.nothing === true && { nothing: true }) }
      : past,
  );
}

/** Another one for each operation, and each time that it is sent once more; the same for every attempt. Without dots: see eventId. */
export function idOf(
  event: string,
  { seq, operation, history }: { readonly seq: number; readonly operation: string | null; readonly history: History },
): string {
  const again = history?.some(({ what }) => what !== 'answered') === true ? `-again-${seq}` : '';
  const done = history?.filter(({ what }) => what === 'answered').length ?? 0;
  const by = operation === null ? '' : `-${operation}`;
  return `${event}${by}${again}${done === 0 ? '' : `-step-${done + 1}`}`;
}

/** As `withoutAnswers`, in a statement on `deliveries`. */
export const answersForgotten = `(select json_agg(past::jsonb - 'answer') from json_array_elements(history) as past)`;
