// Golden cases of a mapping: each document must become what is written beside it, and keep its contract. No version comes into force
// before all of its cases pass.
import type { Validator } from '#contracts/validate.ts';
import { limits } from '#kernel/limits.ts';
import type { GoldenCase, Mapping } from '#mappings/model.ts';
import { SandboxPool } from './batches.ts';
import { differences } from './difference.ts';
import type { Difference } from './difference.ts';
import { checkDocuments } from './documents.ts';
import { lineAndColumn } from './line-and-column.ts';
import { documentsOf, programOf } from './mapper.ts';
import type { Identifiers } from './mapping.ts';

export interface CaseFault {
  /** Into what was made of the document; empty for all of it. */
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
}

export interface CheckedCase {
  readonly name: string;
  readonly faults: readonly CaseFault[];
}

export interface CheckedMapping {
  /** Why the expression cannot be used; null: it can. */
  readonly expression: { readonly message: string; readonly line: number; readonly column: number } | null;
  readonly cases: readonly CheckedCase[];
}

/** In a process of its own, which is ended afterwards. */
export async function checkMapping(mapping: Mapping, validator: Validator): Promise<CheckedMapping> {
  await using pool = new SandboxPool({ mapProcesses: 1 });
  const program = programOf(mapping);
  const problem = await pool.check(program);
  if (problem !== null) {
    const { message, position } = problem;
    return { expression: { message, ...lineAndColumn(mapping.expression, position ?? 0) }, cases: [] };
  }
  const cases: CheckedCase[] = [];
  for (const one of mapping.cases) {
    const documents = documentsOf([{ document: one.input, about: one.about ?? {} }]);
    const [mapped] = await pool.map(program, documents, {
      identifiers: identifiersOf(one),
      system: 'the other system',
    });
    cases.push({
      name: one.name,
      faults:
        mapped?.ok === true
          ? faultsOf(mapping, one, mapped.value, validator)
          : [
              {
                pointer: '',
                message: mapped?.problem.detail ?? 'nothing was answered',
                fix: mapped?.problem.fix ?? '',
              },
            ],
    });
  }
  return { expression: null, cases };
}

export function passes({ expression, cases }: CheckedMapping): boolean {
  return expression === null && cases.every(({ faults }) => faults.length === 0);
}

function faultsOf(mapping: Mapping, { output }: GoldenCase, made: unknown, validator: Validator): readonly CaseFault[] {
  const found = differences(output, made);
  if (found.length > 0)
    return found.slice(0, limits.mappingDifferencesShown).map((one) => ({
      pointer: one.pointer,
      message: messageOf(one),
      fix: 'Correct the expression, or the output of the case.',
    }));
  if (mapping.direction === 'out') return [];
  return checkDocuments(validator, made).flatMap(({ kind, problems }) =>
    problems.map(({ pointer, message, fix }) => ({
      pointer,
      message: kind === null ? message : `the contract of ${kind}: ${message}`,
      fix,
    })),
  );
}

const shownMax = 200;

function messageOf({ expected, found }: Difference): string {
  if (expected === undefined) return `${shown(found)} was made, and nothing is expected`;
  if (found === undefined) return `${shown(expected)} is expected, and nothing was made`;
  return `${shown(expected)} is expected, and ${shown(found)} was made`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}

/** What a case says that codes mean; nothing else has a meaning in it. */
function identifiersOf({ identifiers = {} }: GoldenCase): Identifiers {
  const of = (kind: string): Readonly<Record<string, string>> =>
    Object.hasOwn(identifiers, kind) ? (identifiers[kind] ?? {}) : {};
  return {
    resolve: (_system, kind, ids) =>
      Promise.resolve(ids.map((id) => (Object.hasOwn(of(kind), id) ? (of(kind)[id] ?? null) : null))),
    name: (_system, kind, codes) =>
      Promise.resolve(codes.map((code) => Object.entries(of(kind)).find(([, ours]) => ours === code)?.[0] ?? null)),
  };
}
