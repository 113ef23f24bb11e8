// Files on a server of a partner, over SSH.
import type { Connector } from '#connectors/connector.ts';
import { openFiles } from '#connectors/files/session.ts';
import { declareFiles, operationSchema, streamSchema } from '#connectors/files/settings.ts';
import { checkSftp, settingsSchema, sftpCredentials, sftpTargets } from './settings.ts';
import type { SftpSettings } from './settings.ts';
import { sftpPlace } from './transport.ts';

export const sftpConnector: Connector = {
  kind: 'sftp',
  title: 'Files over SFTP',
  settings: settingsSchema,
  credentials: sftpCredentials,
  targets: (settings) => sftpTargets(settings as unknown as SftpSettings),
  stream: streamSchema,
  operation: operationSchema,
  check: checkSftp,
  declare: declareFiles,
  open: (options) => openFiles(sftpPlace(options), options),
};
