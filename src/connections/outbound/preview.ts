// A dry run: what would be sent now, beside what the other system has now. Reads there, and never sends. Every call has an end, and
// what cannot be looked at is said with its reason.
import type pg from 'pg';
import { readSealed } from '#connections/connection-store.ts';
import type { LiveConnection } from '#connections/connection-store.ts';
import { Sessions } from '#connections/sessions.ts';
import type { Opened, SessionsOptions } from '#connections/sessions.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import { limits } from '#kernel/limits.ts';
import { differencesOf } from './differences.ts';
import type { Difference } from './differences.ts';
import { readLetters } from './letter-store.ts';
import type { LetterRow } from './letter-store.ts';
import { prepare } from './prepare.ts';
import type { Prepared, PrepareError, Writers } from './prepare.ts';

export interface PreviewParts {
  readonly pool: pg.Pool;
  readonly sessions: Omit<SessionsOptions, 'onError'>;
  readonly writers: Writers;
}

export interface Written {
  readonly mediaType: string;
  readonly bytes: number;
  /** The beginning, if it is text; null: it is not. */
  readonly text: string | null;
  readonly isCut: boolean;
}

export interface WouldSend {
  readonly value: unknown;
  readonly written: Written | null;
  /** Why nothing can be sent as it is. */
  readonly problem:
    | PrepareError
    | { readonly code: 'connection_missing'; readonly detail: string; readonly fix: string }
    | null;
}

export interface Preview extends WouldSend {
  readonly seq: number;
  readonly connection: string;
  readonly operation: string | null;
  readonly lane: string;
  readonly type: string;
  readonly state: string;
  /** Whether the other system could be looked at. */
  readonly looked: boolean;
  /** Why not; null: it was. */
  readonly why: string | null;
  /** What it has now; null: nothing of it. */
  readonly there: unknown;
  /** Whether it is done there already; null: that cannot be told. */
  readonly isDone: boolean | null;
  readonly differences: readonly Difference[];
  readonly isCut: boolean;
}

const atOnce = 4;

/** In the order of their numbers. `value`: instead of what each would be sent with; left out: what it would. */
export async function previewAll(
  parts: PreviewParts,
  numbers: readonly number[],
  value?: unknown,
): Promise<readonly Preview[]> {
  const letters = await readLetters(parts.pool, numbers);
  const isOver = AbortSignal.timeout(limits.previewMs);
  const found = new Map<number, Preview>();
  for (const [code, those] of Map.groupBy(letters, ({ connection }) => connection)) {
    const live = await readSealed(parts.pool, code);
    const waiting = those.map((letter) => (value === undefined ? letter : { ...letter, edited: value }));
    await withSession(parts, live, async (opened) => {
      const work = async (): Promise<void> => {
        for (let letter = waiting.shift(); letter !== undefined; letter = waiting.shift())
          found.set(letter.seq, await previewOne(parts, letter, live, opened, isOver));
      };
      await Promise.all(Array.from({ length: atOnce }, work));
    });
  }
  return letters.flatMap(({ seq }) => found.get(seq) ?? []);
}

/** What the delivery would be sent as, without asking anybody. */
export async function wouldSend(parts: PreviewParts, letter: LetterRow): Promise<WouldSend> {
  const live = await readSealed(parts.pool, letter.connection);
  return sendOf(letter, await preparedFor(parts, letter, live));
}

/** Null: its connection cannot be spoken to. */
async function preparedFor(
  { sessions, writers }: PreviewParts,
  letter: LetterRow,
  live: LiveConnection | undefined,
): Promise<Prepared | null> {
  const connector = live && sessions.connectors.get(live.kind);
  if (live === undefined || connector === undefined) return null;
  return prepare({ connection: live, connector }, { ...letter, attempts: letter.attempts + 1 }, writers);
}

function sendOf({ connection, edited }: LetterRow, prepared: Prepared | null): WouldSend {
  if (prepared === null)
    return {
      value: edited,
      written: null,
      problem: {
        code: 'connection_missing',
        detail: `There is no connection ${connection}, or this version cannot speak to it.`,
        fix: 'Define the connection again, or skip the delivery.',
      },
    };
  if (!prepared.ok) return { value: edited, written: null, problem: prepared.error };
  if (prepared.nothing === true) return { value: null, written: null, problem: null };
  const { value, body, mediaType } = prepared.outgoing;
  return { value, written: writtenOf(body, mediaType), problem: null };
}

function writtenOf(body: Uint8Array, mediaType: string): Written {
  const shown = body.subarray(0, limits.writtenShownBytesMax);
  const isCut = shown.length < body.length;
  // Where it is cut, a character may be cut in two: then it is left out.
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text: string | null;
  try {
    text = decoder.decode(shown, { stream: isCut });
  } catch {
    text = null; // It is not text.
  }
  return { mediaType, bytes: body.length, text, isCut };
}

async function previewOne(
  parts: PreviewParts,
  letter: LetterRow,
  live: LiveConnection | undefined,
  opened: Opened | string,
  isOver: AbortSignal,
): Promise<Preview> {
  const { seq, connection, operation, lane, type, state } = letter;
  const prepared = await preparedFor(parts, letter, live);
  const send = sendOf(letter, prepared);
  const unseen = (why: string): Preview => ({
    ...{ seq, connection, operation, lane, type, state },
    ...send,
    ...{ looked: false, why, there: null, isDone: null, differences: [], isCut: false },
  });
  if (prepared === null || !prepared.ok) return unseen('Nothing can be sent as it is.');
  if (prepared.nothing === true) return unseen('Its mapping says that nothing is to be asked for.');
  if (typeof opened === 'string') return unseen(opened);
  const { session } = opened;
  if (session.look === undefined)
    return unseen(`Systems of the kind ${opened.connector.kind} cannot be asked what they have.`);
  if (isOver.aborted) return unseen(overSentence);
  const signal = AbortSignal.any([isOver, AbortSignal.timeout(opened.connection.limits.timeoutMs)]);
  try {
    const { state: there, isDone } = await inTime(session.look(prepared.outgoing, signal), signal);
    if (there === null && isDone === null)
      return unseen('The operation does not say how to look, or that tells nothing.');
    const { differences, isCut } = differencesOf(there, send.value, limits.differencesMax);
    return { ...unseen(''), looked: true, why: null, there, isDone, differences, isCut };
  } catch (error) {
    if (signal.aborted)
      return unseen(isOver.aborted ? overSentence : 'It did not answer in the time that the connection allows.');
    if (!(error instanceof ConnectorFault)) throw error;
    return unseen(error.message);
  }
}

const overSentence = `The time for looking was over (${limits.previewMs / 1_000} s): ask for fewer at once.`;

/** A connector that does not heed its signal does not hold the caller up. */
export async function inTime<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let stop: () => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('The time is over.'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => undefined); // What comes of it after its end is of no account.
  }
}

/** A session for the time of `use`; a sentence in its place says why there is none. */
export async function withSession<Result>(
  { sessions: options }: Pick<PreviewParts, 'sessions'>,
  live: LiveConnection | undefined,
  use: (opened: Opened | string) => Promise<Result>,
): Promise<Result> {
  if (live === undefined) return use('The connection is not there.');
  const problems: string[] = [];
  const sessions = new Sessions({
    ...options,
    onError: (error) => void problems.push(error instanceof Error ? error.message : String(error)),
  });
  try {
    await sessions.keep([live]);
    return await use(sessions.get(live.code) ?? problems[0] ?? 'The connection cannot be opened.');
  } finally {
    await sessions.close();
  }
}
