// The thread in which a mapping runs. JSONata is a language: an expression can loop or double a string for ever, and its own
// time limit stops neither that nor a regular expression. The thread has a memory limit, and its owner ends it when time is up.
import assert from 'node:assert/strict';
import { parentPort, workerData } from 'node:worker_threads';
import jsonata from 'jsonata';
import type { Group } from './groups.ts';
import { instantOf } from './local-time.ts';
import type { MapReply, MapRequest, MapSettings } from './mapper.ts';

assert(parentPort !== null);
const port = parentPort;
const settings = workerData as MapSettings; // Given by the mapper, which starts nothing else.

const expression = compile();
if (expression !== undefined) port.on('message', (request: MapRequest) => void answer(expression, request));

function compile(): jsonata.Expression | undefined {
  try {
    const compiled = jsonata(settings.expression);
    compiled.assign('values', settings.values);
    // The time with the offset of the mapping's zone; nothing for what is no time.
    compiled.registerFunction('instant', (text: string) => instantOf(text, settings.zone), '<s:s>');
    return compiled;
  } catch (error) {
    port.postMessage({ id: 'compile', failed: { group: null, why: describe(error) } } satisfies MapReply);
    return undefined;
  }
}

async function answer(compiled: jsonata.Expression, request: MapRequest): Promise<void> {
  port.postMessage(await mapGroups(compiled, request));
}

async function mapGroups(compiled: jsonata.Expression, { id, groups }: MapRequest): Promise<MapReply> {
  const outputs: string[] = [];
  for (const [index, group] of groups.entries()) {
    // Read by the owner when this thread no longer answers.
    Atomics.store(settings.current, 0, index);
    try {
      outputs.push(await mapGroup(compiled, group));
    } catch (error) {
      return { id, failed: { group: index, why: describe(error) } };
    }
  }
  return { id, outputs };
}

/** As JSON text: what an expression returns may hold functions and the marks that JSONata puts on its lists. */
async function mapGroup(compiled: jsonata.Expression, { key, file, rows }: Group): Promise<string> {
  const output: unknown = await compiled.evaluate({ key, file, rows });
  return JSON.stringify(output ?? null);
}

function describe(error: unknown): string {
  // JSONata throws plain objects with code, message and position.
  if (typeof error === 'object' && error !== null && 'message' in error) {
    const position = 'position' in error ? ` at character ${String(error.position)}` : '';
    return `${String(error.message)}${position}`;
  }
  return String(error);
}
