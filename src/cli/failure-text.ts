// What a command says when it fails. What is the machine's to mend is one sentence; a defect of ours shows where it came from.
import { errorCode, SetupError } from '#postgres/errors.ts';

/** Of the system, and SQLSTATE disk_full. */
const fullDiskCodes = new Set(['ENOSPC', 'EDQUOT', '53100']);

export function failureText(error: unknown): string {
  if (error instanceof SetupError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if (isDiskFull(error)) return `The disk is full (${error.message}): free some space and try again.`;
  return error.stack ?? error.message;
}

/** The database's error for it is that of its own disk, which may be another one: the message names the file. */
function isDiskFull(error: Error): boolean {
  if (fullDiskCodes.has(errorCode(error) ?? '')) return true;
  return error.cause instanceof Error && isDiskFull(error.cause);
}
