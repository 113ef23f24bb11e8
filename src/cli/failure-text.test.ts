import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SetupError } from '#postgres/errors.ts';
import { failureText } from './failure-text.ts';

const withCode = (code: string, message: string): Error => Object.assign(new Error(message), { code });

for (const [error, text] of [
  [new SetupError('port', 'It is taken: set PORT.'), 'It is taken: set PORT.'],
  [
    withCode('53100', 'could not extend file "base/16384/1249": No space left on device'),
    'The disk is full (could not extend file "base/16384/1249": No space left on device): free some space and try again.',
  ],
  [
    withCode('ENOSPC', 'ENOSPC: no space left on device, write'),
    'The disk is full (ENOSPC: no space left on device, write): free some space and try again.',
  ],
  [
    new Error('The demo was not loaded', { cause: withCode('EDQUOT', 'EDQUOT: quota exceeded') }),
    'The disk is full (The demo was not loaded): free some space and try again.',
  ],
  ['thrown text', 'thrown text'],
] as const) {
  test(`says: ${text}`, () => assert.equal(failureText(error), text));
}

test('a defect shows where it came from', () => {
  assert.match(failureText(new TypeError('no such thing')), /^TypeError: no such thing\n +at /);
  const bare = new Error('bare');
  delete bare.stack;
  assert.equal(failureText(bare), 'bare');
  assert.match(failureText(new Error('outer', { cause: 'text' })), /^Error: outer\n/);
});
