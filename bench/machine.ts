// What the figures were measured on.
import { availableParallelism, cpus, totalmem } from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly date: string;
}

export function machine(): Machine {
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    date: new Date().toISOString().slice(0, 10),
  };
}

export function machineSentence({ processor, cores, memoryGiB, node, date }: Machine): string {
  return `${date}, ${processor}, ${cores} cores shared with the callers and the database, ${memoryGiB} GiB, Node ${node}`;
}
