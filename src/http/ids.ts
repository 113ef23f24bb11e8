// Ids of messages and of what they make: UUIDv7, so they sort by time. Random bytes are drawn in bulk, because asking the
// system for sixteen at a time costs more than everything else about an id.
import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const bytesEach = 16;
const pool = new Uint8Array(bytesEach * 512);
let used = pool.length;
let lastMs = 0;
let sequence = 0;

export function newId(prefix: 'msg' | 'ord' | 'res' | 'int' | 'pty' | 'key'): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += bytesEach));
  // Within a millisecond ids count up from a random start, and a clock that was set back is waited for: ids of one node are
  // in order, and those of two nodes do not meet.
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    sequence = new DataView(pool.buffer, random.byteOffset).getUint32(0) >>> 1;
  } else sequence += 1;
  return `${prefix}_${v7({ random, msecs: lastMs, seq: sequence })}`;
}
