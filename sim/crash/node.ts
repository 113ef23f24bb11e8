// One node, as `crossdock start` runs it: a process that can be killed, frozen and started again.
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePorts } from '../../src/runtime/free-ports.ts';
import { atOurEnd, endWithUs } from './ends.ts';
import { Proxy } from './proxy.ts';

const program = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const startMs = 120_000;
const linesKept = 40;

/**
 * Keeps the program compiled in a folder, for a killed process keeps nothing: a thousand starts then cost a third of the time.
 * Answers what nodes need in their environment.
 */
export async function compileAhead(directory: string): Promise<Readonly<Record<string, string>>> {
  const environment = { NODE_COMPILE_CACHE: directory };
  const main = new URL('../../src/main.ts', import.meta.url).href;
  const load = `await import(${JSON.stringify(main)}); await import(${JSON.stringify(new URL('../../src/cli/main.ts', import.meta.url).href)})`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', load, '--', '--help'], {
    env: { PATH: process.env['PATH'], ...environment },
  });
  return environment;
}

export type Roles = 'api,worker' | 'api' | 'worker';

export interface NodeOptions {
  readonly name: string;
  readonly roles: Roles;
  readonly key: string;
  readonly secretKey: string;
  /** The socket of the database. */
  readonly socket: string;
  readonly addressAt: (port: number) => string;
  /** More of the environment, such as a clock that is wrong. */
  readonly environment?: Readonly<Record<string, string>>;
}

export class NodeProcess implements AsyncDisposable {
  readonly proxy: Proxy;
  readonly port: number;
  readonly #options: NodeOptions;
  readonly #home: string;
  readonly #keptHome: Disposable;
  readonly #lines: string[] = [];
  #child: ChildProcess | undefined;
  #starting: Promise<void> | undefined;
  /** It answered or said that it is ready since it was started last. */
  isReady = false;
  isFrozen = false;
  /** Ends that nobody asked for. */
  readonly endedByItself: string[] = [];

  private constructor(options: NodeOptions, proxy: Proxy, port: number) {
    this.#options = options;
    this.proxy = proxy;
    this.port = port;
    const home = mkdtempSync(join(tmpdir(), 'crossdock-crash-home-'));
    this.#home = home;
    this.#keptHome = atOurEnd(() => rmSync(home, { recursive: true, force: true }));
  }

  static async open(options: NodeOptions): Promise<NodeProcess> {
    const { port } = await freePorts({ port: 65_536 });
    return new NodeProcess(options, await Proxy.open(options.socket), port);
  }

  get name(): string {
    return this.#options.name;
  }

  get takesRequests(): boolean {
    return this.#options.roles !== 'worker';
  }

  get works(): boolean {
    return this.#options.roles !== 'api';
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Its last lines on standard error. */
  get said(): string {
    return this.#lines.join('\n');
  }

  /** Started again while the database cannot be reached, as a supervisor would, until it is ready. */
  start(): Promise<void> {
    if (this.isReady) return Promise.resolve();
    this.#starting ??= this.#start().finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.isReady = false;
    this.isFrozen = false;
    this.#child = undefined;
    const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await ended;
  }

  freeze(): void {
    this.isFrozen = true;
    this.#child?.kill('SIGSTOP');
  }

  wake(): void {
    this.isFrozen = false;
    this.#child?.kill('SIGCONT');
  }

  /** Ctrl-C: it finishes what it has taken. Answers its exit code. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (child === undefined) return null;
    this.isReady = false;
    this.#child = undefined;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    return child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.proxy[Symbol.asyncDispose]();
    rmSync(this.#home, { recursive: true, force: true });
    this.#keptHome[Symbol.dispose]();
  }

  async #start(): Promise<void> {
    const deadline = performance.now() + startMs;
    for (;;) {
      const child = this.#launch();
      while (this.#child === child && child.exitCode === null && child.signalCode === null && !this.isReady) {
        if (performance.now() > deadline)
          throw new Error(`${this.name} was not ready within ${startMs} ms:\n${this.said}`);
        await sleep(10);
      }
      // Ready, or killed by a fault before it was: whoever killed it starts it again.
      if (this.isReady || this.#child !== child) return;
      await sleep(250);
    }
  }

  #launch(): ChildProcess {
    const { roles, key, secretKey, addressAt, environment } = this.#options;
    const child = spawn(process.execPath, ['--max-semi-space-size=8', program, 'start', '--role', roles], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: addressAt(this.proxy.port),
        PORT: String(this.port),
        CROSSDOCK_HOME: this.#home,
        CROSSDOCK_ADMIN_KEY: key,
        CROSSDOCK_SECRET_KEY: secretKey,
        CROSSDOCK_DEMO: '0',
        CROSSDOCK_ALLOW_PRIVATE_TARGETS: '1',
        ...environment,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
      // Ctrl-C is for whoever started it, who ends its nodes by itself.
      detached: true,
    });
    this.#child = child;
    const kept = child.pid === undefined ? undefined : endWithUs(child.pid);
    child.once('exit', () => kept?.[Symbol.dispose]());
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('Crossdock is ready')) this.isReady = this.#child === child;
      this.#lines.push(...text.trimEnd().split('\n'));
      this.#lines.splice(0, this.#lines.length - linesKept);
    });
    child.once('exit', (code, signal) => {
      if (this.#child !== child) return;
      if (this.isReady) this.endedByItself.push(`${this.name} ended with ${code ?? signal}: ${this.said}`);
      this.isReady = false;
    });
    return child;
  }
}
