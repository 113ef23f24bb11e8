// What the file system calls it, in words for people.
import { ConnectorFault } from '#connectors/connector.ts';
import type { Fault } from '#connectors/connector.ts';
import { DeadlineOver, GivenUp } from '#connectors/network/deadline.ts';
import { codeOf } from '#connectors/network/socket-fault.ts';

/** What is thrown for it; bugs of ours are left as they are. */
export function folderFault(error: unknown, name: string): unknown {
  if (error instanceof ConnectorFault || error instanceof GivenUp) return error;
  const cause = error instanceof DeadlineOver ? 'timeout' : codeOf(error);
  const fault = cause === null ? null : faultOf(cause, name);
  return fault === null ? error : new ConnectorFault({ ...fault, cause: cause ?? '' }, { cause: error });
}

function faultOf(cause: string, name: string): Fault | null {
  switch (cause) {
    case 'timeout':
      return { code: 'timeout', detail: `The disk with ${name} does not answer.`, fix: 'Check the disk.' };
    case 'ENOENT':
    case 'ENOTDIR': {
      const detail = `The folder of ${name} is not there.`;
      return { code: 'misconfigured', detail, fix: 'Make the folder, or correct the setting.' };
    }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS': {
      const detail = `The node may not do that with ${name} (${cause}).`;
      return { code: 'refused', detail, fix: 'Give the user of the node the right to read and write there.' };
    }
    case 'ENOSPC':
    case 'EDQUOT':
      return { code: 'busy', detail: `The disk with ${name} is full (${cause}).`, fix: 'Free space on it.' };
    case 'EIO':
    case 'ESTALE':
    case 'EMFILE':
    case 'ENFILE':
      return { code: 'busy', detail: `The disk with ${name} failed (${cause}).`, fix: 'Check the disk and its log.' };
    case 'EEXIST':
    case 'EISDIR':
    case 'ENAMETOOLONG': {
      const detail = `${name} can't be written (${cause}).`;
      return { code: 'refused', detail, fix: 'See what is there, or correct the name.' };
    }
    default:
      return null;
  }
}
