// The seal of a turn. leaf = sha256(entry text); root = sha256(leaf ‖ leaf ‖ …); hash = sha256(previous hash ‖ root). An entry is
// proven with the leaves of its turn; a turn is proven with the hashes around it.
import { hash } from 'node:crypto';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Incoming } from '#processes/turn.ts';

export function rootOf(sealed: readonly string[]): Buffer {
  return hash('sha256', Buffer.concat(sealed.map((text) => hash('sha256', text, 'buffer'))), 'buffer');
}

export function chain(previous: Buffer, root: Buffer): Buffer {
  return hash('sha256', Buffer.concat([previous, root]), 'buffer');
}

export interface RecordedMessage {
  readonly message: Incoming['message'];
  readonly replaying: string | null;
}

export function packMessages(incoming: readonly Incoming[]): Buffer {
  const recorded = incoming.map(({ message, replaying }): RecordedMessage => ({ message, replaying }));
  return zstdCompressSync(JSON.stringify(recorded), { params: { 100: 1 } });
}

export function unpackMessages(packed: Buffer): RecordedMessage[] {
  return JSON.parse(zstdDecompressSync(packed).toString('utf8')) as RecordedMessage[]; // Written by packMessages.
}
