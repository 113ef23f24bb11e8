// Services of OData 4, such as Business Central and S/4HANA, on the client of the connector http.
import type { Configured, Connector, OpenOptions, Session, SettingsProblem } from '#connectors/connector.ts';
import { checkAccess } from '#connectors/http/access.ts';
import { connectionProblems, templateProblems } from '#connectors/http/check.ts';
import { HttpClient } from '#connectors/http/client.ts';
import { poll } from '#connectors/http/poll.ts';
import { credentials, httpProperties, httpTargets, movedSettings } from '#connectors/http/settings.ts';
import type { HttpSettings } from '#connectors/http/settings.ts';
import { CsrfGuard } from './csrf.ts';
import type { Speaker } from './entity.ts';
import { look } from './look.ts';
import { declare, operationSchema } from './operation.ts';
import type { ODataOperation } from './operation.ts';
import { send } from './send.ts';
import { httpStreamOf, streamSchema } from './stream.ts';
import type { ODataStream } from './stream.ts';

interface ODataSettings extends HttpSettings {
  /** Where the token for writes is fetched; left out: none is needed. */
  readonly csrf?: { readonly path: string };
}

// What comes as `Settings` below went through the schema that stands beside it.
export const odataConnector: Connector = {
  kind: 'odata',
  title: 'OData 4 (Business Central, S/4HANA and others)',
  settings: {
    type: 'object',
    additionalProperties: false,
    required: ['url'],
    properties: {
      ...httpProperties,
      csrf: {
        type: 'object',
        additionalProperties: false,
        required: ['path'],
        properties: { path: { type: 'string', pattern: '^(?:/[^?#\\\\\\s{}]*)?$', maxLength: 500 } },
        description: 'The service wants a token with every write, as SAP does: where it is fetched, such as /',
      },
    },
  },
  moved: movedSettings,
  credentials,
  targets: (settings) => httpTargets(settings as unknown as ODataSettings),
  stream: streamSchema,
  operation: operationSchema,
  check: (configured, network) => [...connectionProblems(configured, network), ...problems(configured)],
  declare: (operation) => declare(operation as unknown as ODataOperation),
  open,
};

function open(options: OpenOptions): Session {
  const settings = options.settings as unknown as ODataSettings;
  const client = new HttpClient(settings, options);
  const speaker: Speaker = {
    client,
    csrf: settings.csrf === undefined ? null : new CsrfGuard(client, settings.csrf.path),
  };
  return {
    check: (signal) => checkAccess(client, settings, signal),
    receive: (from) => poll(client, httpStreamOf(from.settings as unknown as ODataStream), from),
    send: (outgoing, signal) => send(speaker, outgoing, signal),
    look: (outgoing, signal) => look(speaker, outgoing, signal),
    remark: client.login.remark,
    close: () => Promise.resolve(client.close()),
  };
}

function problems({ streams, operations }: Configured): readonly SettingsProblem[] {
  return [
    ...Object.entries(streams).flatMap(([name, settings]) => {
      const stream = settings as unknown as ODataStream;
      const at = `/streams/${name}`;
      if (stream.delta === true && stream.modified !== undefined)
        return [
          {
            pointer: `${at}/delta`,
            detail: 'Changes are asked for by time and by delta links.',
            fix: 'Use one of them.',
          },
        ];
      return templateProblems(at, [stream.path, stream.query], [], false);
    }),
    ...Object.entries(operations).flatMap(([name, settings]) => {
      const { path, query, does, key, ifMatch } = settings as unknown as ODataOperation;
      const at = `/operations/${name}`;
      const found = [...templateProblems(at, [path, query], [], true)];
      if ((does === 'update' || does === 'delete') && key === undefined)
        found.push({
          pointer: `${at}/key`,
          detail: `What is to be ${does}d?`,
          fix: 'Say where the properties of its key are.',
        });
      if ((does === 'create' || does === 'call') && ifMatch !== undefined)
        found.push({ pointer: `${at}/ifMatch`, detail: `A ${does} has no ETag.`, fix: 'Leave it out.' });
      return found;
    }),
  ];
}
