// What a connection to which others push is configured with.
import type { ProofSettings } from './proof.ts';

export interface HookSettings {
  readonly proof: ProofSettings;
  /** The address that the other system sends to, where it signs that. */
  readonly publicUrl?: string;
}

export interface HookStream {
  /** Left out: `whole`. */
  readonly as?: 'whole' | 'records' | 'cloud_events';
  readonly records?: string;
  /** In the body, or in a record. */
  readonly key?: readonly string[];
  readonly keyHeader?: string;
  /** Given to the mapping. */
  readonly headers?: readonly string[];
}

/** Headers by which somebody is let in: shown to nobody. */
export const secretHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'proxy-authorization',
  'set-cookie',
]);
