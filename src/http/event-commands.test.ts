import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadContracts, loadExamples } from '#contracts/load.ts';
import { eventTypes } from '#contracts/registry.ts';
import { createValidator } from '#contracts/validate.ts';
import { commandOf } from './event-commands.ts';

const validator = createValidator(loadContracts());
const examples = loadExamples();

for (const [type, name] of Object.entries(eventTypes)) {
  test(`${type} becomes a command of its kind, with its data as it came`, () => {
    const documents = examples.filter((example) => example.name === name);
    assert.ok(documents.length > 0);
    for (const { value: data } of documents) {
      const head = { source: '/wms', id: '1', type };
      const checked = validator.validateEvent({ specversion: '1.0', ...head, data });
      assert.ok(checked.ok);
      const command = commandOf(checked.value, head);
      const kind = 'kind' in command ? command.kind : command.type;
      assert.equal(`${command.type === 'stock.event' ? 'stock.' : ''}${kind}`, type.replace(/^crossdock\.|\.v1$/g, ''));
      assert.ok('event' in command && 'data' in command);
      assert.deepEqual([command.event, command.data], [head, data]);
    }
  });
}
