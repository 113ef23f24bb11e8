// The chain of turns, hashed anew from the entries up, by the format that is documented: leaf = sha256(entry), root = sha256 of all
// leaves, hash = sha256(hash before ‖ root); positions without a gap; each entry recorded at the moment of its turn.
import { createHash } from 'node:crypto';
import type { Check, Say } from './model.ts';

export function chainIsUnbroken(say: Say): Check {
  let before: Uint8Array = new Uint8Array(32);
  let last = 0;
  return {
    name: 'the audit chain is unbroken',
    turn: ({ position, now, root, hash, sealed }, entries) => {
      if (position === null) return;
      if (position !== last + 1) say(`turn ${position} follows turn ${last}`);
      last = position;
      const leaves = createHash('sha256');
      for (const text of sealed) leaves.update(createHash('sha256').update(text).digest());
      const ownRoot = leaves.digest();
      if (!ownRoot.equals(root)) say(`the root of turn ${position} is not that of its ${sealed.length} entries`);
      const ownHash = createHash('sha256').update(before).update(ownRoot).digest();
      if (!ownHash.equals(hash)) say(`the hash of turn ${position} does not follow from the turn before`);
      before = hash;
      const recordedAt = new Date(now).toISOString();
      for (const entry of entries)
        if (Date.parse(entry.recordedAt) !== now)
          say(`${entry.type} of turn ${position} is recorded at ${entry.recordedAt}, the turn at ${recordedAt}`);
    },
  };
}
