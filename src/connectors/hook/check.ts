// Settings that prove nothing, or would tell a secret. Pure.
import type { Configured, SettingsProblem } from '#connectors/connector.ts';
import type { ProofSettings } from './proof.ts';
import { secretHeaders } from './settings.ts';
import type { HookSettings, HookStream } from './settings.ts';

export function hookProblems({ settings, streams, credentials }: Configured): readonly SettingsProblem[] {
  const { proof, publicUrl } = settings as unknown as HookSettings;
  return [
    ...proofProblems(proof, credentials),
    ...(proof.kind === 'hmac' && proof.over?.includes('{url}') === true && publicUrl === undefined
      ? [
          {
            pointer: '/settings/publicUrl',
            detail: 'The address is signed, so it must be known.',
            fix: 'Set the address that the other system sends to.',
          },
        ]
      : []),
    ...Object.entries(streams).flatMap(([name, stream]) =>
      streamProblems(`/streams/${name}`, stream as HookStream, proof),
    ),
  ];
}

function proofProblems(proof: ProofSettings, credentials: readonly string[]): readonly SettingsProblem[] {
  const needed = new Map<string, string>([
    ['hmac', 'secret'],
    ['basic', 'password'],
    ['bearer', 'token'],
    ['api_key', 'apiKey'],
    ...(proof.kind === 'standard_webhooks' && proof.publicKeys === undefined
      ? ([['standard_webhooks', 'secret']] as const)
      : []),
  ]).get(proof.kind);
  const found: SettingsProblem[] = [];
  if (needed !== undefined && !credentials.includes(needed))
    found.push({
      pointer: `/credentials/${needed}`,
      detail: `A proof of the kind ${proof.kind} needs it.`,
      fix: 'Add it to the credentials.',
    });
  if (proof.kind !== 'hmac') return found;
  const { over = '{body}', timestampHeader, timestampPrefix, idHeader, separator } = proof;
  const hasTime = timestampHeader !== undefined || timestampPrefix !== undefined;
  if (over.includes('{timestamp}') !== hasTime)
    found.push({
      pointer: '/settings/proof/over',
      detail: hasTime
        ? 'A time that is not signed proves nothing.'
        : 'The time is signed, and nothing says where it is.',
      fix: 'Use {timestamp} together with “timestampHeader” or “timestampPrefix”.',
    });
  if (over.includes('{id}') && idHeader === undefined)
    found.push({
      pointer: '/settings/proof/idHeader',
      detail: 'The id is signed, and nothing says where it is.',
      fix: 'Name its header.',
    });
  if (timestampPrefix !== undefined && separator === undefined)
    found.push({
      pointer: '/settings/proof/separator',
      detail: 'Time and signature are in one header.',
      fix: 'Say what stands between them.',
    });
  return found;
}

function streamProblems(at: string, stream: HookStream, proof: ProofSettings): readonly SettingsProblem[] {
  const shown = (stream.headers ?? []).map((name) => name.toLowerCase());
  const holdsSecret = (name: string): boolean =>
    secretHeaders.has(name) || (proof.kind === 'api_key' && proof.header.toLowerCase() === name);
  return [
    ...shown.filter(holdsSecret).map((name) => ({
      pointer: `${at}/headers`,
      detail: `${name} holds a secret.`,
      fix: 'Leave it out.',
    })),
    ...(stream.records !== undefined && stream.as !== 'records'
      ? [
          {
            pointer: `${at}/records`,
            detail: 'Only “as: records” has records.',
            fix: 'Set “as” to records, or leave it out.',
          },
        ]
      : []),
  ];
}
