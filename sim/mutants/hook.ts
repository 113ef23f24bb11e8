// Preloaded into a process that judges a mutant: one source file is read as the mutant has it. The tree stays untouched.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

const mutated = process.env['CROSSDOCK_MUTANT_URL'];
const text = process.env['CROSSDOCK_MUTANT_TEXT'];

if (mutated !== undefined && text !== undefined) {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      return url === mutated ? { ...loaded, source: readFileSync(text) } : loaded;
    },
  });
}
