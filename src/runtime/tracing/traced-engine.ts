// Messages and turns as spans. A message is a span in the trace of its correlation, from when it is submitted to its answer. A turn
// decides messages of many traces at once, so it has a trace of its own, and each links to the other.
import { errorType } from '#kernel/trace.ts';
import type { Span, Tracer } from '#kernel/trace.ts';
import type { Engine, Submission } from '#runtime/engine.ts';
import type { TurnResult } from '#runtime/turn.ts';

type RunTurn = (submissions: readonly Submission[]) => Promise<TurnResult>;

export interface TracedTurns {
  readonly run: RunTurn;
  /** The engine over the turns, as callers use it. */
  over(engine: Engine): Engine;
}

/** Without a tracer both are what they were. */
export function tracedTurns(tracer: Tracer | undefined, run: RunTurn): TracedTurns {
  if (tracer === undefined) return { run, over: (engine) => engine };
  const spans = new WeakMap<Submission, Span>();
  return {
    run: (submissions) => runTraced(tracer, spans, submissions, run),
    over: (engine) => ({
      waiting: () => engine.waiting(),
      async submit(input, submission) {
        const { id, correlationId, causationId, command } = submission.message;
        const span = tracer.start({
          name: `decide ${command.type}`,
          kind: 'internal',
          correlationId,
          causationId,
          messageId: id,
          attributes: { 'crossdock.message.id': id, 'crossdock.input': input },
        });
        spans.set(submission, span);
        try {
          const { answer, repeated } = await engine.submit(input, submission);
          span.note({ 'crossdock.answer': answer.status, 'crossdock.repeated': repeated });
          if (answer.status === 'refused') span.note({ 'crossdock.refusal': answer.rejection.rejected });
          span.end();
          return { answer, repeated };
        } catch (error) {
          span.end(errorType(error));
          throw error;
        }
      },
    }),
  };
}

async function runTraced(
  tracer: Tracer,
  spans: WeakMap<Submission, Span>,
  submissions: readonly Submission[],
  run: RunTurn,
): Promise<TurnResult> {
  const messages = submissions.flatMap((submission) => spans.get(submission) ?? []);
  const turn = tracer.start({
    name: 'turn',
    kind: 'internal',
    place: 'own',
    attributes: { 'crossdock.turn.messages': submissions.length },
    links: messages,
  });
  try {
    const result = await tracer.within(turn, () => run(submissions));
    const { replies, position } = result;
    const facts = position === null ? {} : { 'crossdock.turn.position': position };
    turn.note({ ...facts, 'crossdock.turn.answered': replies.length });
    // Those that are left come with the next turn.
    for (const submission of submissions.slice(0, replies.length)) {
      const span = spans.get(submission);
      span?.note(facts);
      span?.link(turn);
    }
    turn.end();
    return result;
  } catch (error) {
    turn.end(errorType(error));
    throw error;
  }
}
