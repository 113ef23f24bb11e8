// One page of a poll: its messages, and how far the stream is after it.
import { createHash } from 'node:crypto';
import { ConnectorFault } from '#connectors/connector.ts';
import type { RawMessage } from '#connectors/connector.ts';
import type { HttpClient } from './client.ts';
import { answered } from './conditions.ts';
import { scalarText } from './json.ts';
import { firstNumber, nextPage } from './paging.ts';
import { at } from './pointer.ts';
import { beginning, fieldValue, newer, notAhead } from './progress.ts';
import type { Page, Progress } from './progress.ts';
import { messageOf } from './records.ts';
import type { HttpStream } from './stream.ts';
import type { Answer } from './transport.ts';

const brokenFix = 'Check the path; if the answer is no JSON, keep it whole (as: whole) and say its format.';

export interface PageResult {
  readonly messages: readonly RawMessage[];
  readonly progress: Progress;
  readonly isLast: boolean;
}

/** One answer, as it came. */
export interface Got {
  readonly progress: Progress;
  readonly answer: Answer;
  readonly url: URL;
  /** When the poll began. */
  readonly started: string;
}

/** Throws ConnectorFault where the answer has another shape than the settings say. */
export function readPage(client: HttpClient, stream: HttpStream, got: Got): PageResult {
  return absolute(client, stream.as === 'whole' ? readWhole(stream, got) : readRecords(client, stream, got), got.url);
}

function readRecords(client: HttpClient, stream: HttpStream, { progress, answer, started }: Got): PageResult {
  const about = { path: stream.path };
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

function readWhole(stream: HttpStream, { progress, answer, started }: Got): PageResult {
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

/** For people: what was asked. */
export function label(client: HttpClient, stream: HttpStream): string {
  return client.label(stream.method ?? 'GET', stream.path);
}
