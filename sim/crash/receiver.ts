// The system that is told: it has its effect once for each id, however often a delivery comes, and is stubborn: it answers late,
// or takes a delivery and breaks the line instead of answering.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';

interface Effect {
  readonly id: string;
  readonly lane: string;
  readonly type: string;
}

export class Receiver implements AsyncDisposable {
  /** In the order in which they happened. */
  readonly effects = new Map<string, Effect>();
  /** Deliveries that came again. */
  repeats = 0;
  readonly #server: Server;
  readonly #random: Random;
  /** Of this receiver alone: ports are given out again, and another run may still send to the one that had it before. */
  readonly #path = `/hooks/${randomUUID()}`;
  readonly #pending = new Map<string, ServerResponse>();
  readonly #waiting = new Map<string, (at: number) => void>();
  #holds = false;
  /** Shares of deliveries that are answered late, and not at all. */
  slow = 0.02;
  deaf = 0.002;

  private constructor(server: Server, random: Random) {
    this.#server = server;
    this.#random = random;
  }

  static async open(random: Random): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server, random);
    server.on('request', (request, response) => {
      if (request.url !== receiver.#path) {
        response.writeHead(404).end();
        return;
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('error', () => undefined); // A sender that died in the middle: nothing came.
      request.on(
        'end',
        () => void receiver.#take(String(request.headers['webhook-id']), Buffer.concat(chunks), response),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${this.#path}`; // TCP, so no pipe.
  }

  /** From now on it takes what comes and answers nothing, until `release`. Resolves with the ids as soon as there is one. */
  async hold(withinMs: number): Promise<string[]> {
    this.#holds = true;
    const deadline = performance.now() + withinMs;
    while (this.#pending.size === 0 && performance.now() < deadline) await sleep(5);
    return [...this.#pending.keys()];
  }

  /** Taken and not answered, while it holds. */
  get held(): string[] {
    return [...this.#pending.keys()];
  }

  release(): void {
    this.#holds = false;
    for (const response of this.#pending.values()) response.writeHead(204).end();
    this.#pending.clear();
  }

  /** When each of these came again. */
  comeAgain(ids: readonly string[], withinMs: number): Promise<boolean> {
    const all = Promise.all(ids.map((id) => new Promise<number>((resolve) => this.#waiting.set(id, resolve))));
    return Promise.race([all.then(() => true), sleep(withinMs, false, { ref: false })]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(id: string, body: Buffer, response: ServerResponse): Promise<void> {
    const { subject = '', type = '' } = JSON.parse(body.toString('utf8')) as { subject?: string; type?: string };
    if (this.effects.has(id)) this.repeats += 1;
    else this.effects.set(id, { id, lane: subject, type });
    this.#waiting.get(id)?.(performance.now());
    this.#waiting.delete(id);
    if (this.#holds) {
      this.#pending.set(id, response);
      return;
    }
    if (this.#random.chance(this.deaf)) {
      response.destroy();
      return;
    }
    if (this.#random.chance(this.slow)) await sleep(this.#random.whole(20, 200));
    response.writeHead(204).end();
  }
}
