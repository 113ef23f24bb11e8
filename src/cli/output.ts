// What commands print. Results go to standard output, everything said on the way to standard error, so that
// `--json | jq` works.
import { once } from 'node:events';

export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function printLine(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Of much: waits for whoever reads, so that it need not be held. */
export async function printLines(lines: Iterable<string>): Promise<void> {
  for (const line of lines) if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}

export function printTable(rows: readonly (readonly string[])[]): void {
  for (const line of tableLines(rows)) printLine(line);
}

/** Columns as wide as their widest cell; the last one is free. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
