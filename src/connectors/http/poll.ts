// A poll: pages asked for one after the other, each given on with the cursor after it.
import { createHash } from 'node:crypto';
import { limits } from '#kernel/limits.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { RawMessage, Received, ReceiveOptions } from '#connectors/connector.ts';
import type { HttpClient } from './client.ts';
import { answered } from './conditions.ts';
import { scalarText } from './json.ts';
import { judgeExchange } from './judge.ts';
import { firstNumber, nextPage } from './paging.ts';
import { at } from './pointer.ts';
import { beginning, fieldValue, newer, notAhead, readProgress, sinceOf, writeProgress } from './progress.ts';
import type { Page, Progress } from './progress.ts';
import { messageOf } from './records.ts';
import type { HttpStream } from './stream.ts';
import { fillBody, fillHeaders, fillPath, fillQuery, TemplateProblem } from './template.ts';
import type { Sources } from './template.ts';
import type { Answer } from './transport.ts';

/** Answers to the first request that say that a page or a link of an earlier poll is over, not that we are not let in. */
const isOver = new Set([400, 404, 409, 410, 412, 422]);

export async function* poll(
  client: HttpClient,
  stream: HttpStream,
  { cursor, signal }: Pick<ReceiveOptions, 'cursor' | 'signal'>,
): AsyncIterable<Received> {
  const kept = readProgress(cursor);
  if (kept === null) throw new ConnectorFault(unreadableCursor);
  let progress = kept;
  const seen = new Set<string>();
  const started = new Date().toISOString();
  for (let pages = 0; pages < (stream.pagesMax ?? limits.pollPagesMax); pages += 1) {
    const { next } = progress;
    const got = await ask(client, stream, progress, signal);
    if (got === null) return;
    if (pages === 0 && next !== null && isOver.has(got.status)) {
      // The poll that this page is of was cut too long ago: from its beginning again; what came already is known by its keys.
      progress = { ...beginning, since: progress.since, seen: progress.seen };
      continue;
    }
    const answer = answerOf(client, stream, got);
    const read = absolute(client, readPage(client, stream, progress, answer, started), got.url);
    const page = read.progress.next;
    if (page !== null && seen.has(JSON.stringify(page))) throw new ConnectorFault(circle(label(client, stream)));
    if (page !== null) seen.add(JSON.stringify(page));
    const isNews = read.messages.length > 0 || writeProgress(read.progress) !== writeProgress(progress);
    progress = read.progress;
    if (isNews) yield { messages: read.messages, cursor: writeProgress(progress), done: () => Promise.resolve() };
    if (read.isLast) return;
  }
}

interface Asked {
  readonly status: number;
  readonly answer: Answer;
  readonly url: URL;
}

/** Null: the signal ended it. */
async function ask(
  client: HttpClient,
  stream: HttpStream,
  progress: Progress,
  signal: AbortSignal,
): Promise<Asked | null> {
  const method = stream.method ?? 'GET';
  const { next } = progress;
  const sources: Sources = { value: undefined, names: namesOf(stream, progress) };
  try {
    const url =
      next?.kind === 'link'
        ? client.follow(next.link, client.url(''))
        : client.url(fillPath(stream.path, sources), fillQuery(stream.query ?? {}, sources));
    const body = method === 'POST' && stream.body !== undefined ? fillBody(stream.body, sources) : undefined;
    const exchanged = await client.call({
      method,
      url,
      headers: {
        ...fillHeaders(stream.headers ?? {}, sources),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : Buffer.from(JSON.stringify(body)),
      isRepeatable: true,
      followsRedirects: method === 'GET',
      signal,
      ...(stream.as === 'whole' ? {} : { answerBytesMax: Math.max(client.messageBytesMax, limits.pollPageBytesMax) }),
    });
    if (exchanged.kind === 'given_up') return null;
    if (exchanged.kind === 'answered') return { status: exchanged.status, answer: exchanged, url };
    throw new ConnectorFault({ ...exchanged.fault, detail: `${label(client, stream)}: ${exchanged.fault.detail}` });
  } catch (error) {
    if (!(error instanceof TemplateProblem)) throw error;
    throw new ConnectorFault({ code: 'misconfigured', detail: error.message, fix: error.fix }, { cause: error });
  }
}

function namesOf({ cursor, paging }: HttpStream, { since, next }: Progress): Sources['names'] {
  const number = next?.kind === 'number' ? next.number : firstNumber(paging);
  return {
    ...(cursor?.kind === 'field' ? { since: sinceOf(cursor, since) } : {}),
    ...(cursor?.kind === 'token' ? { cursor: since ?? cursor.start } : {}),
    ...(paging?.kind === 'page' ? { page: String(number) } : {}),
    ...(paging?.kind === 'offset' ? { offset: String(number) } : {}),
    ...(next?.kind === 'token' ? { token: next.token } : {}),
  };
}

function answerOf(client: HttpClient, stream: HttpStream, { answer }: Asked): Answer {
  const isKeptBroken = stream.as === 'whole' && answer.broken?.code === 'too_large';
  const sent = judgeExchange(answer, {
    checks: stream.answers ?? {},
    effect: 'read',
    label: label(client, stream),
    isOfOneThing: true,
    needsBody: !isKeptBroken,
    secrets: client.secrets,
    now: Date.now(),
  });
  if (sent.kind === 'done') return answer;
  // An answer is never `given_up`.
  throw new ConnectorFault('fault' in sent ? sent.fault : unreadableCursor);
}

interface PageResult {
  readonly messages: readonly RawMessage[];
  readonly progress: Progress;
  readonly isLast: boolean;
}

function readPage(
  client: HttpClient,
  stream: HttpStream,
  progress: Progress,
  answer: Answer,
  started: string,
): PageResult {
  const about = { path: stream.path };
  if (stream.as === 'whole') return readWhole(stream, progress, answer, started);
  const body = answered(answer.status, answer.headers, answer.body).body();
  const name = label(client, stream);
  // 204, and nothing at all: there is nothing.
  const isNothing = answer.body.length === 0;
  if (!body.ok && !isNothing)
    throw new ConnectorFault({ code: 'broken_answer', detail: `${name}: ${body.detail}`, fix: brokenFix });
  const value = body.ok ? body.value : [];
  const records = isNothing ? [] : at(value, stream.records ?? '');
  if (records !== undefined && records !== null && !Array.isArray(records)) {
    throw new ConnectorFault({
      code: 'broken_answer',
      detail: `${name}: at “${stream.records ?? ''}” of the answer is no list.`,
      fix: 'Correct “records” of the stream.',
    });
  }
  if (records === undefined && stream.mayHaveNoRecords !== true) {
    throw new ConnectorFault({
      code: 'broken_answer',
      detail: `${name}: the answer has nothing at “${stream.records ?? ''}”.`,
      fix: 'Correct “records” of the stream; if the list is left out when it is empty, set “mayHaveNoRecords”.',
    });
  }
  const list: readonly unknown[] = records ?? [];
  const after = advance(stream, progress, list, name);
  const number = progress.next?.kind === 'number' ? progress.next.number : firstNumber(stream.paging);
  const next = nextPage(stream.paging, { headers: answer.headers, body: value, records: list.length, number });
  return {
    messages: list.map((record) => bounded(client, messageOf(record, { stream, poll: started }, about))),
    isLast: next === null,
    progress: next === null ? ended(stream, after, value) : { ...after, next },
  };
}

/** Links are relative to where they were found, and are kept for a poll that does not know that any more. */
function absolute(client: HttpClient, page: PageResult, url: URL): PageResult {
  const { next } = page.progress;
  if (next?.kind !== 'link') return page;
  return { ...page, progress: { ...page.progress, next: { kind: 'link', link: client.follow(next.link, url).href } } };
}

/** One record that is too large must not stop those after it. */
function bounded(client: HttpClient, message: RawMessage): RawMessage {
  if (message.body.length <= client.messageBytesMax) return message;
  return {
    ...message,
    body: new Uint8Array(),
    fault: {
      code: 'too_large',
      detail: `The record has ${message.body.length} bytes; ${client.messageBytesMax} are the most.`,
      fix: 'Raise the limit of the connection, or ask for fewer members of the record.',
    },
  };
}

function readWhole(stream: HttpStream, progress: Progress, answer: Answer, started: string): PageResult {
  // What is too large is known by what it says of itself.
  const { etag = '', 'last-modified': changed = '', 'content-length': length = '' } = answer.headers;
  const content = answer.broken === null ? answer.body : [etag, changed, length].join('\n');
  const hash = createHash('sha256').update(content).digest('hex');
  const body = answered(answer.status, answer.headers, answer.body).body();
  const value = body.ok ? body.value : undefined;
  const number = progress.next?.kind === 'number' ? progress.next.number : firstNumber(stream.paging);
  const records = answer.body.length === 0 && answer.broken === null ? 0 : 1;
  const next = nextPage(stream.paging, { headers: answer.headers, body: value, records, number });
  const isNews = records > 0 && hash !== progress.seen;
  const message: RawMessage = {
    // With its time: what goes back to what it was is news again.
    key: `${started}-${number}-${hash.slice(0, 32)}`,
    body: answer.body,
    mediaType: answer.headers['content-type'] ?? 'application/octet-stream',
    about: { path: stream.path },
    ...(answer.broken === null ? {} : { fault: answer.broken }),
  };
  const after = { ...progress, seen: hash };
  return {
    messages: isNews ? [message] : [],
    isLast: next === null,
    progress: next === null ? ended(stream, after, value) : { ...after, next },
  };
}

function advance({ cursor }: HttpStream, progress: Progress, records: readonly unknown[], name: string): Progress {
  if (cursor?.kind !== 'field' || records.length === 0) return progress;
  const values = records.map((record) => fieldValue(cursor, at(record, cursor.pointer)));
  if (values.every((value) => value === undefined)) {
    throw new ConnectorFault({
      code: 'broken_answer',
      detail: `${name}: no record of the answer has a ${cursor.type} at “${cursor.pointer}”, so the stream cannot go on from it.`,
      fix: 'Correct “cursor” of the stream.',
    });
  }
  const newest = values.reduce<string | null>(
    (most, value) => (value === undefined ? most : newer(cursor, most, value)),
    progress.newest,
  );
  return { ...progress, newest };
}

/** After the last page: from where the next poll goes on. */
function ended({ cursor }: HttpStream, progress: Progress, body: unknown): Progress {
  switch (cursor?.kind) {
    case undefined:
      return { ...beginning, seen: progress.seen };
    case 'field':
      return {
        ...beginning,
        since: newer(cursor, progress.since, notAhead(cursor, progress.newest, Date.now())),
        seen: progress.seen,
      };
    case 'token':
      return { ...beginning, since: scalarText(at(body, cursor.pointer)) ?? progress.since, seen: progress.seen };
    case 'link': {
      const link = scalarText(at(body, cursor.pointer));
      const next: Page | null = link === undefined ? null : { kind: 'link', link };
      return { ...beginning, next, seen: progress.seen };
    }
  }
}

function label(client: HttpClient, stream: HttpStream): string {
  return client.label(stream.method ?? 'GET', stream.path);
}

const brokenFix = 'Check the path; if the answer is no JSON, keep it whole (as: whole) and say its format.';

const unreadableCursor = {
  code: 'misconfigured',
  detail: 'The cursor of the stream was written by another connector.',
  fix: 'Let the stream begin anew.',
} as const;

function circle(name: string): ConnectorFault['fault'] {
  return {
    code: 'broken_answer',
    detail: `${name}: a page names one that was read already as the next.`,
    fix: 'Correct “paging” of the stream, or have the other system looked at.',
  };
}
