// What went wrong between us and an SFTP server, in words for people.
import { ConnectorFault } from '#connectors/connector.ts';
import type { Fault } from '#connectors/connector.ts';
import { GivenUp } from '#connectors/network/deadline.ts';
import { socketFault } from '#connectors/network/socket-fault.ts';

/** Answers of the server, by the draft of SFTP version 3 that all servers follow (draft-ietf-secsh-filexfer-02, 7). */
export const status = { noSuchFile: 2, permissionDenied: 3, failure: 4, unsupported: 8 } as const;

export interface Where {
  /** `sftp.example:22` */
  readonly server: string;
  readonly user: string;
  /** What was asked for: a file, a folder. */
  readonly path: string;
}

export function statusOf(error: unknown): number | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null;
}

export function isMissing(error: unknown): boolean {
  return statusOf(error) === status.noSuchFile;
}

export class ConnectionLost extends Error {
  constructor(options?: ErrorOptions) {
    super('The connection ended', options);
    this.name = 'ConnectionLost';
  }
}

export function sftpFault(error: unknown, where: Where): ConnectorFault | GivenUp {
  if (error instanceof ConnectorFault || error instanceof GivenUp) return error;
  return new ConnectorFault(faultOf(error, where), { cause: error });
}

export function faultOf(error: unknown, { server, user, path }: Where): Fault {
  if (error instanceof ConnectorFault) return error.fault;
  const level = error instanceof Error && 'level' in error ? String(error.level) : null;
  if (level === 'client-authentication') {
    return {
      code: 'unauthorized',
      detail: `${server} did not let ${user} in.`,
      fix: 'Check user and credentials with the owner of the server; send new ones when they were replaced.',
      cause: level,
    };
  }
  const socket = socketFault(error, server);
  if (socket !== null) return socket;
  const said = saying(error);
  const answer = statusOf(error);
  if (answer !== null && level === null) return answered(answer, `${server} says of ${path}: ${said}.`);
  if (level === 'client-timeout') {
    return { code: 'timeout', detail: `${server} does not answer any more.`, fix: 'Check the server.', cause: level };
  }
  if (error instanceof ConnectionLost || /No response from server|Not connected|Connection lost/.test(said)) {
    const detail = `${server} broke the connection off.`;
    return { code: 'connection_failed', detail, fix: 'Its log says why. It is tried again.', cause: 'lost' };
  }
  return {
    code: 'broken_answer',
    detail: `${server} and we do not understand each other: ${said}.`,
    fix: 'Check that host and port are those of an SSH server of the last ten years.',
    ...(level === null ? {} : { cause: level }),
  };
}

function answered(answer: number, detail: string): Fault {
  const cause = `sftp ${answer}`;
  switch (answer) {
    case status.noSuchFile:
      return { code: 'misconfigured', detail, fix: 'Make the folder on the server, or correct the setting.', cause };
    case status.permissionDenied:
      return { code: 'refused', detail, fix: 'Ask its owner for the right to read and write there.', cause };
    case status.unsupported:
      return {
        code: 'misconfigured',
        detail,
        fix: 'The server lacks what is needed; ask its owner for another.',
        cause,
      };
    default:
      return { code: 'busy', detail, fix: 'Its disk may be full, or its log says more.', cause };
  }
}

/** Texts of a server: short and without control characters. */
function saying(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .replace(/[.!?]+$/, '')
    .slice(0, 300);
}
