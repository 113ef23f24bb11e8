// Signals to processes that may have ended in this moment.
import { errorCode } from '../../src/postgres/errors.ts';

/** False when it is not there any more. */
export function signalIfThere(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    throw error;
  }
}
