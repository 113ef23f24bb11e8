// What a handler is given and gives back, typed by its row in the route table.
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { Word } from '#connections/inbound/word.ts';
import type { ContractName } from '#contracts/validate.ts';
import type { ContractTypes } from '#contracts/generated/contracts.ts';
import type { Grant } from '#governance/model.ts';
import type { OwnBodies, OwnBodyName } from './bodies.ts';
import type { ParameterName, Query } from './parameters.ts';
import type { Route } from './route.ts';
import type { AnyRoute, HandlerName } from './routes.ts';

/** Who asks, and under which names the request is remembered. */
export interface Sender {
  readonly grant: Grant;
  /** As the journal names it: `key:…`, `connection:…`. */
  readonly actor: string;
  /** Of X-Request-Id or traceparent, when the caller sent one. */
  readonly correlationId: string | null;
  readonly idempotencyKey: string | null;
  /** Of a connection that brings master data in. */
  readonly word?: Word;
}

type PathName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathName<Rest>
  : never;

type BodyOf<Row extends Route> = Row extends { readonly raw: true }
  ? Buffer
  : Row extends { readonly body: infer Name }
    ? Name extends ContractName
      ? ContractTypes[Name]
      : Name extends OwnBodyName
        ? OwnBodies[Name]
        : never
    : undefined;

type QueryOf<Row extends Route> = Row extends { readonly query: readonly (infer Name extends ParameterName)[] }
  ? Query<Name>
  : Query<never>;

interface Call<Row extends Route> {
  /** Of a signed request: nobody that we know by a key. */
  readonly sender: Row['permission'] extends 'signed' ? undefined : Sender;
  readonly path: { readonly [Name in PathName<Row['path']>]: string };
  readonly query: QueryOf<Row>;
  readonly body: BodyOf<Row>;
  readonly headers: IncomingHttpHeaders;
}

export interface Answer {
  readonly status: number;
  /** Sent as JSON; text, bytes and streams as they are. */
  readonly body: object | string | Readable;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Part of it could not be done now: sent again, the request is not given this answer. */
  readonly isPartial?: true;
}

type RowOf<Name extends HandlerName> = Extract<AnyRoute, { readonly handler: Name }>;

export type Handler<Name extends HandlerName> = RowOf<Name>['permission'] extends 'public'
  ? () => Answer | Promise<Answer>
  : (call: Call<RowOf<Name>>) => Answer | Promise<Answer>;

export type Handlers<Name extends HandlerName = HandlerName> = { readonly [Each in Name]: Handler<Each> };

export function ok(body: object, headers?: Readonly<Record<string, string>>): Answer {
  return { status: 200, body, ...(headers !== undefined && { headers }) };
}
