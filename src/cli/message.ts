// Raw messages of a running node: what came in over connections as it came, what became of it, and what is done about it.
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { rawStates } from '#connections/inbound/raw-store.ts';
import type { Result } from '#connections/inbound/raw-store.ts';
import { errorCode, SetupError } from '#postgres/errors.ts';
import { nodeOf, request } from './client.ts';
import type { NodeAddress, NodeOptions, Page } from './client.ts';
import { misused } from './misuse.ts';
import { addNodeCommands } from './node-commands.ts';
import { printJson, printLine, printTable } from './output.ts';
import { readSettings } from './settings.ts';

interface Common extends NodeOptions {
  readonly json: boolean;
}

/** The API's RawMessage. */
interface Message {
  readonly id: string;
  readonly connection: string;
  readonly stream: string;
  readonly key: string;
  readonly mediaType: string;
  readonly about: Readonly<Record<string, string>>;
  readonly bytes: number;
  readonly corrected: boolean;
  readonly state: string;
  readonly attempts: number;
  readonly result: Result | null;
  readonly receivedAt: string;
  readonly handledBy: string | null;
  readonly body?: string;
  readonly encoding?: 'utf8' | 'base64';
}

const limitMax = 500;

const list = new Command('list')
  .description('messages that came in, newest first')
  .option('--connection <code>', 'only those of a connection')
  .option('--stream <name>', 'only those of a stream')
  .addOption(new Option('--state <state>', 'only those that stand so').choices(rawStates))
  .option('--limit <count>', `how many, at most ${limitMax}`, parseLimit, 20)
  .action(
    async (
      options: Common & {
        readonly connection?: string;
        readonly stream?: string;
        readonly state?: string;
        readonly limit: number;
      },
    ) => {
      const query = new URLSearchParams({ limit: String(options.limit) });
      if (options.connection !== undefined) query.set('connection', options.connection);
      if (options.stream !== undefined) query.set('stream', options.stream);
      if (options.state !== undefined) query.set('rawState', options.state);
      const answer = await request(await node(options), 'GET', `/v1/raw-messages?${query.toString()}`);
      const { items } = answer as Page<Message>; // The API's RawMessagePage.
      if (options.json) return printJson(items);
      if (items.length === 0) return printLine('No messages.');
      printTable([
        ['message', 'connection', 'stream', 'received', 'state', 'made', 'failed', 'key', 'first problem'],
        ...items.map(({ id, connection, stream, receivedAt, state, result, key }) => [
          ...[
            id,
            connection,
            stream,
            receivedAt,
            state,
            String(result?.accepted ?? '-'),
            String(result?.failed ?? '-'),
          ],
          ...[key.slice(0, 40), result?.problems[0]?.detail ?? ''],
        ]),
      ]);
    },
  );

const show = new Command('show')
  .description('one message in full: what came, and what failed where')
  .argument('<message>', 'its id')
  .option('--body', 'write the body alone, byte for byte, to standard output', false)
  .action(async (id: string, options: Common & { readonly body: boolean }) => {
    const message = (await request(await node(options), 'GET', pathOf(id))) as Message;
    if (options.body) {
      if (message.body === undefined)
        throw new SetupError('message', `The body of ${id} is not shown to this key: it needs personal:read.`);
      process.stdout.write(Buffer.from(message.body, message.encoding ?? 'utf8'));
      return;
    }
    if (options.json) return printJson(message);
    for (const line of lines(message)) printLine(line);
  });

const replay = new Command('replay')
  .description('work on a message again, or on all of a connection that failed')
  .argument('[message]', 'its id')
  .option('--connection <code>', 'all that failed of a connection, oldest first')
  .option('--stream <name>', 'only those of a stream')
  .option('--even-if-older', 'master data in it is put even over what was said later', false)
  .action(
    async (
      id: string | undefined,
      options: Common & { readonly connection?: string; readonly stream?: string; readonly evenIfOlder: boolean },
    ) => {
      const at = await node(options);
      const { connection, stream } = options;
      if ((id === undefined) === (connection === undefined))
        return misused('Name a message, or a connection with --connection.');
      if (id !== undefined)
        return told(
          await request(at, 'POST', `${pathOf(id)}/replay`, options.evenIfOlder ? { evenIfOlder: true } : {}),
          options,
        );
      const body = { connection, ...(stream !== undefined && { stream }) };
      const answer = await request(at, 'POST', '/v1/raw-messages:replay', body);
      if (options.json) return printJson(answer);
      printLine(`${(answer as { replayed: number }).replayed} messages are worked on again.`); // The API's Replayed.
    },
  );

const skip = new Command('skip')
  .description('give a message up, so that a stream that stops goes on')
  .argument('<message>', 'its id')
  .action(async (id: string, options: Common) =>
    told(await request(await node(options), 'POST', `${pathOf(id)}/skip`, {}), options),
  );

const correct = new Command('correct')
  .description('put what should have come in its place, and work on that')
  .argument('<message>', 'its id')
  .requiredOption('--file <path>', 'file with the whole body')
  .action(async (id: string, options: Common & { readonly file: string }) => {
    const bytes = await bytesOf(options.file);
    const body = { body: bytes.toString('base64'), encoding: 'base64' };
    told(await request(await node(options), 'POST', `${pathOf(id)}/replay`, body), options);
  });

const examples: Readonly<Record<string, string>> = {
  list: 'crossdock message list --connection erp --state failed',
  show: 'crossdock message show raw_01a2… --body > came.csv',
  replay: 'crossdock message replay --connection erp',
  skip: 'crossdock message skip raw_01a2…',
  correct: 'crossdock message correct raw_01a2… --file corrected.csv',
};

export const messageCommand: Command = new Command('message').description(
  'messages that came in over connections: see, correct, work on again, give up',
);

addNodeCommands(messageCommand, [list, show, replay, skip, correct], examples);

function lines(message: Message): string[] {
  const { id, connection, stream, key, mediaType, bytes, state, attempts, result, receivedAt, handledBy } = message;
  return [
    `Message ${id} of ${connection}, ${stream}: ${state}, worked on ${attempts} times`,
    `Came ${receivedAt} under the key ${key}: ${mediaType}, ${bytes} bytes${message.corrected ? ', corrected since' : ''}`,
    ...Object.entries(message.about).map(([name, value]) => `  ${name}: ${value}`),
    ...(handledBy === null ? [] : [`Last handled by ${handledBy}.`]),
    ...(result === null
      ? []
      : [
          `${result.records} records, ${result.documents} documents: ${result.accepted} accepted, ${result.duplicates} known, ${result.failed} failed.`,
        ]),
    ...(result?.problems ?? []).map(
      ({ stage, place, code, detail, fix }) => `  ${stage}, ${place} (${code}): ${detail} ${fix}`,
    ),
    ...(message.encoding === 'utf8' ? ['Body:', message.body ?? ''] : []),
    ...(message.encoding === 'base64' ? ['The body is no text: write it to a file with --body.'] : []),
  ];
}

function told(answer: unknown, { json }: Common): void {
  if (json) return printJson(answer);
  const { id, state } = answer as Message; // The API's RawMessage.
  printLine(`Message ${id} is ${state}.`);
}

function node(options: NodeOptions): Promise<NodeAddress> {
  return nodeOf(readSettings(process.env), options);
}

function pathOf(id: string): string {
  return `/v1/raw-messages/${encodeURIComponent(id)}`;
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new SetupError('message', `${file} cannot be read (${errorCode(cause) ?? 'unknown'}): correct its path.`, {
      cause,
    });
  }
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= limitMax) return limit;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${limitMax}.`);
}
