// Words of connections: configured instances of connectors, each with an owner.
import type { JsonSchema } from '#contracts/schema.ts';
import type { Role } from '#governance/model.ts';
import type { FormatSettings } from './formats/format.ts';

export interface Connection {
  readonly code: string;
  /** Of the connector. */
  readonly kind: string;
  /** Who answers for it: a person or a team. */
  readonly owner: string;
  readonly active: boolean;
  /** Types of events that it gets as they are. */
  readonly types: readonly string[];
  /** The connector's own; holds no secret. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly streams: readonly Stream[];
  readonly operations: readonly Operation[];
  /** What it may bring in; null: nothing. */
  readonly rights: Rights | null;
  /** Whose identifiers it speaks; null: ours. */
  readonly system: string | null;
  readonly limits: ConnectionLimits;
  readonly service: ServiceLevel;
  readonly maintenance: readonly Maintenance[];
}

/** Like those of an API key. */
export interface Rights {
  readonly role: Role;
  readonly sites: readonly string[] | null;
  readonly companies: readonly string[] | null;
  /** Sources of its events; null: any. */
  readonly sources: readonly string[] | null;
}

/** Messages that come in, one way. */
export interface Stream {
  readonly name: string;
  /** The connector's own. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly format: FormatSettings;
  /** Null: the records are documents of ours already. */
  readonly mapping: string | null;
  /** Seconds from the end of one poll to the next; of no meaning to what is pushed. */
  readonly everySeconds: number;
  /** `go_on`: a message that fails leaves those after it alone. `stop`: they wait for it. */
  readonly onFailure: 'go_on' | 'stop';
}

/** Something the other system can be asked to do. */
export interface Operation {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Events that ask for it. */
  readonly types: readonly string[];
  /** Null: what is sent is the event. */
  readonly mapping: string | null;
  readonly format: FormatSettings;
  /** Stream that reads what the other system answers; null: the answer says only that it has it. */
  readonly answers: string | null;
  /** What a refusal is: a dead letter that somebody looks at, or an answer of theirs like any other. Left out: `dead_letter`. */
  readonly refusals?: 'dead_letter' | 'answer';
  /** What is asked for when it was done, with its answer; left out: nothing. */
  readonly then?: string;
  /** It is asked again and again until it is done, instead of after ever longer pauses. */
  readonly poll?: Poll;
  /** Several deliveries, each about something else, are sent as one; left out: each by itself. */
  readonly bundle?: Bundle;
  /** What is sent keeps this JSON Schema; left out: whatever the mapping makes. */
  readonly contract?: JsonSchema;
}

/** Sent when there are so many, or when the first has waited so long. */
export interface Bundle {
  readonly count: number;
  readonly afterSeconds: number;
}

export interface Poll {
  readonly everySeconds: number;
  /** Then it was not done in time, and somebody looks. */
  readonly forSeconds: number;
}

export interface ConnectionLimits {
  /** Calls a second at most; null: as many as it takes. */
  readonly perSecond: number | null;
  readonly concurrent: number;
  readonly timeoutMs: number;
  readonly messageBytesMax: number;
}

/** From when on it is late. */
export interface ServiceLevel {
  /** Without a message, or a poll that said there is none. */
  readonly quietSecondsMax: number | null;
  /** Age of the oldest delivery that waits. */
  readonly backlogSecondsMax: number | null;
}

/** Nothing is sent or fetched meanwhile, and nothing counts as a fault. */
export interface Maintenance {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** Nothing is sent or fetched, and nothing is lost: deliveries are written and wait, and what is pushed is kept. */
export interface Pause {
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}

/** The last change of a credential. */
export interface Rotation {
  readonly at: string;
  readonly by: string;
  /** Until when the one before it is good too; null: it ended with the change. */
  readonly previousUntil: string | null;
}

export interface ConnectionRecord extends Connection {
  readonly pause: Pause | null;
  /** By name of the credential. */
  readonly rotations: Readonly<Record<string, Rotation>>;
  /** Why Crossdock itself switched it off. */
  readonly problem: unknown;
  /** Names of the credentials that are there. */
  readonly credentials: readonly string[];
  readonly epoch: number;
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** Paused by somebody, or in maintenance: nothing is sent or fetched now. */
export function isResting(
  connection: Pick<Connection, 'maintenance'> & { readonly pause: Pause | null },
  now: number,
): boolean {
  return connection.pause !== null || inMaintenance(connection, now);
}

function inMaintenance(connection: Pick<Connection, 'maintenance'>, now: number): boolean {
  return connection.maintenance.some(({ from, to }) => Date.parse(from) <= now && now < Date.parse(to));
}

/** A stream without settings that only reads answers is not fetched. */
export function readsAnswersOnly({ operations }: Pick<Connection, 'operations'>, { name, settings }: Stream): boolean {
  return Object.keys(settings).length === 0 && operations.some(({ answers }) => answers === name);
}
