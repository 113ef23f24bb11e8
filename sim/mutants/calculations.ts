// Operators on what is calculated: an update lost, the opposite function, arguments that change places, an order turned round.
import { replaced, textOf, walk } from './source.ts';
import type { Emit, Source, Span } from './source.ts';

const opposite: Readonly<Record<string, string>> = {
  'Math.min': 'Math.max',
  'Math.max': 'Math.min',
  'Math.floor': 'Math.ceil',
  'Math.ceil': 'Math.floor',
};

export function mutateCalculations(source: Source, emit: Emit): void {
  const of = (node: Span): string => textOf(source, node);
  walk(source, {
    BinaryExpression(node) {
      const { left, right, operator } = node;
      if ((operator !== '+' && operator !== '-') || isText(left) || isText(right)) return;
      emit('lost-update', replaced(node, `(${of(left)})`));
      if (operator === '+') emit('lost-update', replaced(node, `(${of(right)})`));
      else emit('swapped-arguments', replaced(node, `(${of(right)}) - (${of(left)})`));
    },
    AssignmentExpression(node) {
      if (node.operator === '+=' && !isText(node.right))
        emit('lost-update', replaced(node, `${of(node.left)} = ${of(node.right)}`));
    },
    ObjectExpression({ properties }) {
      // A record made anew from the one before it: each change is lost in turn.
      if (properties[0]?.type !== 'SpreadElement') return;
      for (const property of properties.slice(1)) emit('lost-update', dropFromList(source, property));
    },
    CallExpression(node) {
      const { callee } = node;
      const called = of(callee);
      const other = opposite[called];
      if (other !== undefined) emit('min-max', replaced(callee, other));
      const [first] = node.arguments;
      // ⌈a / b⌉ = −⌊−a / b⌋
      if ((called === 'divFloor' || called === 'divCeil') && first !== undefined)
        emit('min-max', { start: node.start, end: first.end, replacement: `-${called}(-(${of(first)})` });
      swap(source, emit, called, node.arguments);
      if (callee.type !== 'MemberExpression' || callee.computed) return;
      switch (callee.property.name) {
        case 'sort':
        case 'toSorted':
          emit('wrong-order', replaced(node, of(callee.object)));
          if (first !== undefined)
            emit('wrong-order', replaced(first, `((...pair) => (${of(first)})(...pair.reverse()))`));
          return;
        case 'reverse':
        case 'toReversed':
          emit('wrong-order', replaced(node, of(callee.object)));
      }
    },
  });
}

function isText(node: { readonly type: string; readonly value?: unknown }): boolean {
  return node.type === 'TemplateLiteral' || typeof node.value === 'string';
}

/** An element goes with the comma after it, or the text would not be a list any more. */
function dropFromList({ text }: Source, { start, end }: Span): { start: number; end: number; replacement: string } {
  const comma = /^\s*,/.exec(text.slice(end));
  return { start, end: end + (comma?.[0].length ?? 0), replacement: '' };
}

/** Neighbours whose parameters have one type. */
function swap(source: Source, emit: Emit, called: string, given: readonly Span[]): void {
  const types = source.signatures.get(called);
  if (types === undefined) return;
  for (const [index, one] of given.entries()) {
    const other = given[index + 1];
    if (other === undefined || types[index] === null || types[index] !== types[index + 1]) continue;
    const between = source.text.slice(one.end, other.start);
    emit('swapped-arguments', {
      start: one.start,
      end: other.end,
      replacement: textOf(source, other) + between + textOf(source, one),
    });
  }
}
