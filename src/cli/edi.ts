// EDI as files: what is in one, and what is wrong with it.
import { createReadStream } from 'node:fs';
import { Command, Option } from 'commander';
import { MessageChecks } from '#edi/checks/check.ts';
import { dictionaryOf } from '#edi/dictionaries/load.ts';
import type { Tables } from '#edi/dictionaries/tables.ts';
import { differences } from '#edi/diff.ts';
import type { EdiItem, EdiMessage } from '#edi/envelope/model.ts';
import { ediFaults } from '#edi/faults.ts';
import type { Mode } from '#edi/faults.ts';
import { EdiReader } from '#edi/reader.ts';
import { documentOf, faultsOf } from '#edi/told.ts';
import type { ToldFault } from '#edi/told.ts';
import { SetupError } from '#postgres/errors.ts';
import { differenceLines, toldDifference } from './edi-diff-text.ts';
import { linesOf, summaryOf } from './edi-text.ts';
import { printJson, printLine, printLines } from './output.ts';

interface InspectOptions {
  readonly mode: Mode;
  readonly faultsOnly: boolean;
  readonly explain: boolean;
  readonly json: boolean;
}

const inspect = new Command('inspect')
  .description('what is in a file of X12 or EDIFACT, segment by segment, with every fault and what to do about it')
  .argument('<file>', 'as the partner sent it; - for standard input')
  .addOption(
    new Option(
      '--mode <mode>',
      'strict: each fault refuses; lenient: those that can be lived with are let through, and named',
    )
      .choices(['strict', 'lenient'])
      .default('strict'),
  )
  .option('--explain', 'each element on a line of its own, with its name and what its code means', false)
  .option('--faults-only', 'leave out the segments', false)
  .option('--json', 'print documents[] and faults[] for programs', false)
  .addHelpText(
    'after',
    `
Envelopes are checked, and messages by the dictionary of their version: docs/guides/edi.md lists those that there are.

Exits with 0 when there is no fault that the mode refuses, and with 1 when there is one. No node is asked. Files may be of any
size: memory holds one message, and for --json the faults.

Examples:
  $ crossdock edi inspect order.edi
  $ crossdock edi inspect order.edi --explain
  $ crossdock edi inspect order.edi --mode lenient --faults-only
  $ crossdock edi inspect order.edi --json | jq '.faults[] | {code, position, fix}'`,
  )
  .action(async (file: string, { mode, faultsOnly, explain, json }: InspectOptions) => {
    const faults: ToldFault[] = [];
    const counts = { documents: 0, refusing: 0, letThrough: 0 };
    const checks = new MessageChecks(dictionaryOf);
    if (json) printLine('{"documents": [');
    for await (const read of itemsOf(file)) {
      const item = checks.checked(read);
      const found = faultsOf(item, mode);
      for (const { isLetThrough } of found) counts[isLetThrough ? 'letThrough' : 'refusing'] += 1;
      if (json) {
        if (item.kind === 'message')
          await printLines([`${counts.documents === 0 ? '' : ','}${JSON.stringify(documentOf(item, mode))}`]);
        faults.push(...found);
      } else {
        const shown = { tables: tablesFor(item), withSegments: !faultsOnly, isExplained: explain };
        await printLines(linesOf(item, found, shown));
      }
      if (item.kind === 'message') counts.documents += 1;
    }
    if (json) printLine(`], "faults": ${JSON.stringify(faults, null, 2)}}`);
    else printLine(summaryOf(counts));
    if (counts.refusing > 0) process.exitCode = 1;
  });

interface DiffOptions {
  readonly withControls: boolean;
  readonly json: boolean;
}

const diff = new Command('diff')
  .description('what differs between two files of X12 or EDIFACT: messages, segments, elements')
  .argument('<before>', 'a file as a partner sent it')
  .argument('<after>', 'another one')
  .option('--with-controls', 'headers and trailers of messages too, which differ from day to day', false)
  .option('--json', 'print the result as JSON', false)
  .addHelpText(
    'after',
    `
Messages are paired in their order, by type. Other separators, blanks that fill values up and line breaks are no difference.
Exits with 0 when there is none, and with 1 when there is one.

Examples:
  $ crossdock edi diff order-as-it-was.edi order-now.edi`,
  )
  .action(async (before: string, after: string, { withControls, json }: DiffOptions) => {
    const found = differences(await messagesOf(before), await messagesOf(after), { withControls });
    if (json) printJson(found.map(toldDifference));
    else for (const line of found.flatMap(differenceLines)) printLine(line);
    const isSame = found.every((one) => one.kind === 'both' && one.segments.length === 0);
    if (!json && isSame) printLine('no difference');
    if (!isSame) process.exitCode = 1;
  });

export const ediCommand: Command = new Command('edi')
  .description('look into files of X12 and EDIFACT')
  .addCommand(inspect)
  .addCommand(diff);

/** Throws a sentence where there is nothing to compare. */
async function messagesOf(file: string): Promise<EdiMessage[]> {
  const messages: EdiMessage[] = [];
  for await (const item of itemsOf(file)) {
    if (item.kind === 'message') messages.push(item.message);
    if (item.kind === 'refused')
      throw new SetupError(item.fault.code, `${file}: ${item.fault.detail} ${ediFaults[item.fault.code].fix}`);
  }
  return messages;
}

function tablesFor(item: EdiItem): Tables | null {
  return item.kind === 'message' ? dictionaryOf(item.message.interchange.standard, item.message.version) : null;
}

async function* itemsOf(file: string): AsyncIterable<EdiItem> {
  const reader = new EdiReader();
  const bytes: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file);
  try {
    for await (const chunk of bytes) yield* reader.push(chunk);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error;
    throw new SetupError(
      'file_unreadable',
      `${file} cannot be read: ${error.message}. Name a file that you may read.`,
      {
        cause: error,
      },
    );
  }
  yield* reader.end();
}
