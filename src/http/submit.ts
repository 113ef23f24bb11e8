// Submits a message and turns its answer into what a handler gives back, or into the problem to throw.
import type { Engine, Submission } from '#runtime/engine.ts';
import { ProblemError, rejectionProblem } from './problems.ts';

interface Done {
  readonly result: object;
  /** The same request was answered before; this is that answer. */
  readonly repeated: boolean;
}

export async function submit(engine: Engine, submission: Submission): Promise<Done> {
  const { answer, repeated } = await engine.submit('api', submission);
  if (answer.status === 'refused') throw new ProblemError(rejectionProblem(answer.rejection));
  return { result: answer.result ?? {}, repeated };
}
