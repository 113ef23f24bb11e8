// The rules of a table, each cell read against the column it stands in.
import { closest } from '#contracts/spelling.ts';
import assert from '#kernel/assert.ts';
import { limits } from '#kernel/limits.ts';
import { escapePointer } from '#statecharts/json-text.ts';
import { readCell } from './cell.ts';
import type { Field, Head, PolicyValue, Rule } from './model.ts';
import { readOutput } from './output.ts';
import type { Say } from './report.ts';
import type { Table, TableColumn, TableRule } from './table.ts';
import { Wording } from './tokens.ts';

interface Matched {
  readonly column: TableColumn;
  readonly field: Field;
}

export interface RulesRead {
  readonly rules: readonly Rule[];
  /** The inputs that have a column, in the order of the columns. */
  readonly inputs: readonly Field[];
}

export function readRules(head: Head, table: Table, say: Say): RulesRead {
  const inputs = matchColumns(table.inputs, { fields: head.inputs, form: lookedAt }, say);
  const outputs = matchColumns(table.outputs, { fields: head.outputs, form: ({ name }) => name }, say);
  if (table.rules.length > limits.policyRulesMax)
    say(
      `${table.pointer}/rules`,
      `a policy has at most ${limits.policyRulesMax} rules`,
      'Divide it into two policies.',
    );
  const compared = new Map<string, Set<string>>();
  const rules = table.rules.map((rule) => readRule(rule, { head, inputs, outputs, compared }, say));
  checkComparisons(compared, inputs, say);
  const read = new Set([
    ...inputs.map(({ field }) => field.name),
    ...rules.flatMap(({ worked }) => worked.flatMap(({ reads }) => reads)),
    ...[...compared.values()].flatMap((names) => [...names]),
  ]);
  for (const name of head.inputs.keys())
    if (!read.has(name)) say(`/policy/inputs/${name}`, `no rule looks at ${name}`, 'Remove it, or give it a column.');
  for (const name of head.outputs.keys())
    if (!outputs.some(({ field }) => field.name === name))
      say(`/policy/outputs/${name}`, `the table has no column for ${name}`, 'Add the column, or remove the output.');
  return { rules, inputs: inputs.map(({ field }) => field) };
}

/** A date is looked at as date(name), which makes it a number to the engine. */
function lookedAt({ name, type }: Field): string {
  return type === 'date' ? `date(${name})` : name;
}

function matchColumns(
  columns: readonly TableColumn[],
  { fields, form }: { fields: Head['inputs']; form: (field: Field) => string },
  say: Say,
): Matched[] {
  const forms = new Map([...fields.values()].map((field) => [form(field), field]));
  const matched: Matched[] = [];
  for (const column of columns) {
    const pointer = `${column.pointer}/field`;
    const field = forms.get(column.field);
    if (field === undefined) {
      const meant = closest(column.field, [...forms.keys()]) ?? `one of ${[...forms.keys()].join(', ')}`;
      say(pointer, `the policy has no ${column.field}`, `Write ${meant}.`);
    } else if (matched.some((other) => other.field === field))
      say(pointer, `${field.name} has two columns`, 'Put both into one.');
    else matched.push({ column, field });
  }
  return matched;
}

interface Columns {
  readonly head: Head;
  readonly inputs: readonly Matched[];
  readonly outputs: readonly Matched[];
  /** By input: the inputs that its column compares it with. */
  readonly compared: Map<string, Set<string>>;
}

function readRule(rule: TableRule, { head, inputs, outputs, compared }: Columns, say: Say): Rule {
  const when: Record<string, string> = {};
  const then: Record<string, string> = {};
  const fixed: Record<string, PolicyValue> = {};
  const worked: Rule['worked'][number][] = [];
  for (const { column, field } of inputs) {
    const cell = cellOf(rule, column);
    when[field.name] = cell;
    if (cell === '') continue;
    const read = attempt(() => readCell(cell, field, head.inputs), `${rule.pointer}/${escapePointer(column.id)}`, say);
    const names = read?.operands.flatMap(({ line }) => (line.field === null ? [] : [line.field])) ?? [];
    compared.set(field.name, new Set([...(compared.get(field.name) ?? []), ...names]));
  }
  for (const { column, field } of outputs) {
    const cell = cellOf(rule, column);
    then[field.name] = cell;
    const output = attempt(
      () => readOutput(cell, field, head.inputs),
      `${rule.pointer}/${escapePointer(column.id)}`,
      say,
    );
    if (output?.kind === 'fixed') fixed[field.name] = output.value;
    if (output?.kind === 'worked') worked.push({ output: field.name, expression: cell, reads: output.reads });
  }
  return { id: rule.id, description: rule.description, when, then, fixed, worked };
}

function cellOf(rule: TableRule, { id }: TableColumn): string {
  const cell = rule.cells.get(id);
  assert(cell !== undefined, 'the rules were read with the ids of these columns');
  return cell;
}

/** What makes the search for gaps and overlaps exact: comparisons join inputs in pairs or stars, not in chains. */
function checkComparisons(compared: Columns['compared'], inputs: readonly Matched[], say: Say): void {
  for (const { column, field } of inputs) {
    const others = [...(compared.get(field.name) ?? [])];
    const chained = others.find((other) => (compared.get(other)?.size ?? 0) > 0);
    if (others.length > 1)
      say(
        column.pointer,
        `${field.name} is compared with ${others.join(' and ')}`,
        'Compare a column with one other input at most.',
      );
    else if (chained !== undefined)
      say(
        column.pointer,
        `${field.name} is compared with ${chained}, which is compared with another`,
        'Turn one comparison round, or give an input for the difference.',
      );
  }
}

function attempt<T>(read: () => T, pointer: string, say: Say): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Wording)) throw error;
    say(pointer, error.message, error.fix);
    return undefined;
  }
}
