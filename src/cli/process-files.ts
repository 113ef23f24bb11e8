// The files of processes that commands are given by name or folder, or one sentence that says what there is instead.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '#postgres/errors.ts';
import { loadProcess, loadProcesses } from '#statecharts/load.ts';
import type { ProcessFiles } from '#statecharts/load.ts';

/** Of a folder of processes, or of one that is a process itself. */
export function filesIn(folder: string): readonly ProcessFiles[] {
  if (!existsSync(folder)) throw new SetupError('process', `There is no folder ${folder}: correct the path.`);
  const own = loadProcess(folder);
  const processes = own.versions.length > 0 ? [own] : loadProcesses(folder);
  if (processes.length === 0)
    throw new SetupError('process', `${folder} holds no processes: give a folder with <name>/v1.json.`);
  return processes;
}

export function filesOf(name: string, folder: string): ProcessFiles {
  const names = filesIn(folder).map((files) => files.name);
  if (!names.includes(name))
    throw new SetupError('process', `There is no process ${name}: choose from ${names.join(', ')}.`);
  return loadProcess(join(folder, name));
}

/** One of its versions; the newest, where none is named. */
export function fileOf({ name, versions }: ProcessFiles, version?: number): ProcessFiles['versions'][number] {
  const file = version === undefined ? versions.at(-1) : versions.find((each) => each.version === version);
  if (file !== undefined) return file;
  const there = versions.map((each) => `v${each.version}`).join(', ') || 'none';
  throw new SetupError(
    'process',
    `${name} has no ${version === undefined ? 'version' : `v${version}`}: there is ${there}.`,
  );
}
