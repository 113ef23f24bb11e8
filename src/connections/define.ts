// A connection as its owner asks for it: checked against its connector, filled up with what is usual. Pure.
import type { ValidateFunction } from 'ajv/dist/2020.js';
import type { Connector, Credential, SettingsProblem } from '#connectors/connector.ts';
import { createAjv, findings } from '#contracts/ajv.ts';
import { createExplain } from '#contracts/explain.ts';
import { indexContracts } from '#contracts/schema.ts';
import type { JsonSchema } from '#contracts/schema.ts';
import type { Role } from '#governance/model.ts';
import { usual } from './connection-store.ts';
import { contractProblem } from './outbound/contract.ts';
import { isPushed } from './sessions.ts';
import type { Format, FormatSettings } from './formats/format.ts';
import { limits } from '#kernel/limits.ts';
import { readsAnswersOnly } from './model.ts';
import type { Bundle, Connection, ConnectionLimits, Maintenance, Operation, Poll, ServiceLevel } from './model.ts';

/** What the API takes; see its schema for what each means. */
export interface ConnectionRequest {
  readonly kind: string;
  readonly owner: string;
  readonly active?: boolean;
  readonly types?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly streams?: readonly {
    readonly name: string;
    readonly settings?: Readonly<Record<string, unknown>>;
    readonly format?: FormatSettings;
    readonly mapping?: string;
    readonly everySeconds?: number;
    readonly onFailure?: 'go_on' | 'stop';
  }[];
  readonly operations?: readonly {
    readonly name: string;
    readonly settings?: Readonly<Record<string, unknown>>;
    readonly types?: readonly string[];
    readonly mapping?: string;
    readonly format?: FormatSettings;
    readonly answers?: string;
    readonly refusals?: 'dead_letter' | 'answer';
    readonly then?: string;
    readonly poll?: Poll;
    readonly bundle?: Bundle;
    readonly contract?: JsonSchema;
  }[];
  readonly rights?: {
    readonly role: Role;
    readonly sites?: readonly string[];
    readonly companies?: readonly string[];
    readonly sources?: readonly string[];
  };
  readonly system?: string;
  readonly limits?: Partial<ConnectionLimits>;
  readonly service?: Partial<ServiceLevel>;
  readonly maintenance?: readonly Maintenance[];
  readonly credentials?: Readonly<Record<string, string | null>>;
}

const json: FormatSettings = { name: 'json' };
const everySeconds = 60;

export function connectionOf(code: string, request: ConnectionRequest): Connection {
  const { kind, owner, active = true, types = [], settings = {}, system = null, maintenance = [], rights } = request;
  return {
    code,
    kind,
    owner,
    active,
    types,
    settings,
    streams: (request.streams ?? []).map((stream) => ({
      name: stream.name,
      settings: stream.settings ?? {},
      format: stream.format ?? json,
      mapping: stream.mapping ?? null,
      everySeconds: stream.everySeconds ?? everySeconds,
      onFailure: stream.onFailure ?? 'go_on',
    })),
    operations: (request.operations ?? []).map((operation) => ({
      name: operation.name,
      settings: operation.settings ?? {},
      types: operation.types ?? [],
      mapping: operation.mapping ?? null,
      format: operation.format ?? json,
      answers: operation.answers ?? null,
      ...(operation.refusals !== undefined && { refusals: operation.refusals }),
      ...(operation.then !== undefined && { then: operation.then }),
      ...(operation.poll !== undefined && { poll: operation.poll }),
      ...(operation.bundle !== undefined && { bundle: operation.bundle }),
      ...(operation.contract !== undefined && { contract: operation.contract }),
    })),
    rights:
      rights === undefined
        ? null
        : {
            role: rights.role,
            sites: rights.sites ?? null,
            companies: rights.companies ?? null,
            sources: rights.sources ?? null,
          },
    system,
    limits: { ...usual.limits, ...request.limits },
    service: { ...usual.service, ...request.service },
    maintenance,
  };
}

export interface Surroundings {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly formats: ReadonlyMap<string, Format>;
  /** Names of the credentials that it will have. */
  readonly credentials: readonly string[];
  readonly allowPrivate: boolean;
}

/** Everything that is wrong with it; empty: it can be defined. Pointers are those of the request. */
export function problemsOf(
  connection: Connection,
  { connectors, formats, credentials, allowPrivate }: Surroundings,
): readonly SettingsProblem[] {
  const connector = connectors.get(connection.kind);
  if (connector === undefined) {
    const fix = `Use one of ${[...connectors.keys()].join(', ')}.`;
    return [{ pointer: '/kind', detail: `No connector speaks ${connection.kind}.`, fix }];
  }
  const { settings, streams, operations } = connection;
  const problems = [
    ...unreadable(settings, '/settings'),
    ...unreadable(streams, '/streams'),
    ...unreadable(operations, '/operations'),
    ...against(connector.settings, settings, '/settings'),
    ...named(streams, '/streams'),
    ...named(operations, '/operations'),
    ...streams.flatMap((stream, index) => [
      ...(readsAnswersOnly(connection, stream)
        ? []
        : partProblems(connector.stream, stream.settings, `/streams/${index}`, connector, 'nothing comes in')),
      ...formatProblems(formats, stream.format, `/streams/${index}/format`),
    ]),
    ...operations.flatMap((operation, index) => [
      ...partProblems(
        connector.operation,
        operation.settings,
        `/operations/${index}`,
        connector,
        'nothing is sent but events',
      ),
      ...formatProblems(formats, operation.format, `/operations/${index}/format`),
      ...answersProblems(connection, operation.answers, `/operations/${index}/answers`),
      ...stepProblems(connection, operation, `/operations/${index}`),
      ...contractProblems(operation, `/operations/${index}/contract`),
    ]),
    ...Object.entries(connector.credentials)
      .filter(([name, { required }]) => required && !credentials.includes(name))
      .map(([name, { title }]) => ({
        pointer: `/credentials/${name}`,
        detail: `It is needed, and there is none. ${title}`,
        fix: `Send credentials with ${name}.`,
      })),
  ];
  if (problems.length > 0) return problems.map((problem) => movedOr(problem, connector));
  const { messageBytesMax } = connection.limits;
  if (isPushed(connector) && messageBytesMax > limits.pushedBytesMax)
    return [
      {
        pointer: '/limits/messageBytesMax',
        detail: `What is pushed has ${limits.pushedBytesMax} bytes at most, because it is read before anybody knows who sent it.`,
        fix: 'Set it to that or less, or have larger messages fetched.',
      },
    ];
  const configured = {
    settings,
    streams: Object.fromEntries(streams.map((stream) => [stream.name, stream.settings])),
    operations: Object.fromEntries(operations.map((operation) => [operation.name, operation.settings])),
    credentials,
  };
  return connector.check?.(configured, { allowPrivate }) ?? [];
}

function contractProblems({ contract }: Operation, pointer: string): readonly SettingsProblem[] {
  const detail = contract === undefined ? null : contractProblem(contract);
  if (detail === null) return [];
  const fix =
    'Write a JSON Schema (2020-12) without pattern, patternProperties, uniqueItems and references to elsewhere.';
  return [{ pointer, detail: `It is no contract: ${detail}.`, fix }];
}

/** What is wrong with credentials that were sent; `known` are the connector's. */
export function credentialProblems(
  known: Readonly<Record<string, Credential>>,
  sent: Readonly<Record<string, string>>,
): readonly SettingsProblem[] {
  return Object.entries(sent).flatMap(([name, text]) => {
    const pointer = `/credentials/${name}`;
    const credential = known[name];
    if (credential === undefined || !Object.hasOwn(known, name)) {
      const names = Object.keys(known).join(', ');
      return [{ pointer, detail: `There is no credential ${name}.`, fix: `Send ${names === '' ? 'none' : names}.` }];
    }
    const problem = credential.problem?.(text) ?? null;
    return problem === null ? [] : [{ pointer, ...problem }];
  });
}

/** A setting that there was is refused by saying what stands for it now. */
function movedOr(problem: SettingsProblem, { moved = {} }: Connector): SettingsProblem {
  const name = problem.pointer.slice('/settings/'.length);
  const now = problem.pointer.startsWith('/settings/') && Object.hasOwn(moved, name) ? moved[name] : undefined;
  return now === undefined ? problem : { pointer: problem.pointer, ...now };
}

function partProblems(
  schema: JsonSchema | null,
  settings: Readonly<Record<string, unknown>>,
  pointer: string,
  { kind }: Connector,
  why: string,
): readonly SettingsProblem[] {
  if (schema === null)
    return [{ pointer, detail: `Of a connection of the kind ${kind} ${why}.`, fix: 'Leave it out.' }];
  return against(schema, settings, `${pointer}/settings`);
}

function formatProblems(
  formats: ReadonlyMap<string, Format>,
  { name, ...settings }: FormatSettings,
  pointer: string,
): readonly SettingsProblem[] {
  const format = formats.get(name);
  if (format !== undefined) {
    const wrong = against(format.settings, settings, pointer);
    const complaint = wrong.length === 0 ? format.check({ name, ...settings }) : null;
    return complaint === null ? wrong : [{ ...complaint, pointer: pointer + complaint.pointer }];
  }
  const fix = `Use one of ${[...formats.keys()].join(', ')}.`;
  return [{ pointer: `${pointer}/name`, detail: `No format is called ${name}.`, fix }];
}

function answersProblems({ streams }: Connection, answers: string | null, pointer: string): readonly SettingsProblem[] {
  if (answers === null || streams.some(({ name }) => name === answers)) return [];
  return [
    { pointer, detail: `The connection has no stream ${answers}.`, fix: 'Define the stream that reads the answers.' },
  ];
}

/** One follows another, and no one itself: so whatever is answered, it comes to an end. */
function stepProblems({ operations }: Connection, operation: Operation, pointer: string): readonly SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  const { then, poll, name } = operation;
  if (then !== undefined && !operations.some((one) => one.name === then))
    problems.push({
      pointer: `${pointer}/then`,
      detail: `The connection has no operation ${then}.`,
      fix: 'Define the operation that follows.',
    });
  const passed = new Set<string>();
  for (
    let next = then;
    next !== undefined && !passed.has(next);
    next = operations.find((one) => one.name === next)?.then
  )
    passed.add(next);
  if (passed.has(name))
    problems.push({
      pointer: `${pointer}/then`,
      detail: `${name} would follow itself: ${[name, ...passed].join(', then ')}.`,
      fix: 'Ask again with "poll", or end with another operation.',
    });
  const { bundle, answers } = operation;
  const isStep = then !== undefined || poll !== undefined || operations.some((one) => one.then === name);
  if (bundle !== undefined && (isStep || answers !== null))
    problems.push({
      pointer: `${pointer}/bundle`,
      detail: 'What is answered to several deliveries at once belongs to none of them.',
      fix: 'Leave out bundle, or answers, then and poll; no other operation may lead to it.',
    });
  if (poll !== undefined && poll.forSeconds < poll.everySeconds)
    problems.push({
      pointer: `${pointer}/poll/forSeconds`,
      detail: 'It ends before it is asked again.',
      fix: 'Let it be asked for longer than one pause.',
    });
  return problems;
}

function named(parts: readonly { readonly name: string }[], pointer: string): readonly SettingsProblem[] {
  return parts.flatMap(({ name }, index) =>
    parts.findIndex((part) => part.name === name) === index
      ? []
      : [
          {
            pointer: `${pointer}/${index}/name`,
            detail: `${name} is there twice.`,
            fix: 'Give each a name of its own.',
          },
        ],
  );
}

/** Kept with such a text, no query could look into the connection any more. */
function unreadable(value: unknown, pointer: string): readonly SettingsProblem[] {
  const isUnreadable = (text: string): boolean => text.includes('\0') || !text.isWellFormed();
  if (typeof value === 'string')
    return isUnreadable(value)
      ? [{ pointer, detail: 'The text has NUL or half a character in it.', fix: 'Leave it out.' }]
      : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    isUnreadable(name) ? unreadable(name, pointer) : unreadable(one, `${pointer}/${escaped(name)}`),
  );
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

const ajv = createAjv({ allErrors: true, verbose: true, strictTypes: false });
const explain = createExplain(ajv, indexContracts([]));
const checks = new WeakMap<JsonSchema, ValidateFunction>();

function against(schema: JsonSchema, value: unknown, under: string): readonly SettingsProblem[] {
  const check = checks.get(schema) ?? ajv.compile(schema);
  checks.set(schema, check);
  return explain(findings(check, value)).map(({ pointer, message, fix }) => ({
    pointer: `${under}${pointer}`,
    detail: `${message}.`,
    fix,
  }));
}
