// What connections over SFTP are set up by.
import type { Configured, Credential, SettingsProblem } from '#connectors/connector.ts';
import { folderProblem, remoteFolderPattern } from '#connectors/files/path.ts';
import { checkFiles } from '#connectors/files/settings.ts';
import { hostSchema, portSchema, whereIs } from '#connectors/network/server.ts';
import type { JsonSchema } from '#contracts/schema.ts';

export interface SftpSettings {
  readonly host: string;
  readonly port?: number;
  readonly user: string;
  readonly hostKeys?: readonly string[];
  readonly folder?: string;
}

export const portDefault = 22;

export const settingsSchema: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['host', 'user'],
  properties: {
    host: hostSchema,
    port: { ...portSchema, default: portDefault },
    user: { type: 'string', pattern: '^[^\\u0000-\\u0020]{1,100}$' },
    hostKeys: {
      type: 'array',
      minItems: 1,
      maxItems: 5,
      items: { type: 'string', pattern: '^SHA256:[A-Za-z0-9+/]{43}$' },
      description:
        'Fingerprints of the keys that the server may have, as ssh-keygen -l shows them. Left out, nothing is sent: the check says ' +
        'which key the server showed, to be compared with what its owner says.',
    },
    folder: {
      type: 'string',
      pattern: remoteFolderPattern,
      maxLength: 500,
      description: 'On the server; left out: where it lets the user in.',
      examples: ['/outgoing', 'edi/orders'],
    },
  },
};

export const sftpCredentials: Readonly<Record<string, Credential>> = {
  privateKey: { title: 'Private key (OpenSSH or PEM), where the server knows a key', required: false },
  passphrase: { title: 'Passphrase of that key, if it has one', required: false },
  password: { title: 'Password, where the server asks for one', required: false },
};

/** Where no key is known nothing is sent. */
export function sftpTargets({ host, port = portDefault, hostKeys = [] }: SftpSettings): readonly string[] {
  return hostKeys.map((key) => `${whereIs(host.toLowerCase(), port)} ${key}`);
}

export function checkSftp(configured: Configured): SettingsProblem[] {
  const { credentials, settings } = configured;
  const problems = checkFiles(configured);
  const { folder = '' } = settings as unknown as SftpSettings; // The schema held.
  const wrong = folderProblem(folder.replace(/^\//, ''));
  if (wrong !== null) problems.push({ pointer: '/settings/folder', detail: wrong, fix: 'Write it like /out/orders.' });
  if (!credentials.includes('privateKey') && !credentials.includes('password')) {
    const detail = 'Neither a private key nor a password is there.';
    problems.push({
      pointer: '/credentials',
      detail,
      fix: 'Send privateKey, with passphrase if it has one, or password.',
    });
  }
  return problems;
}
