// No mapping comes into force before its golden cases pass. They run in a process of their own, before the message enters a turn:
// a turn runs no expressions.
import { checkMapping } from '#connections/mapping/golden.ts';
import type { Validator } from '#contracts/validate.ts';
import { reject } from '#kernel/rejection.ts';
import type { RejectedField } from '#kernel/rejection.ts';
import { readMapping } from '#mappings/read-mapping.ts';
import type { DefinitionRequest } from './bodies.ts';
import { rejectionProblem, ProblemError } from './problems.ts';

/** Throws the problem that names each case that fails, and how. */
export async function requirePassing(
  { kind, active, content }: DefinitionRequest,
  validator: Validator,
): Promise<void> {
  if (kind !== 'mapping' || !active) return;
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  const read = readMapping(text);
  // The turn says what is wrong with its shape.
  if ('problems' in read) return;
  const { expression, cases } = await checkMapping(read.mapping, validator);
  const errors: RejectedField[] =
    expression !== null
      ? [
          {
            pointer: '/content/expression',
            detail: `Line ${expression.line}, column ${expression.column} of the expression: ${expression.message}.`,
            fix: 'Correct it there.',
          },
        ]
      : cases.flatMap(({ name, faults }, index) =>
          faults.map(({ pointer, message, fix }) => ({
            pointer: `/content/cases/${index}`,
            detail: `Case "${name}"${pointer === '' ? '' : `, ${pointer}`}: ${message}.`,
            fix,
          })),
        );
  const [first] = errors;
  if (first === undefined) return;
  const failing = cases.filter(({ faults }) => faults.length > 0).length;
  const detail =
    expression !== null ? first.detail : `${failing} of ${cases.length} golden cases fail. ${first.detail}`;
  throw new ProblemError(rejectionProblem(reject('definition_invalid', detail, { errors })));
}
