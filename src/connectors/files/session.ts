// A live connection to a place with files.
import type { OpenOptions, Session } from '#connectors/connector.ts';
import type { FilePlace } from './place.ts';
import { receiveFiles } from './receive.ts';
import { lookAtFile, sendFile } from './send.ts';

export function openFiles(place: FilePlace, { limits }: OpenOptions): Session {
  return {
    async check(signal) {
      const how = await place.describe(signal);
      const entries = await place.list('', signal);
      const count = (kind: 'file' | 'folder' | 'other'): number =>
        entries.filter((entry) => entry.kind === kind).length;
      return `${how} ${place.nameOf('')} holds ${count('file')} files, ${count('folder')} folders and ${count('other')} others.`;
    },
    receive: (options) => receiveFiles(place, options, limits.messageBytesMax),
    send: (outgoing, signal) => sendFile(place, outgoing, signal),
    look: (outgoing, signal) => lookAtFile(place, outgoing, signal),
    remark: () => place.remark(),
    close: () => place.close(),
  };
}
