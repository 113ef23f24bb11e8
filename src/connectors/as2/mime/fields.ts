// Values of headers: media types with their parameters, file names, names of partners, ids of messages. Pure.

export interface Field {
  /** In lower case. */
  readonly value: string;
  /** By name in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** `multipart/signed; boundary="a b"; name*=UTF-8''gr%C3%BCn` */
export function readField(text: string): Field {
  const [value = ''] = text.split(';');
  const parameters: Record<string, string> = {};
  for (const [, name = '', quoted, plain = ''] of text.slice(value.length).matchAll(parameter)) {
    const key = name.toLowerCase();
    if (!Object.hasOwn(parameters, key))
      parameters[key] = quoted === undefined ? plain : quoted.replaceAll(/\\(["\\])/g, '$1');
  }
  return { value: value.trim().toLowerCase(), parameters: { ...parameters } };
}

const parameter = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g;

/** The name of a file, without folders; null: there is none. */
export function fileNameIn(disposition: string | undefined, contentType: string | undefined): string | null {
  const of = readField(disposition ?? '').parameters;
  const name = extended(of['filename*']) ?? of['filename'] ?? readField(contentType ?? '').parameters['name'];
  const plain = name
    ?.replaceAll('\\', '/')
    .split('/')
    .at(-1)
    ?.replaceAll(/\p{Cc}/gu, '')
    .trim()
    .slice(0, fileNameMax);
  return plain === undefined || plain === '' || plain === '.' || plain === '..' ? null : plain;
}

const fileNameMax = 255;

function extended(text: string | undefined): string | undefined {
  const [, charset = '', encoded = ''] = /^([^']*)'[^']*'(.*)$/.exec(text ?? '') ?? [];
  if (!/^utf-8$/i.test(charset)) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined; // The plain name stands beside it.
  }
}

/** RFC 2183, with the name as it is beside one in plain characters. */
export function dispositionOf(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]/g, '_').replaceAll(/["\\]/g, '_');
  const whole = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (one) => `%${one.codePointAt(0)?.toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"${plain === fileName ? '' : `; filename*=UTF-8''${whole}`}`;
}

/** AS2-From and AS2-To: in quotes where they hold spaces or what is special (RFC 4130 §6.2). */
export function writeName(name: string): string {
  return /^[A-Za-z0-9!#$%&'*+./=?^_`{|}~-]+$/.test(name) ? name : `"${name.replaceAll(/["\\]/g, '\\$&')}"`;
}

export function readName(text: string | undefined): string {
  const trimmed = (text ?? '').trim();
  const [, quoted] = /^"((?:[^"\\]|\\.)*)"$/.exec(trimmed) ?? [];
  return quoted === undefined ? trimmed : quoted.replaceAll(/\\(.)/g, '$1');
}

/** In angle brackets; null: it is no id. Some leave the brackets out. */
export function readMessageId(text: string | undefined): string | null {
  const [, inner = ''] = /^<?([\x21-\x3b\x3d\x3f-\x7e]{1,500})>?$/.exec((text ?? '').trim()) ?? [];
  return inner.includes('@') ? `<${inner}>` : null;
}

/** Fit for the domain of an id, of a partner's name. */
export function domainOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9.-]/g, '-').replaceAll(/^[.-]+|[.-]+$/g, '') || 'as2';
}

/** Printable characters of one line: nothing that is written into a header ends it. */
export function oneLine(text: string, charactersMax: number): string {
  return text
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, charactersMax);
}
