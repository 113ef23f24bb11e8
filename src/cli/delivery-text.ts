// Deliveries and dry runs, in words for a terminal. Pure.
import type { Preview } from '#connections/outbound/preview.ts';

const cellMax = 44;

/** The other system's state beside what it would become. */
export function previewLines(preview: Preview): string[] {
  const { seq, connection, operation, lane, state } = preview;
  const head = `Delivery ${seq} to ${connection}${operation === null ? '' : `, ${operation}`}, about ${lane} (${state})`;
  if (preview.problem !== null) return [head, `  It cannot be sent: ${preview.problem.detail} ${preview.problem.fix}`];
  if (!preview.looked) return [head, `  The other system was not looked at: ${preview.why ?? ''}`];
  const done =
    preview.isDone === true
      ? '  It is done there already.'
      : preview.isDone === false
        ? '  It is not done there.'
        : '  Whether it is done there cannot be told.';
  if (preview.differences.length === 0) return [head, done, '  Nothing would change there.'];
  const rows = [
    ['  field', 'there now', 'would be'],
    ...preview.differences.map(({ pointer, there, wouldBe }) => [
      `  ${pointer || '(all of it)'}`,
      cell(there),
      cell(wouldBe),
    ]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return [
    head,
    done,
    ...rows.map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    ...(preview.isCut ? ['  There are more differences.'] : []),
  ];
}

function cell(value: unknown): string {
  const text = value === null || value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value);
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > cellMax ? `${line.slice(0, cellMax - 1)}…` : line;
}
