// Identifiers in CSV files: into a running node, and out of it.
import { createReadStream } from 'node:fs';
import { Command, Option } from 'commander';
import { CsvError, parse } from 'csv-parse';
import type { Identifier } from '#connections/identifiers/model.ts';
import { identifierKinds } from '#connections/mapping/mapping.ts';
import { SetupError } from '#postgres/errors.ts';
import { nodeOf, request, requestPage } from './client.ts';
import type { NodeAddress, NodeOptions } from './client.ts';
import { headLine, headProblem, lineOf, readRow } from './identifiers-csv.ts';
import type { Row } from './identifiers-csv.ts';
import { printJson, printLine, progress } from './output.ts';
import { readSettings } from './settings.ts';

interface Import extends NodeOptions {
  readonly system?: string;
  readonly kind?: string;
  readonly delimiter: string;
  readonly json: boolean;
}

interface Report {
  rows: number;
  made: number;
  changed: number;
  unchanged: number;
  readonly rejected: { readonly line: number; readonly reason: string }[];
}

interface Answered {
  readonly items: readonly {
    readonly status: 'made' | 'changed' | 'unchanged' | 'rejected';
    readonly problem?: { readonly detail: string; readonly fix: string };
  }[];
}

const rowsAtOnce = 500;
const rowBytesMax = 16 * 1_024;
const rejectedShown = 20;

export const importCommand: Command = new Command('import')
  .description('say what ids mean by a CSV file with the columns system, kind, id, and code or not_ours')
  .argument('<file>', 'the file, in UTF-8; preferred and because are read too, other columns are not')
  .option('--system <name>', 'of rows that name none')
  .addOption(new Option('--kind <kind>', 'of rows that name none').choices(identifierKinds))
  .option('--delimiter <character>', 'what stands between cells', ',')
  .action(async (file: string, options: Import) => {
    const node = await nodeOf(readSettings(process.env), options);
    const report: Report = { rows: 0, made: 0, changed: 0, unchanged: 0, rejected: [] };
    let batch: { readonly line: number; readonly row: Row }[] = [];
    for await (const { line, cells } of rowsOf(file, options)) {
      report.rows += 1;
      const read = readRow(cells, options);
      if ('problem' in read) report.rejected.push({ line, reason: read.problem });
      else batch.push({ line, row: read.row });
      if (batch.length < rowsAtOnce) continue;
      await send(node, batch, report);
      progress(`${report.rows} rows`);
      batch = [];
    }
    if (batch.length > 0) await send(node, batch, report);
    report.rejected.sort((one, other) => one.line - other.line);
    if (options.json) printJson(report);
    else for (const text of linesOf(report)) printLine(text);
    if (report.rejected.length > 0) process.exitCode = 1;
  });

/** Each row with the line it begins in. */
async function* rowsOf(
  file: string,
  options: Import,
): AsyncGenerator<{ readonly line: number; readonly cells: Readonly<Record<string, string>> }> {
  const given = {
    ...(options.system !== undefined && { system: options.system }),
    ...(options.kind !== undefined && { kind: options.kind }),
  };
  const source = createReadStream(file);
  const parser = source.pipe(
    parse({
      bom: true,
      delimiter: options.delimiter,
      skip_empty_lines: true,
      info: true,
      max_record_size: rowBytesMax,
      columns: (head: string[]) => {
        const names = head.map((name) => name.trim());
        const problem = headProblem(names, given);
        if (problem !== null) throw new SetupError('file', `${file}: ${problem}`);
        return names;
      },
    }),
  );
  source.once('error', (error) => parser.destroy(error));
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number };
    }>)
      yield { line: info.lines, cells: record };
  } catch (error) {
    if (error instanceof SetupError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (error instanceof CsvError || code.startsWith('E'))
      throw new SetupError(
        'file',
        `${file} cannot be read: ${error instanceof Error ? error.message : code}. Rows before that are said already; correct it and import it again.`,
        { cause: error },
      );
    throw error;
  }
}

async function send(
  node: NodeAddress,
  batch: readonly { readonly line: number; readonly row: Row }[],
  report: Report,
): Promise<void> {
  const body = { identifiers: batch.map(({ row }) => row), origin: 'import' };
  const { items } = (await request(node, 'POST', '/v1/identifiers:batch', body)) as Answered; // The API's IdentifierBatch.
  for (const [place, { line }] of batch.entries()) {
    const item = items[place];
    if (item === undefined)
      throw new SetupError('node', `The node answered ${items.length} of ${batch.length} rows: import the file again.`);
    if (item.status === 'rejected')
      report.rejected.push({ line, reason: `${item.problem?.detail ?? ''} ${item.problem?.fix ?? ''}` });
    else report[item.status] += 1;
  }
}

function linesOf({ rows, made, changed, unchanged, rejected }: Report): string[] {
  const more = rejected.length - rejectedShown;
  return [
    `${rows} rows: ${made} made, ${changed} changed, ${unchanged} as they were, ${rejected.length} rejected`,
    ...rejected.slice(0, rejectedShown).map(({ line, reason }) => `line ${line}: ${reason}`),
    ...(more > 0 ? [`and ${more} more; --json shows them all`] : []),
  ];
}

interface Export extends NodeOptions {
  readonly system?: string;
  readonly kind?: string;
}

export const exportCommand: Command = new Command('export')
  .description('what ids mean, as a CSV file that import reads again')
  .option('--system <name>', 'only those of a system')
  .addOption(new Option('--kind <kind>', 'only those of a kind').choices(identifierKinds))
  .action(async (options: Export) => {
    const node = await nodeOf(readSettings(process.env), options);
    const query = new URLSearchParams();
    if (options.system !== undefined) query.set('system', options.system);
    if (options.kind !== undefined) query.set('identifierKind', options.kind);
    printLine(headLine());
    let cursor: string | null = null;
    do {
      const page: { items: readonly Identifier[]; nextCursor: string | null } = await requestPage<Identifier>(
        node,
        `/v1/identifiers?${query.toString()}`,
        cursor,
      );
      for (const identifier of page.items) printLine(lineOf(identifier));
      cursor = page.nextCursor;
    } while (cursor !== null);
  });
