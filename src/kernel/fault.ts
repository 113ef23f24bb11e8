// A fault is the world failing: told apart from a rejection (the business says no) and a bug (we were wrong). One table gives
// every fault its title and fix; the problem document, the CLI and the docs are made from it.

interface FaultInfo {
  readonly title: string;
  readonly fix: string;
  readonly retryable: boolean;
}

export const faults = {
  queue_full: {
    title: 'The node has no room for more work',
    fix: 'Try again after the time in Retry-After, or start another node.',
    retryable: true,
  },
  store_unavailable: {
    title: 'The database cannot be reached',
    fix: 'Try again; if it lasts, check the database and DATABASE_URL.',
    retryable: true,
  },
  outcome_unknown: {
    title: 'The connection broke while the commit was under way',
    fix: 'Send the same request again: it is answered as before or done now, never twice.',
    retryable: true,
  },
  turn_contention: { title: 'The work kept colliding with other nodes', fix: 'Try again.', retryable: true },
  stopping: {
    title: 'The node is stopping',
    fix: 'Send the request to another node, or again when it is back.',
    retryable: true,
  },
  disk_full: {
    title: 'The database has no room left on its disk',
    fix: 'Free space on the disk of the database; nothing was lost and work goes on by itself.',
    retryable: true,
  },
} as const satisfies Record<string, FaultInfo>;

export type FaultCode = keyof typeof faults;

export class Fault extends Error {
  readonly code: FaultCode;
  readonly context: Readonly<Record<string, unknown>>;

  constructor(
    code: FaultCode,
    detail: string,
    options: { cause?: unknown; context?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.context = options.context ?? {};
  }

  get retryable(): boolean {
    return faults[this.code].retryable;
  }
}
