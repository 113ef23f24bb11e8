// A poll: pages asked for one after the other, each given on with the cursor after it.
import { limits } from '#kernel/limits.ts';
import { ConnectorFault } from '#connectors/connector.ts';
import type { Received, ReceiveOptions } from '#connectors/connector.ts';
import type { HttpClient } from './client.ts';
import { faultIn, judgeExchange } from './judge.ts';
import { label, readPage } from './page.ts';
import { firstNumber } from './paging.ts';
import { begun, beginning, readProgress, sinceOf, writeProgress } from './progress.ts';
import type { Progress } from './progress.ts';
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
  const seen = new Set<string>();
  const started = new Date().toISOString();
  let progress = begun(stream.cursor?.kind === 'field' ? stream.cursor : null, kept, started);
  let stored = writeProgress(kept);
  for (let pages = 0; pages < (stream.pagesMax ?? limits.pollPagesMax); pages += 1) {
    let got = await ask(client, stream, progress, signal);
    if (got !== null && pages === 0 && progress.next !== null && isOver.has(got.status)) {
      // The poll that this page is of was cut too long ago: from its beginning again; what came already is known by its keys.
      progress = { ...beginning, since: progress.since, seen: progress.seen };
      got = await ask(client, stream, progress, signal);
    }
    if (got === null) return;
    const answer = answerOf(client, stream, got);
    const read = readPage(client, stream, { progress, answer, url: got.url, started });
    const page = read.progress.next;
    if (page !== null && seen.has(JSON.stringify(page))) throw new ConnectorFault(circle(label(client, stream)));
    if (page !== null) seen.add(JSON.stringify(page));
    progress = read.progress;
    const now = writeProgress(progress);
    if (read.messages.length > 0 || now !== stored)
      yield { messages: read.messages, cursor: now, done: () => Promise.resolve() };
    stored = now;
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
    if (!(await client.turn(signal))) return null;
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
  throw new ConnectorFault(faultIn(sent, label(client, stream)));
}

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
