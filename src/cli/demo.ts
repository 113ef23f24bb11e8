import { Command, InvalidArgumentError } from 'commander';
import { definitions } from '#story/definitions.ts';
import type { StoryOptions } from './demo-story.ts';

const story = new Command('story')
  .description('play some weeks of a distributor twice on the same seed: disconnected, and with Crossdock')
  .option('--seed <number>', 'the world: its customers, shelves and carriers', wholeNumber(0, 1_000_000), 1)
  .option('--seeds <count>', 'so many worlds, from --seed on: prints median and spread', wholeNumber(1, 1_000), 1)
  .option('--days <count>', 'days on which customers order', wholeNumber(1, 60), 14)
  .option('--json', 'print the figures as JSON', false)
  .option('--svg <file>', 'draw the figures of all seeds into this file')
  .addHelpText('after', () => {
    const entries = definitions.map(({ title, unit, means }) => `  ${title.trim()} (${unit})\n${wrapped(means)}`);
    return `
One world, twice: the same customers, goods, warehouses, suppliers and carriers. What differs is what stands between the systems.
How each side works, and what is assumed, is in docs/guides/story.md. Some ten seconds for each world of 14 days.

Figures:
${entries.join('\n')}

Examples:
  $ crossdock demo story
  $ crossdock demo story --seeds 30 --svg story.svg
  $ crossdock demo story --seed 7 --days 3 --json`;
  })
  // Not before it is asked for: it loads the whole product.
  .action(async (options: StoryOptions) => (await import('./demo-story.ts')).tellStory(options));

export const demoCommand: Command = new Command('demo')
  .description('what Crossdock changes, shown on a made-up distributor')
  .addCommand(story)
  .addHelpText('after', '\nExamples:\n  $ crossdock demo story');

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < min || number > max)
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return number;
  };
}

/** In lines of at most 100 characters. */
function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length > 95) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `     ${line}`).join('\n');
}
