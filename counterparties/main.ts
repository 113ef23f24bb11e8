// node counterparties/main.ts --config file.json [--only wms,carrier]
import { parseArgs } from 'node:util';
import { ConfigProblem, loadConfig } from './http/config.ts';
import { startCounterparties } from './http/start.ts';

const usage = 'Usage: node counterparties/main.ts --config file.json [--only erp,wms,shop,carrier,finance]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { config: { type: 'string' }, only: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    process.stdout.write(`${usage}\nThe file is described in docs/guides/counterparties.md.\n`);
    return;
  }
  if (values.config === undefined) throw new ConfigProblem(usage);
  const print = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  const only = values.only?.split(',').map((name) => name.trim());
  await using counterparties = await startCounterparties(loadConfig(values.config, process.env), {
    log: print,
    ...(only !== undefined && { only }),
  });
  // Whoever reads where they are may end them at once.
  const told = toldToEnd();
  for (const { name, url } of counterparties.running) print(`${name} on ${url}`);
  await told;
}

function toldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
    // A program that started it with a channel, and has ended: they end with it.
    process.once('disconnect', resolve);
    process.channel?.unref();
    if (process.connected === false) resolve();
  });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigProblem) && !isUsageError(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
