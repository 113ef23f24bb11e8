// What a run has come to, for people.
import type { Failure, Summary } from './run.ts';
import { play } from './play.ts';
import { storyOf, timeOf } from './story.ts';
import type { Turned } from './shared-store.ts';

export function showSummary({
  worlds,
  messages,
  turns,
  virtualDays,
  cpuSeconds,
  messagesPerCpuSecond,
  coverage,
}: Summary): string[] {
  const number = (value: number): string => Math.round(value).toLocaleString('en');
  const lines = [
    `${number(worlds)} worlds, ${number(virtualDays)} days of virtual time, ${number(messages)} messages in ${number(turns)} turns`,
    `${cpuSeconds.toFixed(1)} s of processor time, ${number(messagesPerCpuSecond)} messages a second of it, all checks included`,
  ];
  for (const group of coverage.groups()) {
    const counts = coverage.counts[group];
    const never = coverage.never(group);
    lines.push('', `${group}: ${counts.size - never.length} of ${counts.size} happened`);
    const often = [...counts].filter(([, times]) => times > 0).toSorted(([, one], [, other]) => other - one);
    if (group !== 'events in states') lines.push(...wrap(often.map(([name, times]) => `${name} ${number(times)}`)));
    if (never.length > 0) lines.push('  never:', ...wrap(never));
  }
  return lines;
}

function wrap(words: readonly string[]): string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of words) {
    if (line.length + word.length > 116) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word},`;
  }
  if (line.trim() !== '') lines.push(line.slice(0, -1));
  return lines;
}

export async function showFailure(failure: Failure, commit: string): Promise<string[]> {
  const { seed, turn, isLong, nodes, hasProcess, violations, story } = failure;
  const like = `${isLong ? ' --long' : ''}${nodes === null ? '' : ` --nodes ${nodes}`}`;
  const lines = [
    `FAILED: seed ${seed}, turn ${turn}, commit ${commit}`,
    ...violations.slice(0, 5).map(({ check, what, position }) => `  ${check}${at(position)}: ${what}`),
    ...(violations.length > 5 ? [`  and ${violations.length - 5} more`] : []),
    '',
    'Play it again, turn by turn:',
    `  npm run sim -- --seed ${seed}${like} --until ${turn} --verbose --no-shrink`,
    '',
  ];
  if (story === null)
    return [
      ...lines,
      'Its turns alone do not fail so: it needs nodes that die or answers that are lost. There is no shorter story.',
    ];
  lines.push(
    `The same check fails with ${story.moments.length} messages (tried ${story.plays} times${hasProcess ? '' : ', without a process'}):`,
  );
  let number = 0;
  await play(story.moments, { hasProcess, onTurn: (turned) => lines.push(...storyOf(turned, (number += 1))) });
  return [...lines, ...story.violations.slice(0, 3).map(({ check, what }) => `  → ${check}: ${what}`)];
}

function at(position: number | null): string {
  return position === null ? '' : ` at turn ${position} of the chain`;
}

/** A turn with what it wrote. */
export function showTurn(turned: Turned, number: number): string[] {
  const entries = turned.told.sealed.map((text) => {
    const { type, subject, data } = JSON.parse(text) as {
      type: string;
      subject: string;
      data: { case?: { to: string } };
    };
    return `        ${type.slice('crossdock.'.length, -'.v1'.length)} ${subject}${data.case === undefined ? '' : ` → ${data.case.to}`}`;
  });
  const deadlines = [...turned.told.deadlines].map(
    ([id, deadline]) => `        ${deadline === null ? `no more ${id}` : `${id} at ${timeOf(deadline.dueAt)}`}`,
  );
  return [...storyOf(turned, number), ...entries, ...deadlines];
}
