// A version of a definition put in force on a running node, and what that changed there.
import { request, requestAll } from './client.ts';
import type { NodeAddress } from './client.ts';

export interface Wanted {
  readonly kind: 'process' | 'policy' | 'mapping';
  readonly name: string;
  readonly version: number;
  readonly content: string | object;
}

export interface Changed extends Pick<Wanted, 'kind' | 'name' | 'version'> {
  /** The version that was in force; null for none. */
  readonly before: number | null;
}

export async function putInForce(node: NodeAddress, wanted: Wanted): Promise<Changed> {
  const { kind, name, version } = wanted;
  const kept = await requestAll<{ readonly version: number; readonly active: boolean }>(
    node,
    `/v1/definitions?kind=${kind}&name=${encodeURIComponent(name)}`,
  );
  const before = kept.find(({ active }) => active)?.version ?? null;
  await request(node, 'POST', '/v1/definitions', { ...wanted, active: true });
  return { kind, name, version, before };
}

export function sentenceOf({ kind, name, version, before }: Changed): string {
  const effect =
    before === null
      ? 'is in force now'
      : before === version
        ? 'was in force before; nothing changes'
        : `is in force now, instead of v${before}`;
  return `${kind} ${name} v${version} ${effect}`;
}
