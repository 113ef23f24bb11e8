// A file as a message. The same name with another content, or written anew, is another message.
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Fault, RawMessage } from '#connectors/connector.ts';
import type { FileEntry, ReadFile } from './place.ts';

const nameCharactersMax = 300;
const mediaTypes: Readonly<Record<string, string>> = {
  '.csv': 'text/csv',
  '.json': 'application/json',
  '.ndjson': 'application/x-ndjson',
  '.txt': 'text/plain',
  '.xml': 'application/xml',
};

export function messageOf(folder: string, entry: FileEntry, { bytes, size, changedAt }: ReadFile): RawMessage {
  const hash = createHash('sha256').update(bytes).digest('hex');
  return {
    key: [nameInKey(entry.name), size, changedAt, hash].join(' '),
    body: bytes,
    mediaType: mediaTypes[posix.extname(entry.name).toLowerCase()] ?? 'application/octet-stream',
    about: aboutOf(folder, { ...entry, size, changedAt }),
  };
}

/** It stays where it is; when it can be taken it comes as another message. */
export function faultyMessage(folder: string, entry: FileEntry, fault: Fault): RawMessage {
  return {
    key: [nameInKey(entry.name), entry.size, entry.changedAt, fault.code].join(' '),
    body: new Uint8Array(),
    mediaType: 'application/octet-stream',
    about: aboutOf(folder, entry),
    fault,
  };
}

function nameInKey(name: string): string {
  const text = encodeURI(name.toWellFormed());
  return text.length <= nameCharactersMax ? text : createHash('sha256').update(name).digest('hex');
}

function aboutOf(folder: string, { name, size, changedAt }: FileEntry): Record<string, string> {
  // Whatever a name has in it, what is stored and shown is text.
  const fileName = name.toWellFormed().replaceAll(/\p{Cc}/gu, '\ufffd');
  return { fileName, folder, size: String(size), changedAt: new Date(changedAt).toISOString() };
}
