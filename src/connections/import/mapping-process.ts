// The process in which a mapping runs. JSONata is a language: an expression can loop or double a list for ever, and its own time
// limit stops neither that nor a regular expression. A process of its own can be killed, and one that runs out of memory takes
// nothing else with it (a thread does: V8 ends the whole process when one allocation alone is beyond the limit).
import assert from 'node:assert/strict';
import jsonata from 'jsonata';
import { instantOf } from './local-time.ts';
import type { MapReply, MapRequest, MapSettings } from './mapper.ts';

assert(process.send !== undefined, 'this program is started by the mapper');
const reply = (message: MapReply): void => void process.send?.(message);
let expression: jsonata.Expression | undefined;
/** Evaluation is asynchronous: one chunk after the other, or their answers would mix. */
let work = Promise.resolve();

process.on('message', (message: MapSettings | MapRequest) => {
  if ('expression' in message) expression = compile(message);
  else if (expression !== undefined) {
    const compiled = expression;
    work = work.then(() => mapGroups(compiled, message));
  }
});
process.on('disconnect', () => process.exit());

function compile({ expression: text, values, zone }: MapSettings): jsonata.Expression | undefined {
  try {
    const compiled = jsonata(text);
    compiled.assign('values', values);
    // The time with the offset of the mapping's zone; nothing for what is no time.
    compiled.registerFunction('instant', (written: string) => instantOf(written, zone), '<s:s>');
    return compiled;
  } catch (error) {
    reply({ compile: describe(error) });
    return undefined;
  }
}

/** One answer a group, so that the first one without an answer is the one that never ends. */
async function mapGroups(compiled: jsonata.Expression, { groups }: MapRequest): Promise<void> {
  for (const { key, file, rows } of groups) {
    try {
      const output: unknown = await compiled.evaluate({ key, file, rows });
      reply({ key, output: output ?? null });
    } catch (error) {
      reply({ key, failed: describe(error) });
    }
  }
}

function describe(error: unknown): string {
  // JSONata throws plain objects with code, message and position.
  if (typeof error === 'object' && error !== null && 'message' in error) {
    const position = 'position' in error ? ` at character ${String(error.position)}` : '';
    return `${String(error.message)}${position}`;
  }
  return String(error);
}
