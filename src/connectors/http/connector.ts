// Any system that is spoken to over HTTP, by configuration alone.
import type { Connector, OpenOptions, Session } from '#connectors/connector.ts';
import { httpProblems } from './check.ts';
import { HttpClient } from './client.ts';
import { checkAccess } from './access.ts';
import { look } from './look.ts';
import { declare, operationSchema } from './operation.ts';
import type { HttpOperation } from './operation.ts';
import { poll } from './poll.ts';
import { send } from './send.ts';
import { credentials, httpTargets, movedSettings, settingsSchema } from './settings.ts';
import type { HttpSettings } from './settings.ts';
import { streamSchema } from './stream.ts';
import type { HttpStream } from './stream.ts';

// What comes as `Settings` below went through the schema that stands beside it.
export const httpConnector: Connector = {
  kind: 'http',
  title: 'HTTP and JSON (REST)',
  settings: settingsSchema,
  moved: movedSettings,
  credentials,
  targets: (settings) => httpTargets(settings as unknown as HttpSettings),
  stream: streamSchema,
  operation: operationSchema,
  check: httpProblems,
  declare: (operation) => declare(operation as unknown as HttpOperation),
  open: openHttp,
};

function openHttp(options: OpenOptions): Session {
  const settings = options.settings as unknown as HttpSettings;
  const client = new HttpClient(settings, options);
  return {
    check: (signal) => checkAccess(client, settings, signal),
    receive: (from) => poll(client, from.settings as unknown as HttpStream, from),
    send: (outgoing, signal) => send(client, outgoing.settings as unknown as HttpOperation, outgoing, signal),
    look: (outgoing, signal) => look(client, outgoing.settings as unknown as HttpOperation, outgoing, signal),
    remark: client.login.remark,
    close: () => Promise.resolve(client.close()),
  };
}
