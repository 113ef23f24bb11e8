// The settings file of the counterparties: where Crossdock is, which systems run, at what pace. What is wrong is said with its
// place, and nothing starts.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { systemNames } from '../system/message.ts';
import type { SystemName } from '../system/message.ts';
import type { Network } from '../system/network.ts';
import { keyOf } from './signature.ts';

export interface SystemConfig {
  readonly port: number;
  /** Of the webhooks that Crossdock sends it: whsec_ and base64. */
  readonly secret: string;
  readonly source: string | null;
  /** API key with which it speaks to Crossdock. */
  readonly key: string;
  /** Path of the stream that takes its reports, signed with its secret; null: they go to the API with its key. */
  readonly inbox: string | null;
  /** Of its model, such as ordersPerDay of the shop. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Faults that are on when it begins, with their parameters; what is switched later is kept. */
  readonly faults: Readonly<Record<string, Fields>>;
}

export interface Config {
  readonly crossdock: { readonly url: string };
  readonly network: Network;
  readonly seed: number;
  readonly minutesPerSecond: number;
  /** Where the systems keep what they know; null: they begin anew at every start. */
  readonly stateFolder: string | null;
  readonly systems: Readonly<Partial<Record<SystemName, SystemConfig>>>;
}

/** What keeps the counterparties from starting: one sentence that says what to do. */
export class ConfigProblem extends Error {
  override readonly name = 'ConfigProblem';
}

type Environment = Readonly<Record<string, string | undefined>>;
type Fields = Readonly<Record<string, unknown>>;

export function loadConfig(path: string, environment: Environment): Config {
  return readConfig(readJson(path), { folder: dirname(resolve(path)), environment });
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigProblem(`${path} cannot be read: ${reason}.`, { cause });
  }
}

export function readConfig(
  value: unknown,
  { folder, environment }: { readonly folder: string; readonly environment: Environment },
): Config {
  const all = fieldsOf(value, 'The settings', [
    'crossdock',
    'network',
    'seed',
    'virtualMinutesPerSecond',
    'stateFolder',
    'systems',
  ]);
  const crossdock = fieldsOf(all['crossdock'], 'crossdock', ['url', 'key']);
  const key = crossdock['key'] ?? environment['CROSSDOCK_KEY'];
  const systems = fieldsOf(all['systems'], 'systems', systemNames);
  if (Object.keys(systems).length === 0)
    throw new ConfigProblem(`systems is empty: name at least one of ${systemNames.join(', ')}.`);
  const network = all['network'];
  const stateFolder = all['stateFolder'] ?? null;
  if (stateFolder !== null && typeof stateFolder !== 'string')
    throw new ConfigProblem('stateFolder must be the path of a folder.');
  return {
    crossdock: { url: urlOf(crossdock['url']) },
    network: networkOf(typeof network === 'string' ? readJson(resolve(folder, network)) : network),
    seed: numberOf(all['seed'] ?? 1, 'seed', { min: 0, max: 2 ** 31 - 1 }),
    minutesPerSecond: numberOf(all['virtualMinutesPerSecond'] ?? 1, 'virtualMinutesPerSecond', {
      min: 1 / 60,
      max: 1_440,
    }),
    stateFolder: stateFolder === null ? null : resolve(folder, stateFolder),
    systems: Object.fromEntries(Object.entries(systems).map(([name, system]) => [name, systemOf(name, system, key)])),
  };
}

/** `keyOfAll` is for those that have no key of their own. */
function systemOf(name: string, value: unknown, keyOfAll: unknown): SystemConfig {
  const place = `systems.${name}`;
  const system = fieldsOf(value, place, ['port', 'secret', 'source', 'key', 'inbox', 'options', 'faults']);
  const { secret, source = null, key = keyOfAll, inbox = null, options = {}, faults = {} } = system;
  if (typeof secret !== 'string' || keyOf(secret) === undefined)
    throw new ConfigProblem(`${place}.secret must be whsec_ and 24 to 64 bytes in base64.`);
  if (source !== null && (typeof source !== 'string' || source === ''))
    throw new ConfigProblem(`${place}.source must be a text.`);
  if (inbox !== null && (typeof inbox !== 'string' || !inbox.startsWith('/')))
    throw new ConfigProblem(`${place}.inbox must be a path that begins with /.`);
  if (typeof key !== 'string' || key === '')
    throw new ConfigProblem(
      `${place}.key is missing: set it, crossdock.key or CROSSDOCK_KEY to an API key that may do what the system does.`,
    );
  return {
    port: numberOf(system['port'], `${place}.port`, { min: 0, max: 65_535 }),
    secret,
    source,
    key,
    inbox,
    options: fieldsOf(options, `${place}.options`),
    faults: Object.fromEntries(
      Object.entries(fieldsOf(faults, `${place}.faults`)).map(([fault, parameters]) => [
        fault,
        fieldsOf(parameters, `${place}.faults.${fault}`),
      ]),
    ),
  };
}

function networkOf(value: unknown): Network {
  const lists = ['sites', 'items', 'partners', 'openingStock', 'supplies'] as const;
  const network = fieldsOf(value, 'network', lists);
  for (const list of lists) {
    if (!Array.isArray(network[list])) throw new ConfigProblem(`network.${list} must be a list.`);
  }
  for (const list of ['sites', 'items'] as const) {
    const codes = (network[list] as unknown[]).every((row) => isFields(row) && typeof row['code'] === 'string');
    if (!codes || (network[list] as unknown[]).length === 0)
      throw new ConfigProblem(`network.${list} must be a list of documents with a code, at least one.`);
  }
  return value as Network; // Lists of documents with their codes; the models read the rest.
}

/** The options of a model: those given over its usual ones, each of the same kind. */
export function readOptions<Options extends object>(usual: Options, given: Fields, place: string): Options {
  fieldsOf(given, place, Object.keys(usual));
  for (const [name, value] of Object.entries(usual)) {
    if (given[name] !== undefined) sameKind(value, given[name], `${place}.${name}`);
  }
  return { ...usual, ...given };
}

/** Numbers are amounts or shares, so not below 0; an object has numbers by code. */
function sameKind(usual: unknown, given: unknown, place: string): void {
  if (isFields(usual)) {
    for (const [code, value] of Object.entries(fieldsOf(given, place))) sameKind(0, value, `${place}.${code}`);
  } else if (typeof usual === 'number') numberOf(given, place, { min: 0, max: 1e9 });
  else if (typeof given !== 'string' || given === '') throw new ConfigProblem(`${place} must be a text.`);
}

function fieldsOf(value: unknown, place: string, names?: readonly string[]): Fields {
  if (!isFields(value)) throw new ConfigProblem(`${place} must be an object.`);
  const unknown = Object.keys(value).find((name) => names?.includes(name) === false);
  if (unknown !== undefined) throw new ConfigProblem(`${place} has no ${unknown}: use ${(names ?? []).join(', ')}.`);
  return value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function urlOf(value: unknown): string {
  if (typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))
    return value.replace(/\/+$/, '');
  throw new ConfigProblem('crossdock.url must be the address of a node, such as http://127.0.0.1:8080.');
}

function numberOf(value: unknown, place: string, { min, max }: { readonly min: number; readonly max: number }): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new ConfigProblem(`${place} must be a number from ${min} to ${max}.`);
}
