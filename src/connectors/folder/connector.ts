// Files in folders of this machine, or on a disk that is mounted there.
import type { Connector } from '#connectors/connector.ts';
import { folderPattern, folderProblem } from '#connectors/files/path.ts';
import { openFiles } from '#connectors/files/session.ts';
import { checkFiles, declareFiles, operationSchema, streamSchema } from '#connectors/files/settings.ts';
import { folderPlace } from './transport.ts';

export const folderConnector: Connector = {
  kind: 'folder',
  title: 'Files in a folder',
  settings: {
    type: 'object',
    additionalProperties: false,
    required: ['folder'],
    properties: {
      folder: {
        type: 'string',
        pattern: folderPattern,
        maxLength: 500,
        description: 'Below the folder that CROSSDOCK_FILES names; empty: that one.',
        examples: ['legacy-erp'],
      },
    },
  },
  credentials: {},
  targets: () => [],
  stream: streamSchema,
  operation: operationSchema,
  check(configured) {
    const problem = folderProblem(String(configured.settings['folder']));
    const own =
      problem === null ? [] : [{ pointer: '/settings/folder', detail: problem, fix: 'Write it like erp/in.' }];
    return [...own, ...checkFiles(configured)];
  },
  declare: declareFiles,
  open(options) {
    const folder = String(options.settings['folder']);
    const { limits, reach } = options;
    return openFiles(folderPlace({ root: reach.files ?? null, folder, timeoutMs: limits.timeoutMs }), options);
  },
};
