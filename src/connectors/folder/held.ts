// A folder held open: what is done in it is done there, whatever is put in its place meanwhile. Each part of the way is opened by
// itself, in the folder before it, and none may be a link. Linux has a name for what a process holds open; where there is none, the
// way is only looked at before (see transport.ts).
import { constants, existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

const held = '/proc/self/fd';
/** Opens without the right to list, as folders for dropping files want it. Node has no name for it (asm-generic/fcntl.h). */
const path = 0o10000000;
const flags = path | constants.O_DIRECTORY | constants.O_NOFOLLOW;

export const canHold = process.platform === 'linux' && existsSync(held);

/** `work` gets a name of the folder that `parts` below `root` lead to. Throws ENOTDIR where a link lies on the way. */
export async function holding<Result>(
  root: string,
  parts: readonly string[],
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  let folder = await open(root, flags);
  try {
    for (const part of parts) {
      const next = await open(`${nameOf(folder)}/${part}`, flags);
      await folder.close();
      folder = next;
    }
    return await work(nameOf(folder));
  } finally {
    await folder.close();
  }
}

function nameOf({ fd }: FileHandle): string {
  return `${held}/${fd}`;
}
