// Where files lie: a folder of this machine, or one behind SFTP. Paths are relative to the folder of the connection, written with `/`.

export interface FilePlace {
  /** For messages: `sftp.example:22/outgoing`. */
  nameOf(path: string): string;
  /** Everything in a folder. Throws ConnectorFault when there is more than is listed at once. */
  list(folder: string, signal: AbortSignal): Promise<readonly FileEntry[]>;
  /** Of the thing itself, links not followed; null: nothing is there. */
  see(path: string, signal: AbortSignal): Promise<FileEntry | null>;
  /** A whole file, up to so many bytes and one more; null: no file is there. */
  read(path: string, bytesMax: number, signal: AbortSignal): Promise<ReadFile | null>;
  /** A file that was not there, kept on the disk when this ends. */
  create(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<void>;
  /** From one name to another that is free; false: it is taken, and nothing was done. */
  rename(from: string, to: string, signal: AbortSignal): Promise<boolean>;
  /** What is not there is removed already. */
  remove(path: string, signal: AbortSignal): Promise<void>;
  /** A folder that is there already is well. */
  makeFolder(path: string, signal: AbortSignal): Promise<void>;
  /** How the place was reached, for a check. */
  describe(signal: AbortSignal): Promise<string>;
  /** What somebody should know though we are let in; null: nothing. */
  remark(): string | null;
  close(): Promise<void>;
}

export interface FileEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  readonly size: number;
  /** Milliseconds since 1970, as exact as the place has it. */
  readonly changedAt: number;
}

export interface ReadFile {
  readonly bytes: Uint8Array;
  /** As it was when all was read. */
  readonly size: number;
  readonly changedAt: number;
}
