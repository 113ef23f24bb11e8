// What the schemas of the settings cannot say: addresses, templates, and which credentials are needed. Pure.
import type { Configured, Connector, SettingsProblem } from '#connectors/connector.ts';
import { urlProblem } from '#connectors/network/target.ts';
import { credentialsOf } from './auth.ts';
import type { HttpOperation } from './operation.ts';
import type { HttpSettings } from './settings.ts';
import type { HttpStream } from './stream.ts';
import { asksForValue, namesIn, TemplateProblem } from './template.ts';

type Network = Parameters<NonNullable<Connector['check']>>[1];

function addressProblems(pointer: string, text: string, { allowPrivate }: Network): readonly SettingsProblem[] {
  const problem = urlProblem(text, allowPrivate);
  if (problem !== null) return [{ pointer, ...problem }];
  if (new URL(text).search === '') return [];
  return [{ pointer, detail: 'It has a query.', fix: 'Put parameters into the query of streams and operations.' }];
}

export function connectionProblems(
  { settings, credentials }: Configured,
  network: Network,
): readonly SettingsProblem[] {
  // They went through the schema of the connector.
  const { url, auth = { kind: 'none' }, signature, check } = settings as unknown as HttpSettings;
  const needed = [...credentialsOf(auth), ...(signature === undefined ? [] : ['signingSecret'])];
  return [
    ...addressProblems('/settings/url', url, network),
    ...(auth.kind === 'oauth2' ? addressProblems('/settings/auth/tokenUrl', auth.tokenUrl, network) : []),
    ...(check === undefined ? [] : templateProblems('/settings/check', [check.path, check.query], [], false)),
    ...needed
      .filter((name) => !credentials.includes(name))
      .map((name) => ({
        pointer: `/credentials/${name}`,
        detail: `It is needed for ${name === 'signingSecret' ? 'the signature' : `auth of the kind ${auth.kind}`}.`,
        fix: 'Add it to the credentials.',
      })),
    ...(credentials.includes('certificate') === credentials.includes('privateKey')
      ? []
      : [
          {
            pointer: '/credentials/privateKey',
            detail: 'A client certificate and its key belong together.',
            fix: 'Add both, or none.',
          },
        ]),
  ];
}

export function httpProblems(configured: Configured, network: Network): readonly SettingsProblem[] {
  return [
    ...connectionProblems(configured, network),
    ...Object.entries(configured.streams).flatMap(([name, settings]) =>
      streamProblems(`/streams/${name}`, settings as unknown as HttpStream),
    ),
    ...Object.entries(configured.operations).flatMap(([name, settings]) =>
      operationProblems(`/operations/${name}`, settings as unknown as HttpOperation),
    ),
  ];
}

function streamProblems(pointer: string, stream: HttpStream): readonly SettingsProblem[] {
  const { cursor, paging, method = 'GET' } = stream;
  const names = [
    ...(cursor?.kind === 'field' ? ['since'] : []),
    ...(cursor?.kind === 'token' ? ['cursor'] : []),
    ...(paging?.kind === 'page' ? ['page'] : []),
    ...(paging?.kind === 'offset' ? ['offset'] : []),
    ...(paging?.kind === 'token' ? ['token'] : []),
  ];
  const texts = [stream.path, stream.query, stream.headers, stream.body];
  const found = templateProblems(pointer, texts, names, false);
  if (found.length > 0) return found;
  const asked = new Set(textsIn(texts).flatMap(namesIn));
  const problems: SettingsProblem[] = names
    .filter((name) => !asked.has(name))
    .map((name) => ({
      pointer,
      detail: `Neither path, query, headers nor body have {${name}}, so every request would be the same.`,
      fix: `Put {${name}?} where the other system expects it.`,
    }));
  if (method === 'GET' && stream.body !== undefined)
    problems.push({ pointer: `${pointer}/body`, detail: 'A GET has no body.', fix: 'Leave it out, or use POST.' });
  if (stream.as === 'whole' && (stream.records !== undefined || cursor?.kind === 'field'))
    problems.push({
      pointer: `${pointer}/as`,
      detail: 'An answer that is kept whole has no records.',
      fix: 'Leave out “records” and a cursor of the kind “field”.',
    });
  if (cursor?.kind === 'field' && cursor.type !== 'time' && cursor.start === 'now')
    problems.push({
      pointer: `${pointer}/cursor/start`,
      detail: `A cursor of the type ${cursor.type} has no now.`,
      fix: 'Begin at a value that the field has.',
    });
  if (cursor?.kind === 'field' && cursor.type === 'text' && cursor.overlap !== 0)
    problems.push({
      pointer: `${pointer}/cursor/overlap`,
      detail: 'There is no overlap of texts.',
      fix: 'Set it to 0, or use a time or a number.',
    });
  return problems;
}

function operationProblems(pointer: string, operation: HttpOperation): readonly SettingsProblem[] {
  const { path, query, headers, body, look, idempotency, idempotencyHeader } = operation;
  const form = typeof body === 'object' && 'form' in body ? body.form : undefined;
  const texts = [path, query, headers, form, look?.path, look?.query];
  const problems = [...templateProblems(pointer, texts, ['id'], true)];
  const isKeySent = idempotencyHeader !== undefined || textsIn(texts).some((text) => text.includes('{id}'));
  if (idempotency === 'key' && problems.length === 0 && !isKeySent)
    problems.push({
      pointer: `${pointer}/idempotency`,
      detail: 'No key is sent.',
      fix: 'Name the header in “idempotencyHeader”, or put {id} where the key goes.',
    });
  return problems;
}

export function templateProblems(
  pointer: string,
  texts: readonly unknown[],
  names: readonly string[],
  mayHaveValue: boolean,
): readonly SettingsProblem[] {
  return textsIn(texts).flatMap((text): readonly SettingsProblem[] => {
    try {
      if (!mayHaveValue && asksForValue(text))
        return [
          { pointer, detail: `“${text}” asks for a value, and there is none here.`, fix: 'Leave the pointer out.' },
        ];
      return namesIn(text)
        .filter((name) => !names.includes(name))
        .map((name) => ({
          pointer,
          detail: `{${name}} in “${text}” is nothing that there is here.`,
          fix: names.length === 0 ? 'Leave it out.' : `There is ${names.map((known) => `{${known}}`).join(', ')}.`,
        }));
    } catch (error) {
      if (!(error instanceof TemplateProblem)) throw error;
      return [{ pointer, detail: error.message, fix: error.fix }];
    }
  });
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
