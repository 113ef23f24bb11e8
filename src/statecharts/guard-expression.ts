// Guards are Zen expressions over the facts of a case. Only a part of the language is let through: comparisons, logic, sums
// and a few functions of values. Products and remainders are not: the engine ends the whole process when one of them overflows
// or divides by zero (gorules/zen#175, #324). What reads the clock or chance would decide the same case differently twice,
// and Zen answers an unknown name with null instead of an error; both are refused when the definition is read.
import { evaluateExpressionSync } from '@gorules/zen-engine';
import { limits } from '#kernel/limits.ts';
import { closest } from '#contracts/spelling.ts';
import type { Facts, FactType, GuardExpression } from './model.ts';

export interface ExpressionFault {
  readonly message: string;
  readonly fix: string;
}

const token =
  /\s+|"[^"]*"|'[^']*'|\d{1,15}(?:\.\d{1,6})?(?!\w|\.\d)|(?<name>[A-Za-z_]\w*)(?<call>\s*\()?|[<>=!]=|\.\.|[-+<>?:,()[\]]|(?<other>[*/%^&|!=.;#$`{}]+|\d[\d.]*|.)/gsy;
const keywords = new Set(['and', 'or', 'not', 'in', 'true', 'false']);
const functions = new Set('abs ceil contains endsWith floor len lower max min round startsWith trim upper'.split(' '));
const clocks = new Set('d date time duration now today rand random year month dayOfWeek dateString'.split(' '));
/** Seventeen digits from here on end before the 28th decimal place. */
const smallest = 1e-9;
/** Sample values are tried in every combination of so many facts at most; the rest keep their first. */
const samplesMax = 256;

/** The guard, or everything that is wrong with it. */
export function readGuard(
  name: string,
  expression: string,
  facts: Readonly<Record<string, FactType>>,
): { readonly guard: GuardExpression } | { readonly faults: readonly ExpressionFault[] } {
  const { reads, faults } = namesIn(expression, facts);
  if (faults.length > 0) return { faults };
  const guard: GuardExpression = { name, expression, reads };
  const fault = tryOut(guard, facts);
  return fault === null ? { guard } : { faults: [fault] };
}

function namesIn(
  expression: string,
  facts: Readonly<Record<string, FactType>>,
): { readonly reads: string[]; readonly faults: ExpressionFault[] } {
  const reads = new Set<string>();
  const faults: ExpressionFault[] = [];
  for (const { groups, 0: text } of expression.matchAll(token)) {
    const name = groups?.['name'];
    const call = groups?.['call'];
    const other = groups?.['other'];
    if (other !== undefined) {
      const message = `${JSON.stringify(text)} is not part of the language of guards`;
      faults.push({
        message,
        fix: 'Write comparisons of facts joined by and, or, not; work out anything else as a fact.',
      });
    } else if (name === undefined || keywords.has(name) || (call !== undefined && functions.has(name))) continue;
    else if (call !== undefined) faults.push(unknownFunction(name));
    else if (Object.hasOwn(facts, name)) reads.add(name);
    else faults.push(unknownFact(name, Object.keys(facts)));
  }
  return { reads: [...reads].toSorted(), faults };
}

function unknownFunction(name: string): ExpressionFault {
  return clocks.has(name)
    ? {
        message: `${name}() reads the clock or chance, so that the same case could be decided differently twice`,
        fix: 'Give the caller a fact to work out, such as daysUntilPromise, and compare that.',
      }
    : { message: `${name}() is not a function that guards may call`, fix: `Use one of ${[...functions].join(', ')}.` };
}

function unknownFact(name: string, facts: readonly string[]): ExpressionFault {
  const meant = closest(name, facts);
  return {
    message: `"${name}" is not a fact of this definition`,
    fix: meant === undefined ? 'List it under "facts", or correct its name.' : `Did you mean "${meant}"?`,
  };
}

/** The engine parses only when it evaluates, and types show only then: so the guard is run on sample facts of each kind. */
function tryOut(guard: GuardExpression, facts: Readonly<Record<string, FactType>>): ExpressionFault | null {
  for (const sample of samples(guard, facts)) {
    const result = evaluate(guard, sample);
    if ('failed' in result) {
      return { message: `the expression cannot be evaluated: ${result.failed}`, fix: 'Correct the expression.' };
    }
    if (typeof result.value !== 'boolean') {
      return {
        message: `the expression gives ${JSON.stringify(result.value)} for ${JSON.stringify(sample)}, not true or false`,
        fix: 'Compare what it gives with something.',
      };
    }
  }
  return null;
}

function samples(guard: GuardExpression, facts: Readonly<Record<string, FactType>>): Facts[] {
  const words = [...guard.expression.matchAll(/"[^"]*"|'[^']*'/g)].map(([quoted]) => quoted.slice(1, -1));
  const tried = { number: [1, 0, -1.5], boolean: [true, false], string: ['word', '', ...words] };
  let all: Facts[] = [{}];
  for (const [name, type] of Object.entries(facts).filter(([fact]) => guard.reads.includes(fact))) {
    const values: readonly Facts[string][] = tried[type];
    const kept = all.length * values.length > samplesMax ? values.slice(0, 1) : values;
    all = all.flatMap((sample) => kept.map((value) => ({ ...sample, [name]: value })));
  }
  return all;
}

/** Whether the engine's decimals can hold a number and the sums of some such. */
export function isBounded(value: number): boolean {
  return value === 0 || (Math.abs(value) <= limits.quantityMax && Math.abs(value) >= smallest);
}

/** What the engine says of a guard and facts. Its errors are JSON with a stack behind it; the reason is its `source`. */
export function evaluate(
  guard: GuardExpression,
  facts: Facts,
): { readonly value: unknown } | { readonly failed: string } {
  try {
    return { value: evaluateExpressionSync(guard.expression, facts) };
  } catch (error) {
    const text = String(error instanceof Error ? error.message : error);
    return { failed: /"source":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text };
  }
}
