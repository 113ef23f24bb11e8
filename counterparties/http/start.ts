// Starts the systems of a configuration, each on its port, and stops them together.
import { systemNames } from '../system/message.ts';
import type { SystemName } from '../system/message.ts';
import { ConfigProblem } from './config.ts';
import type { Config } from './config.ts';
import { startHost } from './host.ts';
import type { Host, HostOptions } from './host.ts';
import { serve } from './server.ts';

export interface Counterparties extends AsyncDisposable {
  readonly running: readonly { readonly name: SystemName; readonly url: string; readonly host: Host }[];
}

interface StartOptions extends HostOptions {
  /** Chooses among the systems of the configuration; left out: all of them. */
  readonly only?: readonly string[];
}

export async function startCounterparties(
  config: Config,
  { only = [], ...options }: StartOptions,
): Promise<Counterparties> {
  const configured = systemNames.filter((name) => config.systems[name] !== undefined);
  const stranger = only.find((name) => !configured.some((known) => known === name));
  if (stranger !== undefined)
    throw new ConfigProblem(`No system ${stranger} is configured: use ${configured.join(', ')}.`);
  await using stack = new AsyncDisposableStack();
  const running = [];
  for (const name of configured.filter((known) => only.length === 0 || only.includes(known))) {
    const host = stack.use(startHost(name, config, options));
    const { url } = stack.use(await serve(host, config.systems[name]?.port ?? 0));
    running.push({ name, url, host });
  }
  const whole = stack.move();
  return { running, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}
