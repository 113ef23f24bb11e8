// Each command answers to the word that calls it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands } from './commands.ts';

test('commands are called by their names', async () => {
  for (const [word, load] of Object.entries(commands)) assert.equal((await load()).name(), word);
});
