// Paths as settings write them, and names as other systems give them. Neither may lead out of the folder of the connection.

const partsMax = 16;
export const nameBytesMax = 200;

/** Relative, of plain names; empty: the folder itself. */
export const folderPattern =
  '^(?:(?!\\.{1,2}(?:/|$))[^/\\\\\\u0000-\\u001f]{1,100}(?:/(?!\\.{1,2}(?:/|$))[^/\\\\\\u0000-\\u001f]{1,100})*)?$';

/** The same, or absolute on the other system. */
export const remoteFolderPattern = `^/?${folderPattern.slice(1)}`;

export function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Why a path from settings cannot be followed; null: it can. */
export function folderProblem(path: string): string | null {
  if (!new RegExp(folderPattern, 'u').test(path)) return `${JSON.stringify(path)} is not a path of plain names.`;
  return path.split('/').length > partsMax ? `A path has at most ${partsMax} parts.` : null;
}

/** Why a file with this name, given by another system, cannot be taken; null: it can. */
export function nameProblem(name: string): string | null {
  if (name === '' || name === '.' || name === '..' || name.includes('/')) return 'It is no name of a file.';
  // What could not be read as UTF-8 stands as U+FFFD, and by that the file is not found.
  if (/[\p{Cc}\ufffd]/u.test(name)) return 'Its name has characters that cannot be written.';
  return Buffer.byteLength(name) > 255 ? 'Its name is longer than 255 bytes.' : null;
}

/** A word from a value as part of a name: what could mean something else is percent-encoded, so two words never give one name. */
export function fitName(word: string): string | null {
  if (word.length > nameBytesMax) return null;
  try {
    return encodeURIComponent(word).replace(/[!'()*~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  } catch {
    return null; // Half of a surrogate pair: it is no text.
  }
}
