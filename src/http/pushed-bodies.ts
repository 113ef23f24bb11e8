// Bodies of messages that other systems push. Who they are from is known only when they are read, so all that are read at once share
// a bounded room: however many callers send however slowly, the node has memory left for those with a key.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { limits } from '#kernel/limits.ts';
import { refuse } from './problems.ts';

export interface BodyLimits {
  readonly pushedBytesMax: number;
  readonly pushedBytesAtOnceMax: number;
}

/** Apart, because how bodies are read is set for all routes of a part. */
export function pushedBodies(
  add: (to: FastifyInstance) => void,
  { pushedBytesMax, pushedBytesAtOnceMax }: BodyLimits = limits,
): (part: FastifyInstance) => Promise<void> {
  let held = 0;
  const holding = new WeakMap<FastifyRequest, { bytes: number }>();

  async function read(request: FastifyRequest, payload: IncomingMessage): Promise<Buffer> {
    const own = holding.get(request);
    if (own === undefined) throw new Error('a body is read after its request was seen');
    const chunks: Buffer[] = [];
    // A payload that is destroyed takes its socket with it, and the answer never arrives.
    const coming = payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const chunk of coming) {
      if (own.bytes + chunk.length > pushedBytesMax)
        throw refuse('body_too_large', `The message has more than ${pushedBytesMax} bytes.`);
      if (held + chunk.length > pushedBytesAtOnceMax)
        throw refuse('pushes_exhausted', `Messages that are read just now have ${held} bytes.`);
      held += chunk.length;
      own.bytes += chunk.length;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  return (part) => {
    part.removeAllContentTypeParsers();
    part.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) => read(request, payload));
    part.addHook('onRequest', (request, reply, done) => {
      const own = { bytes: 0 };
      holding.set(request, own);
      // Whichever comes: an answer ends with one, a caller that goes away with the other.
      const release = (): void => {
        held -= own.bytes;
        own.bytes = 0;
      };
      reply.raw.once('finish', release);
      reply.raw.once('close', release);
      done();
    });
    add(part);
    return Promise.resolve();
  };
}
