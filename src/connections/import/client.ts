// Speaks to a node over its HTTP API, and is patient: a node that is full, restarting or not reached is asked again. Everything
// sent has an identity of its own, so that asking again never does a thing twice.
import { setTimeout as sleep } from 'node:timers/promises';
import { importLimits } from './limits.ts';
import { ImportProblem } from './problem.ts';

/** The parts of an RFC 9457 problem document that are used here. */
export interface NodeProblem {
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
  readonly retryable: boolean;
}

export interface Client {
  /** Asked once, before a long work: is the node there, and is the key one of its? */
  probe(path: string): Promise<void>;
  /** Undefined when the node does not have it (404). */
  get(path: string): Promise<unknown>;
  put(path: string, body: unknown): Promise<unknown>;
  post(path: string, body: unknown, contentType?: string): Promise<unknown>;
}

export interface ClientOptions {
  /** Address of the node, such as http://127.0.0.1:8080. */
  readonly url: string;
  readonly key: string;
  /** Told when the import waits for the node, once a wait. */
  readonly onWait: (sentence: string) => void;
  readonly attemptsMax?: number;
}

interface Attempt {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
}

export function createClient(options: ClientOptions): Client {
  return {
    probe: async (path) => {
      const outcome = await once(options, { method: 'GET', path });
      if (outcome.kind === 'later') throw new ImportProblem(outcome.why, { cause: outcome.cause });
    },
    get: (path) => send(options, { method: 'GET', path }),
    put: (path, body) => send(options, { method: 'PUT', path, body: JSON.stringify(body) }),
    post: (path, body, contentType) =>
      send(options, {
        method: 'POST',
        path,
        body: JSON.stringify(body),
        ...(contentType !== undefined && { contentType }),
      }),
  };
}

/** How long to wait before attempt `attempt` + 1. */
export function waitMs(attempt: number): number {
  return Math.min(importLimits.waitMs * 2 ** attempt, importLimits.waitMsMax);
}

async function send(options: ClientOptions, attempt: Attempt): Promise<unknown> {
  const attemptsMax = options.attemptsMax ?? importLimits.attemptsMax;
  for (let tried = 0; ; tried++) {
    const outcome = await once(options, attempt);
    if (outcome.kind === 'answer') return outcome.body;
    if (tried + 1 >= attemptsMax) {
      throw new ImportProblem(`${outcome.why} What was sent so far is kept: run the same command again to go on.`, {
        cause: outcome.cause,
      });
    }
    const ms = Math.max(waitMs(tried), outcome.afterMs);
    options.onWait(`${outcome.why} Trying again in ${(ms / 1_000).toFixed(1)} s.`);
    await sleep(ms);
  }
}

type Outcome =
  | { readonly kind: 'answer'; readonly body: unknown }
  | { readonly kind: 'later'; readonly why: string; readonly afterMs: number; readonly cause?: unknown };

async function once({ url, key }: ClientOptions, { method, path, body, contentType }: Attempt): Promise<Outcome> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': contentType ?? 'application/json' }),
      },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(importLimits.requestMs),
    });
    text = await response.text();
  } catch (cause) {
    return {
      kind: 'later',
      why: `No answer from ${url} (${reasonOf(cause)}): start the node, or correct --url.`,
      afterMs: 0,
      cause,
    };
  }
  const answer = parse(text);
  if (response.ok) {
    if (answer === undefined)
      throw new ImportProblem(`${url} answered ${method} ${path} with something other than JSON: correct --url.`);
    return { kind: 'answer', body: answer };
  }
  const problem = problemOf(answer);
  if (response.status === 404 && method === 'GET' && problem !== undefined) return { kind: 'answer', body: undefined };
  if (response.status === 503 || response.status === 429 || problem?.retryable === true) {
    const seconds = Number(response.headers.get('retry-after') ?? '0');
    return {
      kind: 'later',
      why: `The node is not ready: ${problem?.detail ?? `status ${response.status}`}`,
      afterMs: Number.isFinite(seconds) ? seconds * 1_000 : 0,
    };
  }
  throw new ImportProblem(`${method} ${path} was refused with status ${response.status}: ${sentence(problem, text)}`);
}

function sentence(problem: NodeProblem | undefined, text: string): string {
  return problem === undefined ? text.slice(0, 200) : `${problem.detail} ${problem.fix}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not JSON: told to the caller as an address that is no node.
  }
}

export function problemOf(value: unknown): NodeProblem | undefined {
  if (typeof value !== 'object' || value === null || !('code' in value)) return undefined;
  const text = (name: string): string => (name in value ? String(value[name as keyof typeof value]) : '');
  return {
    code: text('code'),
    detail: text('detail'),
    fix: text('fix'),
    retryable: 'retryable' in value && value.retryable === true,
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `nothing within ${importLimits.requestMs / 1_000} s`;
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}
