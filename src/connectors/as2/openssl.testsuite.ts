// The other side's cryptography for tests is OpenSSL's own program: nothing of ours makes or reads what ours is tested with. Multipart
// bodies are put together by hand, for OpenSSL's own S/MIME changes ends of lines, which breaks signatures.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Pair {
  readonly certificate: string;
  readonly key: string;
  /** Where both stand, for the program. */
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface Signing {
  readonly digest?: string;
  /** Further words for `openssl cms -sign`. */
  readonly options?: readonly string[];
}

export class OpenSsl implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'crossdock-as2-'));

  /** A new key with its certificate. */
  pair(name: string, options: { readonly days?: number; readonly kind?: 'rsa' | 'ec' } = {}): Pair {
    const keyFile = this.file('key');
    const certificateFile = this.file('pem');
    const kind = options.kind === 'ec' ? ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] : ['rsa:2048'];
    const to = ['-keyout', keyFile, '-out', certificateFile, '-days', String(options.days ?? 365)];
    run(['req', '-x509', '-newkey', ...kind, '-nodes', ...to, '-subj', `/CN=${name}`]);
    return {
      certificate: readFileSync(certificateFile, 'utf8'),
      key: readFileSync(keyFile, 'utf8'),
      certificateFile,
      keyFile,
    };
  }

  file(ending: string, content?: Uint8Array | string): string {
    const path = join(this.#folder, `${randomUUID()}.${ending}`);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  }

  /** In DER, apart from the content. */
  signature(content: Uint8Array, by: Pair, { digest = 'sha256', options = [] }: Signing = {}): Buffer {
    const who = ['-signer', by.certificateFile, '-inkey', by.keyFile];
    return run(['cms', '-sign', '-binary', '-md', digest, '-outform', 'DER', ...who, ...options], content);
  }

  /** Throws when it is not. */
  verify(content: Uint8Array, signature: Uint8Array, by: Pair): void {
    const files = ['-in', this.file('sig', signature), '-content', this.file('part', content)];
    const trust = ['-CAfile', by.certificateFile, '-purpose', 'any', '-out', this.file('out')];
    run(['cms', '-verify', '-binary', '-inform', 'DER', ...files, ...trust]);
  }

  encrypt(content: Uint8Array, to: Pair, options: readonly string[] = ['-aes-256-cbc']): Buffer {
    const recipient = options.includes('-keyopt')
      ? ['-recip', to.certificateFile, ...options]
      : [...options, to.certificateFile];
    return run(['cms', '-encrypt', '-binary', '-outform', 'DER', ...recipient], content);
  }

  decrypt(content: Uint8Array, by: Pair): Buffer {
    const who = ['-recip', by.certificateFile, '-inkey', by.keyFile];
    return run(['cms', '-decrypt', '-binary', '-inform', 'DER', ...who], content);
  }

  /** A part and its signature as one body. */
  signed(part: Uint8Array, by: Pair, signing: Signing = {}): { readonly contentType: string; readonly body: Buffer } {
    const boundary = `=_${randomUUID()}`;
    const signature = this.signature(part, by, signing).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
    const head =
      'Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n';
    const micalg = signing.digest ?? 'sha256';
    return {
      contentType: `multipart/signed; protocol="application/pkcs7-signature"; micalg=${micalg}; boundary="${boundary}"`,
      body: Buffer.concat([
        Buffer.from(`--${boundary}\r\n`),
        part,
        Buffer.from(`\r\n--${boundary}\r\n${head}${signature}\r\n--${boundary}--\r\n`),
      ]),
    };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The signed part of a body, and its signature in DER. */
export function takeApart(body: Buffer, contentType: string): { readonly part: Buffer; readonly signature: Buffer } {
  const [, boundary = ''] = /boundary="?([^";]+)"?/i.exec(contentType) ?? [];
  const first = body.indexOf(`--${boundary}\r\n`) + boundary.length + 4;
  const second = body.indexOf(`\r\n--${boundary}\r\n`, first);
  const end = body.indexOf(`\r\n--${boundary}--`, second + 1);
  const entity = body.subarray(second + boundary.length + 6, end);
  const at = entity.indexOf('\r\n\r\n');
  const inside = entity.subarray(at + 4);
  const isText = /base64/i.test(entity.subarray(0, at).toString());
  return { part: body.subarray(first, second), signature: isText ? Buffer.from(inside.toString(), 'base64') : inside };
}

/** Why it cannot be run here; undefined: it can. */
export function openSslMissing(): string | undefined {
  try {
    const text = run(['version']).toString();
    return text.startsWith('OpenSSL 3') ? undefined : `there is ${text.trim()}, and OpenSSL 3 is needed`;
  } catch {
    return 'there is no program openssl';
  }
}

function run(words: readonly string[], input: Uint8Array = Buffer.alloc(0)): Buffer {
  return execFileSync('openssl', words, { input, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 });
}
