// A connection as a file: JSON, with `${NAME}` in credentials for what the environment holds, so that the file itself holds no
// secret and can be kept with the others. Pure.
import { SetupError } from '#postgres/errors.ts';

const placeholder = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
/** Settings that are called so hold a secret, which belongs into credentials. */
const secretName = /^(?:.*[-_ ])?(?:password|passwort|passphrase|secret|api[-_]?key|token|private[-_]?key)$/i;
const camel = /([a-z0-9])([A-Z])/g;

/** Throws SetupError with the sentence that says what to correct. */
export function connectionFromFile(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, unknown>> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw problem(`It is no JSON (${cause instanceof Error ? cause.message : String(cause)}).`);
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw problem('It is no object: write {"kind": …, "owner": …}.');
  const { credentials, ...rest } = document as Readonly<Record<string, unknown>>; // Looked at just before.
  refuseSecrets(rest, '');
  if (credentials === undefined) return rest;
  if (typeof credentials !== 'object' || credentials === null || Array.isArray(credentials))
    throw problem('/credentials is no object: write {"name": "${VARIABLE}"}.');
  const filled = Object.entries(credentials).map(([name, value]: [string, unknown]) => {
    if (value === null) return [name, null] as const; // Takes it away.
    if (typeof value !== 'string') throw problem(`/credentials/${name} is no text.`);
    return [name, fill(value, `/credentials/${name}`, environment)] as const;
  });
  return { ...rest, credentials: Object.fromEntries(filled) };
}

function fill(value: string, pointer: string, environment: Readonly<Record<string, string | undefined>>): string {
  if (value.replaceAll(placeholder, '') === value)
    throw problem(
      `${pointer} stands in the file as it is: write "\${VARIABLE}" and set the variable, so that the file holds no secret.`,
    );
  return value.replaceAll(placeholder, (_, name: string) => {
    const found = environment[name];
    if (found === undefined || found === '')
      throw problem(`${pointer} names the environment variable ${name}, which is not set.`);
    return found;
  });
}

function refuseSecrets(value: unknown, pointer: string): void {
  if (typeof value === 'string') {
    if (value.search(placeholder) !== -1)
      throw problem(`${pointer} has a placeholder, and only credentials are filled from the environment.`);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const place = `${pointer}/${name}`;
    // A template that names a field of what is sent, or an address of a token server, is no secret: only plain words are refused.
    if (typeof inner === 'string' && !/[{}/]/.test(inner) && secretName.test(name.replaceAll(camel, '$1_$2')))
      throw problem(`${place} looks like a secret: put it into credentials, where it is encrypted and never shown.`);
    refuseSecrets(inner, place);
  }
}

function problem(detail: string): SetupError {
  return new SetupError('connection', `The connection cannot be put: ${detail}`);
}
