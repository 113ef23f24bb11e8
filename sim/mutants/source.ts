// A source file as the operators see it: text, syntax tree, and the parameters of the functions it may call.
import { parseSync, Visitor } from 'oxc-parser';
import type { ParseResult, VisitorObject } from 'oxc-parser';
import type { Edit, Operator } from './mutant.ts';

/** Types of the parameters of a function, as written; by its name, where no two functions of that name differ. */
export type Signatures = ReadonlyMap<string, readonly (string | null)[]>;

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly program: ParseResult['program'];
  readonly signatures: Signatures;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Emit = (operator: Operator, edit: Edit) => void;

export function parse(path: string, text: string, signatures: Signatures = new Map()): Source {
  const { program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`);
  return { path, text, program, signatures };
}

/** Visits everything but assertions: they are nets under bugs, so that no test can see one that is missing. */
export function walk({ program, text }: Source, handlers: VisitorObject): void {
  const asserted: Span[] = [];
  const isAssertion = (node: Span): boolean => /^assert[.(]/.test(text.slice(node.start, node.end));
  new Visitor({
    CallExpression: (node) => void (isAssertion(node) && asserted.push(node)),
    ExpressionStatement: (node) => void (isAssertion(node) && asserted.push(node)),
  }).visit(program);
  const isAsserted = (node: Span): boolean => asserted.some(({ start, end }) => start <= node.start && node.end <= end);
  const guarded = Object.entries(handlers).map(([name, handle]) => [
    name,
    (node: Span) => {
      if (!isAsserted(node)) (handle as (node: Span) => void)(node); // The visitor calls each handler with its own kind of node.
    },
  ]);
  new Visitor(Object.fromEntries(guarded) as VisitorObject).visit(program);
}

export function textOf({ text }: Source, { start, end }: Span): string {
  return text.slice(start, end);
}

export function replaced({ start, end }: Span, replacement: string): Edit {
  return { start, end, replacement };
}

/** Of functions of all files; methods are left out, for a call does not tell whose they are. */
export function signaturesOf(sources: readonly Source[]): Signatures {
  const found = new Map<string, readonly (string | null)[]>();
  const ambiguous = new Set<string>();
  for (const source of sources) {
    new Visitor({
      FunctionDeclaration(node) {
        if (node.id === null) return;
        const types = node.params.map((parameter) =>
          'typeAnnotation' in parameter && parameter.typeAnnotation !== null && parameter.typeAnnotation !== undefined
            ? textOf(source, parameter.typeAnnotation).replace(/^:\s*/, '')
            : null,
        );
        const known = found.get(node.id.name);
        if (known !== undefined && known.join() !== types.join()) ambiguous.add(node.id.name);
        found.set(node.id.name, types);
      },
    }).visit(source.program);
  }
  for (const name of ambiguous) found.delete(name);
  return found;
}
