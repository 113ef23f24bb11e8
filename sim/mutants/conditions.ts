// Operators on conditions: negated, a clause dropped, a bound moved by one, a check for something known turned round.
import { replaced, textOf, walk } from './source.ts';
import type { Emit, Source, Span } from './source.ts';

/** Calls whose first argument decides about each element. */
const deciding = new Set(['filter', 'find', 'findIndex', 'findLast', 'some', 'every']);
const neighbour: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

export function mutateConditions(source: Source, emit: Emit): void {
  const of = (node: Span): string => textOf(source, node);
  const negate = (node: Span): void => emit('negated-condition', replaced(node, `!(${of(node)})`));
  const typed: Span[] = [];
  walk(source, {
    TSLiteralType: (node) => void typed.push(node),
    IfStatement: ({ test }) => negate(test),
    ConditionalExpression: ({ test }) => negate(test),
    LogicalExpression(node) {
      const { left, right } = node;
      emit('dropped-clause', replaced(node, `(${of(left)})`));
      // Of `a && b && c` the left side is `a && b`, whose own clauses are dropped one at a time.
      if (left.type !== 'LogicalExpression' || left.operator !== node.operator)
        emit('dropped-clause', replaced(node, `(${of(right)})`));
    },
    BinaryExpression(node) {
      const other = neighbour[node.operator];
      if (other !== undefined) emit('off-by-one', replaced(node, `${of(node.left)} ${other} ${of(node.right)}`));
    },
    Literal(node) {
      if (typeof node.value !== 'number' || !Number.isSafeInteger(node.value)) return;
      if (typed.some(({ start, end }) => start <= node.start && node.end <= end)) return;
      emit('off-by-one', replaced(node, String(node.value + 1)));
      if (node.value > 0) emit('off-by-one', replaced(node, String(node.value - 1)));
    },
    CallExpression(node) {
      const { callee } = node;
      const [first] = node.arguments;
      if (callee.type !== 'MemberExpression' || callee.computed || first === undefined) return;
      const { name } = callee.property;
      if (name === 'has' || name === 'includes') emit('missing-dedupe', replaced(node, `!${of(node)}`));
      if (deciding.has(name) && first.type === 'ArrowFunctionExpression' && first.expression) negate(first.body);
    },
    ArrayExpression(node) {
      const [only] = node.elements;
      if (node.elements.length !== 1 || only?.type !== 'SpreadElement') return;
      const { argument } = only;
      if (argument.type !== 'NewExpression' || of(argument.callee) !== 'Set') return;
      const [listed] = argument.arguments;
      if (listed !== undefined) emit('missing-dedupe', replaced(argument, of(listed)));
    },
  });
}
