// Files of EPCIS: what is in one, what is wrong with it, its hashes, and the same as JSON-LD. No node is asked.
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { eventHash } from '#gs1/epcis/event-hash.ts';
import { toldEpcis } from '#gs1/epcis/faults.ts';
import { identifierFaults } from '#gs1/epcis/identifiers.ts';
import { printDocument } from '#gs1/epcis/json-write.ts';
import { readEpcis } from '#gs1/epcis/read.ts';
import type { ReadEpcis } from '#gs1/epcis/read.ts';
import { SetupError } from '#postgres/errors.ts';
import { eventLines, summaryOf } from './gs1-text.ts';
import { printJson, printLine, progress } from './output.ts';

interface EventsOptions {
  readonly to: 'text' | 'hashes' | 'json-ld';
  readonly json: boolean;
}

export const eventsCommand: Command = new Command('events')
  .description('what is in a file of EPCIS 1.2 or 2.0, in XML or JSON-LD, with every fault and what to do about it')
  .argument('<file>', 'as the partner sent it; - for standard input')
  .addOption(
    new Option('--to <form>', 'hashes: one event hash (CBV 2.0) a line; json-ld: the same events as EPCIS 2.0')
      .choices(['text', 'hashes', 'json-ld'])
      .default('text'),
  )
  .option('--json', 'print events[], hashes and faults[] for programs', false)
  .addHelpText(
    'after',
    `
Exits with 0 when there is no fault, and with 1 when there is one. Wrong check digits in identifiers are told (·), and are no
faults of the event. Hashes and JSON-LD are only printed of files without fault.

Examples:
  $ crossdock gs1 events shipped.xml
  $ crossdock gs1 events shipped.xml --to json-ld > shipped.jsonld
  $ crossdock gs1 events shipped.jsonld --to hashes
  $ crossdock gs1 events shipped.xml --json | jq '.faults[] | {code, place, fix}'`,
  )
  .action(async (file: string, { to, json }: EventsOptions) => {
    const read = readEpcis(await bytesOf(file));
    const { faults, faultsMore } = read;
    if (json) printJson(jsonOf(read));
    else if (to === 'text' || faults.length > 0) {
      const print = to === 'text' ? printLine : progress;
      for (const line of eventLines(read)) print(line);
      print(summaryOf(faults.length + faultsMore));
    } else printAs(to, read);
    if (faults.length > 0) process.exitCode = 1;
  });

function printAs(to: 'hashes' | 'json-ld', { document }: ReadEpcis): void {
  const events = document?.events ?? [];
  if (to === 'hashes') for (const event of events) printLine(eventHash(event));
  else printLine(printDocument(events, { creationDate: document?.creationDate ?? new Date().toISOString() }));
}

function jsonOf({ document, faults, faultsMore }: ReadEpcis): object {
  const events = document?.events ?? [];
  return {
    ...document,
    events: events.map((event) => ({
      event,
      hash: faults.length === 0 ? eventHash(event) : null,
      identifiers: identifierFaults(event).map(({ uri, fault }) => ({ uri, code: fault.code, detail: fault.detail })),
    })),
    faults: faults.map(toldEpcis),
    faultsMore,
  };
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return file === '-' ? await buffer(process.stdin) : await readFile(file);
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new SetupError(
      'file_unreadable',
      `${file} cannot be read: ${error.message}. Name a file that you may read.`,
      {
        cause: error,
      },
    );
  }
}
