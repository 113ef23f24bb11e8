// What is told of a document that cannot be taken: the place in it, the reason, what to do.
import type { Verdict } from '#connections/inbound/door.ts';
import type { Problem } from './problems.ts';

type Failed = Extract<Verdict, { kind: 'failed' }>;

/** `kind`: of the document whose fields the problem points to. */
export function refused({ code, detail, fix, errors }: Problem, kind?: string): Failed {
  const [first] = errors ?? [];
  const says = first === undefined || first.detail === detail ? detail : `${detail} ${first.detail}`;
  const pointer = kind === undefined || first?.pointer === undefined ? null : `/${kind}${first.pointer}`;
  return { kind: 'failed', stage: 'decide', code, pointer, detail: says, fix: first?.fix ?? fix, intake: null };
}

export function contractBroken(
  kind: string,
  errors: readonly { readonly pointer: string; readonly message: string; readonly fix: string }[],
): Failed {
  const [first] = errors;
  const others = errors.length - 1;
  return {
    kind: 'failed',
    stage: 'validate',
    code: 'document_invalid',
    pointer: `/${kind}${first?.pointer ?? ''}`,
    detail: `${first?.message ?? 'It breaks its contract'}${others > 0 ? ` (and ${others} more)` : ''}.`,
    fix: first?.fix ?? 'Correct the mapping.',
    intake: null,
  };
}

export function invalid(pointer: string, detail: string, fix: string): Failed {
  return { kind: 'failed', stage: 'validate', code: 'document_invalid', pointer, detail, fix, intake: null };
}
