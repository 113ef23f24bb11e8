// Submits a message and turns its answer into what a handler gives back, or into the problem to throw.
import type { Engine, Reply, Submission } from '#runtime/engine.ts';
import { ProblemError, rejectionProblem } from './problems.ts';

export interface Done {
  readonly result: object;
  /** The same request was answered before; this is that answer. */
  readonly repeated: boolean;
}

/** `unwrap` is where the body sits in the document that was decided: see rejectionProblem. */
export async function submit(engine: Engine, submission: Submission, unwrap = ''): Promise<Done> {
  return doneOf(await engine.submit('api', submission), unwrap);
}

export function doneOf({ answer, repeated }: Reply, unwrap = ''): Done {
  if (answer.status === 'refused') throw new ProblemError(rejectionProblem(answer.rejection, unwrap));
  return { result: answer.result ?? {}, repeated };
}
