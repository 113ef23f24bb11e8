// Operators on statements: one removed, a function that answers the same whatever it is asked.
import type { TSType } from 'oxc-parser';
import { replaced, walk } from './source.ts';
import type { Emit, Source, Span } from './source.ts';

interface Answering {
  readonly body: (Span & { readonly type: string }) | null;
  readonly returnType?: { readonly typeAnnotation: TSType } | null;
}

export function mutateStatements(source: Source, emit: Emit): void {
  const remove = (node: Span): void => emit('removed-statement', replaced(node, ';'));
  const answer = ({ body, returnType }: Answering): void => {
    if (body === null || returnType === null || returnType === undefined) return;
    for (const constant of constantsOf(returnType.typeAnnotation))
      emit(
        'constant-return',
        body.type === 'BlockStatement'
          ? { start: body.start + 1, end: body.start + 1, replacement: ` return ${constant};` }
          : replaced(body, constant),
      );
  };
  walk(source, {
    ExpressionStatement: remove,
    ContinueStatement: remove,
    IfStatement(node) {
      if (node.alternate === null) remove(node);
    },
    ReturnStatement(node) {
      if (node.argument === null) remove(node);
    },
    FunctionDeclaration: answer,
    FunctionExpression: answer,
    ArrowFunctionExpression: answer,
  });
}

/** The plainest values of a type. What is made of parts has none that would not break whoever reads it. */
function constantsOf(type: TSType): readonly string[] {
  if (type.type === 'TSUnionType') return type.types.flatMap(constantsOf);
  if (type.type === 'TSTypeOperator' && type.operator === 'readonly') return constantsOf(type.typeAnnotation);
  if (type.type !== 'TSTypeReference') return plain[type.type] ?? [];
  const name = type.typeName.type === 'Identifier' ? type.typeName.name.replace(/^Readonly/, '') : '';
  return name === 'Set' || name === 'Map' ? [`new ${name}()`] : [];
}

const plain: Readonly<Record<string, readonly string[]>> = {
  TSBooleanKeyword: ['true', 'false'],
  TSTypePredicate: ['true', 'false'],
  TSNumberKeyword: ['0'],
  TSNullKeyword: ['null'],
  TSUndefinedKeyword: ['undefined'],
  TSArrayType: ['[]'],
};
