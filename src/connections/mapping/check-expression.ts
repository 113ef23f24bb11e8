// What a mapping may not say. The same document must always become the same, today and when it is mapped again in a year: so no
// clock and no chance. And nothing that a partner sends may run as a program.
import type { ExpressionProblem } from './sandbox-messages.ts';

const refusedFunctions: Readonly<Record<string, string>> = {
  now: 'a mapping has no clock: take the time from the document or from $about',
  millis: 'a mapping has no clock: take the time from the document or from $about',
  random: 'a mapping gives the same for the same document: leave chance out',
  shuffle: 'a mapping gives the same for the same document: leave chance out',
  eval: 'text of a document may not run as a program: write the expression out',
};

/** The first place of a syntax tree at which such a function is named; null: there is none. */
export function refusedIn(tree: unknown): ExpressionProblem | null {
  const left: unknown[] = [tree];
  const seen = new Set<unknown>();
  let first: ExpressionProblem | null = null;
  while (left.length > 0) {
    const node = left.pop();
    if (typeof node !== 'object' || node === null || node instanceof RegExp || seen.has(node)) continue;
    seen.add(node);
    if ('type' in node && node.type === 'variable' && 'value' in node && typeof node.value === 'string') {
      const why = Object.hasOwn(refusedFunctions, node.value) ? refusedFunctions[node.value] : undefined;
      const position = 'position' in node && typeof node.position === 'number' ? node.position : null;
      if (why !== undefined && (first === null || (position ?? 0) < (first.position ?? 0)))
        first = { message: `$${node.value} is refused: ${why}`, position };
    }
    left.push(...Object.values(node));
  }
  return first;
}
