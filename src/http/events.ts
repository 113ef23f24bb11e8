// Events of outside systems. Each is answered by itself: applied, known already, or kept with the reason why it could not be
// applied. Nothing that can be read as an event is ever dropped, not even one that breaks its contract.
import type { CanonicalEvent, Validator } from '#contracts/validate.ts';
import { missingFor, rolesWith } from '#governance/roles.ts';
import { limits } from '#kernel/limits.ts';
import type { HoldReason } from '#processes/message.ts';
import type { Engine, Input, Submission } from '#runtime/engine.ts';
import { ok } from './call.ts';
import type { Answer, Handlers, Sender } from './call.ts';
import type { Digest } from './digest.ts';
import * as messages from './messages.ts';
import type { Kept, Reported } from './messages.ts';
import { faultOfRead, faultProblem, problem, ProblemError, refuse, rejectionProblem } from './problems.ts';
import type { Problem } from './problems.ts';

interface Parts {
  readonly engine: Engine;
  readonly digest: Digest;
  readonly validator: Validator;
}

export interface EventAnswer {
  readonly id: string | null;
  readonly source: string | null;
  readonly status: 'accepted' | 'duplicate' | 'rejected';
  /** Where the event is kept, to be corrected and replayed. */
  readonly intake?: string;
  readonly result?: object;
  readonly problem?: Problem;
}

export function eventHandlers(parts: Parts): Handlers<'takeEvents'> {
  return {
    async takeEvents({ sender, body, headers }) {
      const batch = headers['content-type']?.startsWith('application/cloudevents-batch+json') === true;
      if (batch && !Array.isArray(body))
        throw refuse('document_invalid', 'A batch of events is a list.', {
          errors: [
            {
              pointer: '',
              detail: 'The body is not a list.',
              fix: 'Send a list, or one event as application/cloudevents+json.',
            },
          ],
        });
      if (!Array.isArray(body)) return single(await takeEvent(parts, sender, body, 'api'));
      if (body.length > limits.batchEventsMax) {
        throw refuse('document_invalid', `A batch has at most ${limits.batchEventsMax} events.`, {
          errors: [
            {
              pointer: '',
              detail: `The list has ${body.length} entries.`,
              fix: `Send at most ${limits.batchEventsMax} at once.`,
            },
          ],
        });
      }
      const items = await Promise.all(body.map((event: unknown) => takeEvent(parts, sender, event, 'intake')));
      const isPartial = items.some((item) => item.problem !== undefined && item.problem.status >= 500);
      return { ...ok({ items }), ...(isPartial && { isPartial }) };
    },
  };
}

/** The problem of a single event also says which event it is about and where the event is kept. */
export function single({ problem: found, ...event }: EventAnswer): Answer {
  if (found === undefined) return ok(event);
  throw new ProblemError({ ...found, event });
}

/** `replay`: the event corrects a held one; only that attempt may apply it. */
export async function takeEvent(
  { engine, digest, validator }: Parts,
  sender: Sender,
  event: unknown,
  input: Input,
  replay?: Kept['replay'],
): Promise<EventAnswer> {
  const forbidden = mayReport(sender, event);
  if (forbidden !== null)
    return { id: textOf(event, 'id'), source: textOf(event, 'source'), status: 'rejected', problem: forbidden };
  const reported = read(event, digest, sender);
  const checked = validator.validateEvent(event);
  const about = { id: textOf(event, 'id'), source: textOf(event, 'source') };
  if (!checked.ok) {
    const errors = checked.errors.map(({ pointer, message, fix }) => ({ pointer, detail: message, fix }));
    const refused = problem('event_invalid', `${errors[0]?.detail ?? 'The event is not valid'}.`, { errors });
    // A correction that is itself wrong leaves the held event as it is.
    if (replay !== undefined) return { ...about, status: 'rejected', intake: replay.intake, problem: refused };
    return hold(engine, sender, reported, refused, about, input);
  }
  const answer = await apply(engine, sender, checked.value, reported, input, { replay });
  if (answer.problem?.code !== 'event_id_reused' || replay !== undefined) return { ...about, ...answer };
  // Another event under a known id is kept too: which of the two is right, only people can tell.
  return hold(engine, sender, reported, answer.problem, about, input);
}

/** Not kept: whoever corrects a held event may apply it, and this sender had no right to say it at all. */
export function mayReport({ grant }: Sender, event: unknown): Problem | null {
  const [type, source] = [textOf(event, 'type'), textOf(event, 'source')];
  const permission = type === null ? null : missingFor(grant.role, type);
  if (permission !== null)
    return problem('permission_missing', `Key ${grant.name} is ${grant.role} and does not report ${type}.`, {
      fix: `Use a key of the role ${rolesWith(permission).join(' or ')}.`,
      facts: { permission },
    });
  if (source === null || grant.sources === null || grant.sources.includes(source)) return null;
  return problem('source_of_others', `Key ${grant.name} speaks for ${grant.sources.join(', ')}, not for ${source}.`);
}

type Outcome = Omit<EventAnswer, 'id' | 'source'>;

export async function apply(
  engine: Engine,
  sender: Sender,
  event: CanonicalEvent,
  reported: Reported,
  input: Input,
  kept?: Kept,
): Promise<Outcome> {
  const reply = await submitOrFault(engine, messages.applyEvent(sender, event, reported, kept), input);
  if ('title' in reply) return { status: 'rejected', problem: reply };
  const { answer, repeated } = reply;
  if (answer.status === 'done')
    return { status: repeated ? 'duplicate' : 'accepted', ...(answer.result !== null && { result: answer.result }) };
  const intake = answer.rejection.facts?.['intake'];
  return {
    status: 'rejected',
    ...(typeof intake === 'string' && { intake }),
    problem: rejectionProblem(answer.rejection),
  };
}

/** Repeated, the same broken event is kept once. */
async function hold(
  engine: Engine,
  sender: Sender,
  reported: Reported,
  refused: Problem,
  about: Pick<EventAnswer, 'id' | 'source'>,
  input: Input,
): Promise<EventAnswer> {
  const first = refused.errors?.[0];
  const reason: HoldReason = {
    code: refused.code,
    title: refused.title,
    detail: refused.detail,
    fix: first?.fix ?? refused.fix,
    ...(first?.pointer !== undefined && { pointer: first.pointer }),
  };
  const reply = await submitOrFault(
    engine,
    messages.holdEvent(sender, reported, reason, `${reported.head.id}~${reported.digest.slice(0, 32)}`),
    input,
  );
  if ('title' in reply) return { ...about, status: 'rejected', problem: reply };
  const { answer } = reply;
  if (answer.status === 'refused') return { ...about, status: 'rejected', problem: rejectionProblem(answer.rejection) };
  const { intake } = answer.result as { readonly intake: string }; // What event.hold answers.
  return { ...about, status: 'rejected', intake, problem: refused };
}

/** One event of a batch that meets a fault is answered with it; it was not kept and is to be sent again. */
async function submitOrFault(
  engine: Engine,
  submission: Submission,
  input: Input,
): Promise<Awaited<ReturnType<Engine['submit']>> | Problem> {
  try {
    return await engine.submit(input, submission);
  } catch (error) {
    const fault = faultOfRead(error);
    if (fault === undefined || input === 'api') throw error;
    return faultProblem(fault);
  }
}

const nameLengthMax = 256;

/** The head by which an event is known. What has no usable name is named after its sender and its content. */
export function read(event: unknown, digest: Digest, sender: Sender): Reported {
  const raw = JSON.stringify(event) ?? 'null';
  const of = digest('event', event);
  const head = {
    source: textOf(event, 'source') ?? sender.actor,
    id: textOf(event, 'id') ?? `sha256:${of.slice(0, 32)}`,
    type: textOf(event, 'type') ?? 'unknown',
  };
  return { head, raw, digest: of };
}

function textOf(event: unknown, name: 'id' | 'source' | 'type'): string | null {
  if (!isRecord(event) || !Object.hasOwn(event, name)) return null;
  const value = event[name];
  // PostgreSQL's text has no room for a NUL.
  return typeof value === 'string' && value.length > 0 && value.length <= nameLengthMax && !value.includes('\0')
    ? value
    : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
