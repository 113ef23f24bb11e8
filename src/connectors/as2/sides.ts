// The certificates and keys of both sides as they are today: which signs, which is encrypted for, which are good, which come to
// their end.
import { limits } from '#kernel/limits.ts';
import type { KeyObject } from 'node:crypto';
import { identitiesOf, isValidAt, readCertificate, readPrivateKey } from './cms/certificates.ts';
import type { Certificate, Identity } from './cms/certificates.ts';
import type { As2Settings } from './settings.ts';

export interface Sides {
  readonly ours: readonly Certificate[];
  readonly partners: readonly Certificate[];
  /** Ours whose key is there. */
  readonly identities: readonly Identity[];
}

export function sidesOf(
  { ourCertificates, partnerCertificates }: As2Settings,
  credentials: Readonly<Record<string, string>>,
): Sides {
  const read = (texts: readonly string[]): Certificate[] => texts.flatMap((text) => readCertificate(text) ?? []);
  const keys = ['privateKey', 'privateKey.previous'].flatMap((name): readonly KeyObject[] => {
    const key = readPrivateKey(credentials[name] ?? '');
    return key === null ? [] : [key];
  });
  const ours = read(ourCertificates);
  return { ours, partners: read(partnerCertificates), identities: identitiesOf(ours, keys) };
}

/** Who signs; null: nobody can. */
export function signerOf({ identities }: Sides, now: number): Identity | null {
  return identities.find(({ certificate }) => isValidAt(certificate, now)) ?? null;
}

/** For whom is encrypted; null: nobody can read it. Only RSA is spoken for that. */
export function readerOf({ partners }: Sides, now: number): Certificate | null {
  return partners.find((one) => isValidAt(one, now) && one.publicKey.asymmetricKeyType === 'rsa') ?? null;
}

const dayMs = 86_400_000;

/** What somebody should know of them in time; null: nothing. A certificate that another one outlives is done with. */
export function endingOf(sides: Sides, now: number): string | null {
  const own = sides.identities.map(({ certificate }) => certificate);
  const problems = [
    ...without(sides, own),
    ...ending('our', own, now, 'Make another one, add it to ourCertificates, and give it to the partner.'),
    ...ending(
      'the partner’s',
      sides.partners,
      now,
      'Ask the partner for the next one and add it to partnerCertificates.',
    ),
  ];
  return problems.length === 0 ? null : problems.join(' ');
}

function without({ ours }: Sides, own: readonly Certificate[]): readonly string[] {
  const [first] = ours;
  if (own.length > 0 || first === undefined) return [];
  return [`None of our certificates has its key: give the private key of ${first.label} as the credential privateKey.`];
}

function ending(whose: string, certificates: readonly Certificate[], now: number, fix: string): readonly string[] {
  const last = certificates.toSorted((one, other) => other.validTo - one.validTo)[0];
  if (last === undefined) return [];
  const left = last.validTo - now;
  if (left > limits.as2CertificateWarningDays * dayMs) return [];
  const on = new Date(last.validTo).toISOString().slice(0, 10);
  const when = left < 0 ? `ended on ${on}` : `ends on ${on}, in ${Math.floor(left / dayMs)} days`;
  return [`The last of ${whose} certificates, ${last.label}, ${when}. ${fix}`];
}
