// Names that are made from what is sent: `orders.{/site}.created`. In braces stands a JSON pointer into the value, or `id`, `lane`,
// `operation` or, of bundles, `number`, with so many digits as `number:6` says. A template is data: it can choose a place and nothing else.
import { valueAt } from './json-pointer.ts';

export interface Named {
  readonly id: string;
  readonly lane: string;
  readonly operation: string;
  readonly number?: string;
  readonly value: unknown;
}

/** A part that is a word from the value, made fit for the place it stands in; null: it can't stand there. */
export type Fit = (part: string) => string | null;

export type Filled =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly detail: string; readonly fix: string };

const hole = /\{([^{}]*)\}/g;
const words = ['id', 'lane', 'operation'] as const;
const numbered = /^number(?::([1-9]|1[0-5]))?$/;

/** What is wrong with a template; null: nothing. */
export function templateProblem(template: string): string | null {
  for (const [text, inside = ''] of template.matchAll(hole)) {
    const isWord = words.some((word) => word === inside);
    if (!isWord && !numbered.test(inside) && !/^(?:\/(?:[^~/]|~[01])*)+$/.test(inside))
      return `${text} is neither {id}, {lane}, {operation}, {number} nor a JSON pointer such as {/orderId}.`;
  }
  return /[{}]/.test(template.replaceAll(hole, '')) ? 'A brace is not closed or not opened.' : null;
}

export function fillTemplate(template: string, named: Named, fit: Fit): Filled {
  const problems: { detail: string; fix: string }[] = [];
  const text = template.replaceAll(hole, (whole, inside: string) => {
    const part = partOf(inside, named);
    const fitted = part === null ? null : fit(part);
    if (fitted === null) {
      problems.push({
        detail:
          part === null
            ? numbered.test(inside)
              ? `${template} needs a number, which only what is sent in bundles has.`
              : `${template} needs a text or a number at ${inside}, and the value has none there.`
            : `What the value has at ${inside} can't stand in ${template}.`,
        fix: 'Correct the mapping or the template of the operation.',
      });
    }
    return fitted ?? whole;
  });
  const [first] = problems;
  return first === undefined ? { ok: true, text } : { ok: false, ...first };
}

function partOf(inside: string, named: Named): string | null {
  for (const word of words) if (inside === word) return named[word];
  const digits = numbered.exec(inside);
  if (digits !== null) return named.number?.padStart(Number(digits[1] ?? 1), '0') ?? null;
  const at = valueAt(named.value, inside);
  if (!at.found) return null;
  if (typeof at.value === 'string' && at.value !== '') return at.value;
  return typeof at.value === 'number' ? String(at.value) : null;
}
