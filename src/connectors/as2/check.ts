// Settings that no message could be sent or read with. Pure.
import type { Configured, SettingsProblem } from '#connectors/connector.ts';
import { templateProblem } from '#connectors/name-template.ts';
import { urlProblem } from '#connectors/network/target.ts';
import { readCertificate } from './cms/certificates.ts';
import { as2Operation, as2Settings } from './settings.ts';
import type { As2Settings } from './settings.ts';

export function as2Problems(
  { settings, operations }: Configured,
  { allowPrivate }: { readonly allowPrivate: boolean },
): readonly SettingsProblem[] {
  const given = as2Settings(settings);
  return [
    ...certificateProblems('ourCertificates', given),
    ...certificateProblems('partnerCertificates', given),
    ...addressProblems(given, allowPrivate),
    ...Object.entries(operations).flatMap(([name, operation]) =>
      operationProblems(`/operations/${name}`, given, as2Operation(operation)),
    ),
  ];
}

function certificateProblems(
  side: 'ourCertificates' | 'partnerCertificates',
  settings: As2Settings,
): readonly SettingsProblem[] {
  return settings[side].flatMap((text, index) => {
    const pointer = `/settings/${side}/${index}`;
    if (text.includes('PRIVATE KEY'))
      return [
        {
          pointer,
          detail: 'There is a private key in it, and settings are no secret.',
          fix: 'Leave it out; ours is the credential privateKey. Make a new pair if others could see this one.',
        },
      ];
    const certificate = readCertificate(text);
    if (certificate === null)
      return [
        {
          pointer,
          detail: 'It is not one certificate in PEM.',
          fix: 'Send the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, one for each entry.',
        },
      ];
    const { asymmetricKeyType } = certificate.publicKey;
    if (asymmetricKeyType === 'rsa' || (side === 'partnerCertificates' && asymmetricKeyType === 'ec')) return [];
    return [
      {
        pointer,
        detail: `Its key is of the kind ${asymmetricKeyType ?? 'unknown'}, and partners encrypt for RSA.`,
        fix: 'Use a certificate with an RSA key of 2048 bits or more.',
      },
    ];
  });
}

function addressProblems(
  { url, receiptUrl, receiptOrigins = [] }: As2Settings,
  allowPrivate: boolean,
): readonly SettingsProblem[] {
  const addresses = [
    ['/settings/url', url],
    ...receiptOrigins.map((origin, index) => [`/settings/receiptOrigins/${index}`, origin] as const),
  ] as const;
  const wrong = addresses.flatMap(([pointer, address]) => {
    const problem = address === undefined ? null : urlProblem(address, allowPrivate);
    return problem === null ? [] : [{ pointer, ...problem }];
  });
  if (receiptUrl === undefined || (/^https?:\/\/[^\s<>"]+$/.test(receiptUrl) && URL.canParse(receiptUrl))) return wrong;
  const detail = 'It is not an address.';
  return [
    ...wrong,
    {
      pointer: '/settings/receiptUrl',
      detail,
      fix: 'Send the whole address, such as https://crossdock.example/v1/in/acme/receipts.',
    },
  ];
}

function operationProblems(
  at: string,
  { url, receiptUrl }: As2Settings,
  { fileName, encryption, receipt }: ReturnType<typeof as2Operation>,
): readonly SettingsProblem[] {
  const problems: SettingsProblem[] = [];
  if (url === undefined)
    problems.push({
      pointer: '/settings/url',
      detail: 'There is an operation, and nowhere to send to.',
      fix: 'Set the address of the partner.',
    });
  if (encryption === 'none' && url?.startsWith('https:') !== true)
    problems.push({
      pointer: `${at}/encryption`,
      detail: 'Neither the message nor the way it goes would be encrypted.',
      fix: 'Leave it out, or set an https address.',
    });
  if (receipt === 'asynchronous' && receiptUrl === undefined)
    problems.push({
      pointer: '/settings/receiptUrl',
      detail: 'An asynchronous receipt needs an address to come to.',
      fix: 'Set our own public address of a stream of this connection.',
    });
  const wrong = fileName === undefined ? null : templateProblem(fileName);
  if (wrong !== null) problems.push({ pointer: `${at}/fileName`, detail: wrong, fix: 'Correct the template.' });
  return problems;
}
