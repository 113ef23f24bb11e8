// node:test's own report, but with the counts as the very last lines also when tests failed.
import { spec } from 'node:test/reporters';
import type { TestEvent } from 'node:test/reporters';
import { Readable } from 'node:stream';

const countLine = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /;

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  let closing: string[] = [];
  let failed = false;
  const watched = async function* (): AsyncGenerator<TestEvent> {
    for await (const event of events) {
      if (event.type === 'test:fail') failed = true;
      if (event.type === 'test:diagnostic' && countLine.test(event.data.message))
        closing.push(`ℹ ${event.data.message}`);
      yield event;
    }
  };
  for await (const text of Readable.from(watched()).compose(new spec())) yield String(text);
  if (failed) yield `\n${closing.join('\n')}\n`;
}
