// The settings of a node, read once from the environment and checked before anything starts. An empty variable
// counts as not set, because container tools pass unset variables as empty ones.
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { SetupError } from '#postgres/errors.ts';

export interface Settings {
  /** 0 = any free port. */
  port: number;
  host: string;
  /** Unset = the embedded database. */
  databaseUrl: string | undefined;
  /** Absolute path. */
  home: string;
  /** Unset = generated and printed once. */
  adminKey: string | undefined;
  /** false = the demo network is never loaded. */
  demo: boolean;
  /** The schema of this node's network. */
  network: string;
  secretKey: string | undefined;
  /** Deliveries may go to receivers inside the own network. */
  allowPrivateTargets: boolean;
  /** Absolute path of the folder below which connections may read and write files. */
  files: string;
  /** Unset = nothing is traced. */
  otlpEndpoint: string | undefined;
  /** Share of the traces that are sent, from 0 to 1. */
  traceRatio: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Throws one sentence for the first wrong setting. */
export function readSettings(environment: Environment): Settings {
  const { settings, problems } = checkSettings(environment);
  const [problem] = problems;
  if (problem !== undefined) throw new SetupError('setting', problem);
  return settings;
}

/** Everything that is wrong, for `crossdock doctor`; a wrong setting has its default in the result. */
export function checkSettings(environment: Environment): { settings: Settings; problems: string[] } {
  const problems: string[] = [];
  const read = <T>(name: string, otherwise: T, parse: (text: string) => T | undefined, advice: string): T => {
    const text = environment[name];
    if (text === undefined || text === '') return otherwise;
    const value = parse(text);
    if (value !== undefined) return value;
    problems.push(secret.has(name) ? `${name} is not usable: ${advice}.` : `${name} is "${text}": ${advice}.`);
    return otherwise;
  };
  const home = read('CROSSDOCK_HOME', resolve('.crossdock'), parseHome, 'set it to the path of a folder');
  const settings: Settings = {
    port: read('PORT', 8080, parsePort, 'set it to a port number from 0 (any free port) to 65535'),
    host: read(
      'HOST',
      '127.0.0.1',
      parseHost,
      'set it to an address or name of this machine, such as 127.0.0.1, or 0.0.0.0 for all',
    ),
    databaseUrl: read<string | undefined>(
      'DATABASE_URL',
      undefined,
      parseDatabaseUrl,
      'set it to postgresql://user:password@host:5432/database, or unset it to use the embedded database',
    ),
    home,
    adminKey: read<string | undefined>(
      'CROSSDOCK_ADMIN_KEY',
      undefined,
      (text) => matching(text, /^[\x21-\x7e]{8,200}$/),
      'set it to 8 to 200 letters, digits and signs without spaces, or unset it to have a key generated',
    ),
    demo: read('CROSSDOCK_DEMO', true, parseSwitch, 'set it to 0 (never load the demo) or 1'),
    network: read(
      'CROSSDOCK_NETWORK',
      'crossdock',
      parseNetwork,
      'set it to a schema name of at most 63 lower-case letters, digits and underscores that begins with a letter and is not reserved',
    ),
    secretKey: read<string | undefined>(
      'CROSSDOCK_SECRET_KEY',
      undefined,
      (text) => matching(text, /^[\x21-\x7e]{32,200}$/),
      'set it to at least 32 random characters, such as the output of: openssl rand -base64 32',
    ),
    allowPrivateTargets: read(
      'CROSSDOCK_ALLOW_PRIVATE_TARGETS',
      false,
      parseSwitch,
      'set it to 1 to let deliveries go to private addresses, or 0',
    ),
    files: read('CROSSDOCK_FILES', join(home, 'files'), parseHome, 'set it to the path of a folder'),
    otlpEndpoint: read<string | undefined>(
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      undefined,
      (text) => (['http:', 'https:'].includes(parseUrl(text)?.protocol ?? '') ? text : undefined),
      'set it to the http or https address of an OpenTelemetry collector, such as http://localhost:4318',
    ),
    traceRatio: read(
      'OTEL_TRACES_SAMPLER_ARG',
      1,
      parseRatio,
      'set it to the share of traces to send, from 0 to 1, such as 0.1',
    ),
  };
  return { settings, problems };
}

/** Variables that look like settings of ours and are none: most likely misspelled. */
export function unknownSettings(environment: Environment): string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith('CROSSDOCK_') && !known.has(name) && !name.startsWith('CROSSDOCK_TEST_'))
    .toSorted();
}

const known = new Set([
  'CROSSDOCK_HOME',
  // Read by the commands that speak to a node: see client.ts.
  'CROSSDOCK_KEY',
  'CROSSDOCK_ADMIN_KEY',
  'CROSSDOCK_DEMO',
  'CROSSDOCK_NETWORK',
  'CROSSDOCK_SECRET_KEY',
  'CROSSDOCK_ALLOW_PRIVATE_TARGETS',
  'CROSSDOCK_FILES',
]);

/** Never repeated in a message; a database address has a password in it. */
const secret = new Set(['DATABASE_URL', 'CROSSDOCK_ADMIN_KEY', 'CROSSDOCK_SECRET_KEY']);

function matching(text: string, pattern: RegExp): string | undefined {
  return pattern.test(text) ? text : undefined;
}

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}

function parseHost(text: string): string | undefined {
  // Four numbers are meant as an address, so they must be a right one.
  if (isIP(text) !== 0) return text;
  if (/^[\d.]+$/.test(text)) return undefined;
  return matching(
    text,
    /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/,
  );
}

function parseDatabaseUrl(text: string): string | undefined {
  const url = parseUrl(text);
  if (url === undefined || !['postgres:', 'postgresql:'].includes(url.protocol)) return undefined;
  return url.pathname.length > 1 ? text : undefined;
}

function parseHome(text: string): string | undefined {
  return text.trim() === '' || text.includes('\0') ? undefined : resolve(text);
}

function parseSwitch(text: string): boolean | undefined {
  if (text === '0') return false;
  return text === '1' ? true : undefined;
}

function parseRatio(text: string): number | undefined {
  const ratio = /^(\d+(\.\d+)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  return ratio <= 1 ? ratio : undefined;
}

function parseNetwork(text: string): string | undefined {
  if (text.startsWith('pg_') || text === 'information_schema' || text === 'public') return undefined;
  return matching(text, /^[a-z][a-z0-9_]{0,62}$/);
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
