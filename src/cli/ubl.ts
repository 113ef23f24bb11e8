// UBL as files: what a document is, and what is wrong with it.
import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { SetupError } from '#postgres/errors.ts';
import { readUbl } from '#ubl/read.ts';
import { ruleSets } from '#ubl/rules/check.ts';
import type { RuleSet } from '#ubl/rules/check.ts';
import { toldOf } from '#ubl/told.ts';
import { printJson, printLine } from './output.ts';
import { ublLines } from './ubl-text.ts';

interface CheckOptions {
  readonly rules: RuleSet | 'auto';
  readonly json: boolean;
}

const check = new Command('check')
  .description(
    'what an order, despatch advice, invoice or other document of UBL says, with every fault and what to do about it',
  )
  .argument('<file>', 'as the partner sent it; - for standard input')
  .addOption(
    new Option('--rules <rules>', 'of invoices and credit notes; auto: those that the document says it follows')
      .choices(['auto', ...ruleSets])
      .default('auto'),
  )
  .option('--json', 'print document, faults[] and faultsMore for programs', false)
  .addHelpText(
    'after',
    `
Exits with 0 when there is no error, and with 1 when there is one; warnings do not count. No node is asked, and nothing is fetched.

Examples:
  $ crossdock ubl check invoice.xml
  $ crossdock ubl check invoice.xml --rules peppol
  $ crossdock ubl check invoice.xml --json | jq '.faults[] | {rule, place, fix}'`,
  )
  .action(async (file: string, { rules, json }: CheckOptions) => {
    const told = toldOf(readUbl(await bytesOf(file)), rules === 'auto' ? undefined : rules);
    if (json) printJson(told);
    else for (const line of ublLines(told)) printLine(line);
    if (told.faults.some(({ severity }) => severity === 'error')) process.exitCode = 1;
  });

export const ublCommand: Command = new Command('ubl').description('look into documents of UBL').addCommand(check);

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    if (file !== '-') return await readFile(file);
    const chunks: Uint8Array[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error;
    const detail = `${file} cannot be read: ${error.message}. Name a file that you may read.`;
    throw new SetupError('file_unreadable', detail, { cause: error });
  }
}
