// A decision table for a terminal: cells wrapped, columns that say nothing left out, and what the columns mean.
import type { Field, Policy } from '#policies/model.ts';

const cellWidthMax = 26;

export function tableLines({ columns, outputs, rules }: Policy): string[] {
  const inputs = columns.map(({ input }) => input.name).filter((name) => rules.some(({ when }) => when[name] !== ''));
  const names = [...outputs.keys()];
  const head = ['rule', ...inputs, ...names.map((name) => `→ ${name}`)];
  const rows = rules.map(({ id, when, then }) =>
    [id, ...inputs.map((name) => when[name] || '–'), ...names.map((name) => then[name] ?? '')].map(wrap),
  );
  const widths = head.map((name, index) =>
    Math.max(name.length, ...rows.flatMap((row) => (row[index] ?? []).map((line) => line.length))),
  );
  const draw = (cells: readonly (readonly string[])[]): string[] => {
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((cell, index) => (cell[line] ?? '').padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  };
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  const explained = rules.map(({ id, description }) => `${id.padEnd(widths[0] ?? 0)}  ${description}`);
  return [...draw(head.map((name) => [name])), rule, ...rows.flatMap(draw), '', ...explained];
}

/** Broken behind commas and blanks; a longer word stays whole. */
function wrap(cell: string): string[] {
  const lines: string[] = [];
  for (const word of cell.split(/(?<=,)\s*|\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= cellWidthMax) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export function fieldLines({ inputs, outputs }: Policy): string[] {
  const fields = [...inputs.values(), ...outputs.values()];
  const width = Math.max(...fields.map(({ name }) => name.length));
  return fields.map((field) => {
    const arrow = outputs.get(field.name) === field ? '→ ' : '  ';
    return `${arrow}${field.name.padEnd(width)}  ${field.description} (${kindOf(field)})`;
  });
}

function kindOf({ type, values, min, max, whole }: Field): string {
  if (type === 'boolean') return 'yes or no';
  if (values !== null) return values.join(', ');
  if (type !== 'number') return type === 'date' ? 'date' : 'text';
  const bounds = [min === null ? '' : `from ${min}`, max === null ? '' : `to ${max}`].filter((bound) => bound !== '');
  return [whole ? 'whole number' : 'number', ...bounds].join(' ');
}
