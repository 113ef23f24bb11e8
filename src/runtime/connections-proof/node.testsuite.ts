// A whole node as `crossdock start` runs it, on a database of its own: a process that is spoken to over HTTP and can be killed.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { testDatabase } from '#postgres/test-database.ts';
import type { TestDatabase } from '#postgres/test-database.ts';
import { freePorts } from '../free-ports.ts';

const program = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
/** Anything that hangs is found by these; nothing is timed. */
const startMs = 120_000;
const answerMs = 30_000;
const key = 'administrator-of-the-proof';

type Method = 'GET' | 'POST' | 'PUT';

export class ProofNode implements AsyncDisposable {
  readonly port: number;
  /** Below it connections may read and write files. */
  readonly files: string;
  readonly #database: TestDatabase;
  readonly #home: string;
  #child: ChildProcess | null = null;
  #said = '';

  private constructor(database: TestDatabase, port: number) {
    this.#database = database;
    this.port = port;
    this.#home = mkdtempSync(join(tmpdir(), 'crossdock-proof-'));
    this.files = join(this.#home, 'files');
    mkdirSync(this.files);
  }

  static async open(): Promise<ProofNode> {
    const { port } = await freePorts({ port: 65_536 });
    const node = new ProofNode(await testDatabase(), port);
    await node.start();
    return node;
  }

  get pool(): pg.Pool {
    return this.#database.pool;
  }

  /** What it told last, for a test that fails. */
  get said(): string {
    return this.#said;
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [program, 'start'], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: this.#database.connectionString,
        CROSSDOCK_NETWORK: this.#database.schema,
        CROSSDOCK_HOME: this.#home,
        CROSSDOCK_FILES: this.files,
        CROSSDOCK_ADMIN_KEY: key,
        CROSSDOCK_SECRET_KEY: 'secret-key-of-the-proof-0123456789',
        CROSSDOCK_ALLOW_PRIVATE_TARGETS: '1',
        CROSSDOCK_DEMO: '0',
        PORT: String(this.port),
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    const end = (): boolean => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    let isReady = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      isReady ||= text.includes('Crossdock is ready');
      this.#said = `${this.#said}${text}`.slice(-4_000);
    });
    for (const deadline = performance.now() + startMs; !isReady; await wait(10))
      if (child.exitCode !== null || performance.now() > deadline)
        throw new Error(`the node does not start: ${this.#said}`);
  }

  /** kill -9: it finishes nothing. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Asked again while the node is away: what is asked here is known when it comes again. */
  async ask(method: Method, path: string, body?: object): Promise<Record<string, unknown>> {
    for (const deadline = performance.now() + answerMs; ; await wait(50)) {
      try {
        const response = await fetch(`http://127.0.0.1:${this.port}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${key}`,
            ...(body !== undefined && { 'content-type': 'application/json' }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        if (response.status < 300) return JSON.parse(text) as Record<string, unknown>;
        if (response.status < 500) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // What fetch throws when nobody answers.
      }
      if (performance.now() > deadline) throw new Error(`${method} ${path} is not answered: ${this.#said}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#database[Symbol.asyncDispose]();
    rmSync(this.#home, { recursive: true, force: true });
  }
}
