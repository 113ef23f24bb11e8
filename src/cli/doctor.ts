import { existsSync, accessSync, constants, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { runningEmbedded } from '#postgres/embedded.ts';
import { findPlace } from '#postgres/embedded-place.ts';
import { errorCode, SetupError } from '#postgres/errors.ts';
import { nodeLockHolder } from '#postgres/node-lock.ts';
import { checkDatabase } from '#postgres/reachable.ts';
import { printJson, printTable } from './output.ts';
import { portProblem } from './port-problem.ts';
import { checkSettings, unknownSettings, type Settings } from './settings.ts';

interface Finding {
  check: string;
  state: 'ok' | 'warning' | 'failed';
  detail: string;
}

const diskBytesMin = 200_000_000;
const diskBytesComfortable = 2_000_000_000;
const adminKeyLengthGood = 16;

export const doctorCommand: Command = new Command('doctor')
  .description('check what Crossdock needs on this machine: Node, settings, folder, disk, database, port')
  .option('--json', 'print the findings as JSON', false)
  .addHelpText(
    'after',
    '\nExits with 1 if a check failed.\n\nExamples:\n  $ crossdock doctor\n  $ crossdock doctor --json',
  )
  .action(async (options: { json: boolean }) => {
    const findings = await examine();
    if (options.json) printJson(findings);
    else printTable(findings.map(({ check, state, detail }) => [state, check, detail]));
    if (findings.some(({ state }) => state === 'failed')) process.exitCode = 1;
  });

async function examine(): Promise<Finding[]> {
  const { settings, problems } = checkSettings(process.env);
  const runningPid = nodeLockHolder(settings.home);
  return [
    { check: 'node', state: 'ok', detail: `${process.version} on ${process.platform}-${process.arch}` },
    ...settingFindings(settings, problems),
    homeFinding(settings.home, runningPid),
    diskFinding(settings.home),
    await databaseFinding(settings),
    await portFinding(settings, runningPid),
  ];
}

function settingFindings(settings: Settings, problems: readonly string[]): Finding[] {
  const findings: Finding[] = problems.map((detail) => ({ check: 'settings', state: 'failed', detail }));
  for (const name of unknownSettings(process.env)) {
    findings.push({
      check: 'settings',
      state: 'warning',
      detail: `${name} is no setting of Crossdock: correct its name, or unset it.`,
    });
  }
  if ((settings.adminKey?.length ?? adminKeyLengthGood) < adminKeyLengthGood) {
    const detail = `CROSSDOCK_ADMIN_KEY is short enough to be guessed: use at least ${adminKeyLengthGood} random characters.`;
    findings.push({ check: 'settings', state: 'warning', detail });
  }
  if (findings.length === 0) findings.push({ check: 'settings', state: 'ok', detail: `network ${settings.network}` });
  return findings;
}

function homeFinding(home: string, runningPid: number | undefined): Finding {
  const check = 'home';
  try {
    accessSync(existingParent(home), constants.W_OK | constants.X_OK);
  } catch (error) {
    return {
      check,
      state: 'failed',
      detail: `${home} can't be written (${errorCode(error) ?? 'unknown reason'}): correct its rights, or set CROSSDOCK_HOME.`,
    };
  }
  if (runningPid !== undefined)
    return { check, state: 'ok', detail: `${home}, in use by the running node (pid ${runningPid})` };
  return { check, state: 'ok', detail: existsSync(home) ? home : `${home}, made at the first start` };
}

function diskFinding(home: string): Finding {
  const { bavail, bsize } = statfsSync(existingParent(home));
  const free = bavail * bsize;
  const gigabytes = `${(free / 1e9).toFixed(1)} GB free`;
  if (free < diskBytesMin)
    return { check: 'disk', state: 'failed', detail: `${gigabytes}: free some space before starting.` };
  if (free < diskBytesComfortable)
    return { check: 'disk', state: 'warning', detail: `${gigabytes}: the journal will soon need more.` };
  return { check: 'disk', state: 'ok', detail: gigabytes };
}

async function databaseFinding(settings: Settings): Promise<Finding> {
  const check = 'database';
  try {
    if (settings.databaseUrl !== undefined) {
      return { check, state: 'ok', detail: `PostgreSQL ${await checkDatabase(settings.databaseUrl)} at DATABASE_URL` };
    }
    const address = runningEmbedded(settings.home);
    if (address !== undefined)
      return { check, state: 'ok', detail: `embedded PostgreSQL ${await checkDatabase(address)}, running` };
    const place = findPlace(settings.home);
    const state = existsSync(place.data) ? 'not running' : 'created at the first start';
    return { check, state: 'ok', detail: `embedded PostgreSQL in ${place.directory}, ${state}` };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return { check, state: 'failed', detail: error.message };
  }
}

/** Tries the port as the node would take it. */
async function portFinding(settings: Settings, runningPid: number | undefined): Promise<Finding> {
  const check = 'port';
  const where = `${settings.host}:${settings.port}`;
  const code = await new Promise<string | undefined>((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(errorCode(error) ?? error.message));
    server.listen({ port: settings.port, host: settings.host }, () => server.close(() => resolve(undefined)));
  });
  if (code === undefined) return { check, state: 'ok', detail: `${where} is free` };
  if (code === 'EADDRINUSE' && runningPid !== undefined)
    return { check, state: 'ok', detail: `${where} is in use, a node is running here` };
  return { check, state: 'failed', detail: portProblem(code, settings) };
}

function existingParent(path: string): string {
  return existsSync(path) ? path : existingParent(dirname(path));
}
