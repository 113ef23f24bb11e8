// The one door to the Zen engine. Its decimals end the whole process, not the call, on numbers that they cannot hold
// (beyond 28 digits, overflow of a product, a remainder of zero; gorules/zen#175, #324), so nothing gets here unchecked: values
// pass `engineNumber`, and expressions were shown to stay within bounds when the policy was read (expression.ts).
import { evaluateExpressionSync, evaluateUnaryExpressionSync } from '@gorules/zen-engine';
import type { EngineValue, PolicyValue } from './model.ts';

/** Whether a cell takes a value. `$` is the value; other names are what the cell compares it with. */
export function takes(cell: string, context: Readonly<Record<string, PolicyValue>>): boolean {
  return evaluateUnaryExpressionSync(cell, context);
}

export function work(expression: string, context: Readonly<Record<string, PolicyValue>>): unknown {
  return evaluateExpressionSync(expression, context);
}

/** Below a millionth a number may need more decimals than the engine has; twelve are kept. */
export function engineNumber(value: number): number {
  return value !== 0 && Math.abs(value) < 1e-6 ? Number(value.toFixed(12)) + 0 : value;
}

const datePattern = /^\d{4}-\d{2}-\d{2}$/;

/** The second a date begins at in UTC, as the engine's date() has it; null if there is no such day. */
export function dateSecond(text: string): number | null {
  if (!datePattern.test(text)) return null;
  const at = Date.parse(text);
  // A day that its month does not have is read by some engines as one of the next month.
  return Number.isNaN(at) || !new Date(at).toISOString().startsWith(text) ? null : at / 1_000;
}

export function dateText(second: EngineValue): string {
  return new Date(Number(second) * 1_000).toISOString().slice(0, 10);
}
