// Messages that other systems send by themselves. They have no API key: the connection's connector verifies who they are from.
// Answered once they are stored; what becomes of them is told by raw messages.
import { createHmac, randomBytes } from 'node:crypto';
import type pg from 'pg';
import { openCredentials, readSealed } from '#connections/connection-store.ts';
import type { LiveConnection } from '#connections/connection-store.ts';
import { receivingPushed } from '#connections/inbound/traces.ts';
import { bytesOf } from '#connections/inbound/room.ts';
import type { Room } from '#connections/inbound/room.ts';
import { noteNotTaken, storePushed } from '#connections/inbound/stream-store.ts';
import type { StreamKey } from '#connections/inbound/stream-store.ts';
import { connectors } from '#connections/registry.ts';
import { SecretUnreadable } from '#connections/secrets.ts';
import type { SecretBox } from '#connections/secrets.ts';
import { isPushed } from '#connections/sessions.ts';
import type { PushedAnswer } from '#connectors/connector.ts';
import { traced } from '#kernel/trace.ts';
import type { Tracer } from '#kernel/trace.ts';
import type { Answer, Handlers } from './call.ts';
import { httpProblems } from './problem-codes.ts';
import { problem, ProblemError, refuse } from './problems.ts';
import type { PushedReceipts } from './pushed-receipts.ts';
import { seldom } from './seldom.ts';

interface Parts {
  readonly pool: pg.Pool;
  readonly secrets: SecretBox;
  /** Told that something was stored, so that it is worked on at once. */
  readonly onStored: () => void;
  /** Told now and then why a message was not taken; the caller learns only that it was not. */
  readonly onRefused: (connection: string, stream: string, detail: string) => void;
  readonly tracer: Tracer | undefined;
  readonly room: Room;
  readonly receipts: PushedReceipts;
}

const nobody = randomBytes(32);
const toldEveryMs = 60_000;
const notTakenToldEveryMs = 5_000;
const roomAgainSeconds = 30;

export function pushedHandlers({
  pool,
  secrets,
  onStored,
  onRefused,
  tracer,
  room,
  receipts,
}: Parts): Handlers<'takePushed'> {
  const keptBack = seldom(toldEveryMs);
  const notTaken = seldom(notTakenToldEveryMs);
  /** Nobody can tell who sent it: it is not refused, for it may be from whom it says. */
  async function opened(live: LiveConnection, of: StreamKey): Promise<Readonly<Record<string, string>>> {
    try {
      return openCredentials(secrets, live.code, live.secrets);
    } catch (error) {
      if (!(error instanceof SecretUnreadable)) throw error;
      const { fix } = httpProblems.credentials_unreadable;
      const told = { code: 'credentials_unreadable', detail: error.message, fix, at: new Date().toISOString() };
      if (notTaken(`${of.connection}/${of.stream}`) !== null) await noteNotTaken(pool, of, told);
      const answer = problem('credentials_unreadable', 'Who sent the message cannot be verified just now.');
      throw new ProblemError(answer, { 'retry-after': String(roomAgainSeconds) });
    }
  }

  return {
    async takePushed({ path, body, headers }) {
      const live = await readSealed(pool, path.connection);
      const stream = live?.streams.find(({ name }) => name === path.stream);
      const connector = live && connectors.get(live.kind);
      if (live?.active !== true || stream === undefined || connector === undefined || !isPushed(connector)) {
        createHmac('sha256', nobody).update(body).digest(); // About what it takes to find a signature wrong.
        const others = keptBack('');
        if (others !== null)
          onRefused(path.connection, path.stream, `No such stream takes messages.${sinceThen(others)}`);
        throw notFromThere();
      }
      const of = { connection: live.code, stream: stream.name };
      const credentials = await opened(live, of);
      const taken = connector.take({
        connection: live.code,
        settings: live.settings,
        stream: stream.settings,
        credentials,
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
        ),
        body,
        now: Date.now(),
      });
      if (taken.kind === 'refused') {
        const others = keptBack(`${live.code}/${stream.name}`);
        if (others !== null) onRefused(live.code, stream.name, taken.detail + sinceThen(others));
        if (taken.answer !== undefined) return answered(taken.answer);
        throw notFromThere();
      }
      const { messages, answer } = taken;
      const largest = Math.max(body.length, ...messages.map((message) => message.body.length));
      if (largest > live.limits.messageBytesMax)
        throw refuse('body_too_large', `The message has more than ${live.limits.messageBytesMax} bytes.`);
      const lack = await room.lack(live.code);
      if (lack !== null) {
        if (notTaken(`${of.connection}/${of.stream}`) !== null)
          await noteNotTaken(pool, of, { ...lack, at: new Date().toISOString() });
        throw new ProblemError(problem('connection_full', lack.detail), { 'retry-after': String(roomAgainSeconds) });
      }
      const stored = await traced(tracer, receivingPushed(of, messages.length), async (span) => {
        const fresh = await storePushed(pool, of, messages);
        span?.note({ 'crossdock.messages.stored': fresh });
        return fresh;
      });
      room.noteStored(live.code, stored, bytesOf(messages));
      onStored();
      for (const receipt of taken.receipts ?? []) receipts.settle(live, connector, receipt);
      if (answer === undefined) return { status: 200, body: { stored, known: messages.length - stored } };
      // A message that comes again is answered again: its receipt may have been lost.
      if (answer.to !== null) receipts.send(live, answer);
      return answered(answer);
    },
  };
}

/** In the words of the protocol by which it was sent. */
function answered({ to, headers, body }: PushedAnswer): Answer {
  if (to !== null) return { status: 200, body: '' };
  const { 'Content-Type': type = 'application/octet-stream', ...others } = headers;
  return { status: 200, body: Buffer.from(body), type, headers: others };
}

/** The same whether there is such a connection or not: whoever proves nothing learns nothing of what is connected. */
function notFromThere(): Error {
  return refuse('signature_wrong', 'No connection takes this message here from who sent it.');
}

function sinceThen(others: number): string {
  return others === 0 ? '' : ` ${others} more since this was told last.`;
}
