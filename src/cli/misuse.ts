// A command that was used wrongly in a way that commander cannot tell: one sentence, and exit code 2.
import { CommanderError } from 'commander';
import { progress } from './output.ts';

export function misused(sentence: string): never {
  progress(sentence);
  throw new CommanderError(2, 'crossdock.misused', sentence);
}
