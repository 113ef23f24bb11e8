// A connector for tests to which messages are pushed with a shared password, and from which a list of messages is polled. The
// other system is an object in memory: what is tested is what is done with its messages.
import { hash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { ConnectorFault } from '#connectors/connector.ts';
import type { PushedConnector, RawMessage } from '#connectors/connector.ts';

export interface Peer {
  /** What it has, in its order; a poll reads from the cursor on. */
  readonly messages: RawMessage[];
  /** Keys of what it was told is kept. */
  readonly acknowledged: string[];
  /** Fails the poll, or the acknowledgement, when set. */
  failing: 'poll' | 'done' | null;
  /** Subscriptions that are open; left out: it is polled. */
  subscriptions?: number;
}

export function message(key: string, document: unknown): RawMessage {
  return { key, body: Buffer.from(JSON.stringify(document)), mediaType: 'application/json', about: {} };
}

export function peerConnector(peer: Peer, atOnce = 2): PushedConnector {
  return {
    kind: 'peer',
    title: 'A system in memory',
    settings: { type: 'object', additionalProperties: false },
    credentials: { password: { title: 'Its password.', required: false } },
    targets: () => [],
    stream: { type: 'object', additionalProperties: false },
    operation: null,
    open: () => ({
      check: () => Promise.resolve('It is there.'),
      async *receive({ cursor, signal }) {
        let from = Number(cursor ?? '0');
        while (!signal.aborted) {
          if (peer.failing === 'poll')
            throw new ConnectorFault({ code: 'connection_failed', detail: 'It is away.', fix: 'Wait.' });
          const messages = peer.messages.slice(from, from + atOnce);
          if (messages.length === 0) {
            if (peer.subscriptions === undefined) return;
            peer.subscriptions += 1;
            if (!signal.aborted) await once(signal, 'abort');
            peer.subscriptions -= 1;
            continue;
          }
          from += messages.length;
          yield {
            messages,
            cursor: String(from),
            done: () => {
              if (peer.failing === 'done') return Promise.reject(new Error('the answer was lost'));
              peer.acknowledged.push(...messages.map(({ key }) => key));
              return Promise.resolve();
            },
          };
        }
      },
      close: () => Promise.resolve(),
    }),
    take({ credentials, headers, body }) {
      const [given, wanted] = [headers['x-password'] ?? '', credentials['password'] ?? ''].map((text) =>
        hash('sha256', text, 'buffer'),
      );
      if (given === undefined || wanted === undefined || !timingSafeEqual(given, wanted))
        return { kind: 'refused', detail: 'The password is wrong.' };
      const key = hash('sha256', body);
      return { kind: 'taken', messages: [{ key, body, mediaType: 'application/json', about: {} }] };
    },
  };
}
