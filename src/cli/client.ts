// How a command reaches a node: its address, the key, and one request with an answer or one sentence.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problemOf } from '#connections/import/client.ts';
import { SetupError } from '#postgres/errors.ts';
import type { Settings } from './settings.ts';

export interface NodeOptions {
  readonly url?: string;
  readonly key?: string;
}

export interface NodeAddress {
  readonly url: string;
  readonly key: string;
}

export const urlOption = ['--url <address>', 'address of the node (default: the one that HOST and PORT name)'] as const;
export const keyOption = [
  '--key <key>',
  'API key with the rights to do so (default: CROSSDOCK_KEY, CROSSDOCK_ADMIN_KEY, or the key that the node on this home made)',
] as const;

const answerWithinMs = 30_000;

export async function nodeOf(settings: Settings, options: NodeOptions): Promise<NodeAddress> {
  const url = options.url ?? `http://${reachable(settings.host)}:${settings.port}`;
  if (!URL.canParse(url) || !['http:', 'https:'].includes(new URL(url).protocol)) {
    throw new SetupError('setting', `--url is "${url}": give the address of the node, such as http://127.0.0.1:8080.`);
  }
  return { url, key: options.key ?? given('CROSSDOCK_KEY') ?? settings.adminKey ?? (await keyOfHome(settings.home)) };
}

/** The answer as JSON. A node that refuses or is not there ends the command with what it said. */
export async function request(
  node: NodeAddress,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<unknown> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL(path, node.url), {
      method,
      headers: {
        authorization: `Bearer ${node.key}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    text = await response.text();
  } catch (cause) {
    const reason = cause instanceof Error && cause.name === 'TimeoutError' ? `within ${answerWithinMs / 1_000} s ` : '';
    throw new SetupError('node', `No answer ${reason}from ${node.url}: start the node, or correct --url.`, { cause });
  }
  const answer = parse(text);
  if (response.ok && answer !== undefined) return answer;
  const problem = problemOf(answer);
  throw new SetupError(
    'node',
    problem === undefined
      ? `${node.url} answered ${method} ${path} with status ${response.status} and no JSON of Crossdock: correct --url.`
      : [problem.detail, problem.fix, ...errorsOf(answer)].filter((sentence) => sentence !== '').join(' '),
  );
}

interface FieldError {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly line?: number;
  readonly detail?: string;
  readonly fix?: string;
}

/** Every entry of a list, page by page. */
export async function requestAll<Entry>(node: NodeAddress, path: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Entry> = await requestPage(node, path, cursor);
    entries.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return entries;
}

export interface Page<Entry> {
  readonly items: readonly Entry[];
  readonly nextCursor: string | null;
}

export async function requestPage<Entry>(node: NodeAddress, path: string, cursor: string | null): Promise<Page<Entry>> {
  const query = `${path.includes('?') ? '&' : '?'}limit=200${cursor === null ? '' : `&cursor=${cursor}`}`;
  return (await request(node, 'GET', `${path}${query}`)) as Page<Entry>; // A list of the API; the caller names its entries.
}

function errorsOf(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null || !('errors' in answer) || !Array.isArray(answer.errors))
    return [];
  return answer.errors.map((error: FieldError) => {
    const place = error.line === undefined ? (error.pointer ?? error.parameter ?? '') : `line ${error.line}`;
    return [`${place}:`, error.detail, error.fix].filter(Boolean).join(' ');
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not JSON: told to the caller as an address that is no node.
  }
}

/** A node that listens on all addresses is reached on this machine by the loopback one. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

function given(name: string): string | undefined {
  const text = process.env[name];
  return text === '' ? undefined : text;
}

async function keyOfHome(home: string): Promise<string> {
  const path = join(home, 'admin-key');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new SetupError(
      'key',
      `No API key: give --key, set CROSSDOCK_KEY or CROSSDOCK_ADMIN_KEY, or set CROSSDOCK_HOME to the folder of the node (${path} is not there).`,
      { cause },
    );
  }
}
