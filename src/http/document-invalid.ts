// The problem of a document that breaks its contract: every field at fault, with what to send instead.
import { problem } from './problems.ts';
import type { Problem } from './problems.ts';

export function documentInvalid(
  found: readonly { readonly pointer: string; readonly message: string; readonly fix: string }[],
): Problem {
  const errors = found.map(({ pointer, message, fix }) => ({ pointer, detail: message, fix }));
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return problem('document_invalid', `${errors[0]?.detail ?? 'The document is not valid'}${more}.`, { errors });
}
