// Structures of CMS that the library does not have: compressed (RFC 3274) and authenticated-enveloped data (RFC 5083, 5084). And
// signed data as it is read: what is signed may be written in many pieces, which the library's own leaves out.
import {
  Attribute,
  CertificateSet,
  DigestAlgorithmIdentifiers,
  EncryptedContentInfo,
  OriginatorInfo,
  RecipientInfo,
  RevocationInfoChoices,
  SignerInfos,
} from '@peculiar/asn1-cms';
import { AsnProp, AsnPropTypes, AsnType, AsnTypeTypes } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';

export const contentTypes = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  envelopedData: '1.2.840.113549.1.7.3',
  compressedData: '1.2.840.113549.1.9.16.1.9',
  authEnvelopedData: '1.2.840.113549.1.9.16.1.23',
} as const;

export const zlibCompression = '1.2.840.113549.1.9.16.3.8';

/** What is inside, and of which type. */
export class InnerContent {
  eContentType = '';
  eContent?: ArrayBuffer;
}
AsnType({ type: AsnTypeTypes.Sequence })(InnerContent);
AsnProp({ type: AsnPropTypes.ObjectIdentifier })(InnerContent.prototype, 'eContentType');
AsnProp({ type: AsnPropTypes.Any, context: 0, optional: true })(InnerContent.prototype, 'eContent');

export class SignedContent {
  version = 1;
  digestAlgorithms = new DigestAlgorithmIdentifiers();
  encapContentInfo = new InnerContent();
  certificates?: CertificateSet;
  crls?: RevocationInfoChoices;
  signerInfos = new SignerInfos();
}
AsnType({ type: AsnTypeTypes.Sequence })(SignedContent);
const signed = SignedContent.prototype;
AsnProp({ type: AsnPropTypes.Integer })(signed, 'version');
AsnProp({ type: DigestAlgorithmIdentifiers })(signed, 'digestAlgorithms');
AsnProp({ type: InnerContent })(signed, 'encapContentInfo');
AsnProp({ type: CertificateSet, context: 0, implicit: true, optional: true })(signed, 'certificates');
AsnProp({ type: RevocationInfoChoices, context: 1, implicit: true, optional: true })(signed, 'crls');
AsnProp({ type: SignerInfos })(signed, 'signerInfos');

export class CompressedData {
  version = 0;
  compressionAlgorithm = new AlgorithmIdentifier();
  encapContentInfo = new InnerContent();
}
AsnType({ type: AsnTypeTypes.Sequence })(CompressedData);
AsnProp({ type: AsnPropTypes.Integer })(CompressedData.prototype, 'version');
AsnProp({ type: AlgorithmIdentifier })(CompressedData.prototype, 'compressionAlgorithm');
AsnProp({ type: InnerContent })(CompressedData.prototype, 'encapContentInfo');

export class AuthEnvelopedData {
  version = 0;
  originatorInfo?: OriginatorInfo;
  recipientInfos: RecipientInfo[] = [];
  authEncryptedContentInfo = new EncryptedContentInfo();
  authAttrs?: Attribute[];
  mac = new ArrayBuffer(0);
  unauthAttrs?: Attribute[];
}
AsnType({ type: AsnTypeTypes.Sequence })(AuthEnvelopedData);
const property = AuthEnvelopedData.prototype;
AsnProp({ type: AsnPropTypes.Integer })(property, 'version');
AsnProp({ type: OriginatorInfo, context: 0, implicit: true, optional: true })(property, 'originatorInfo');
AsnProp({ type: RecipientInfo, repeated: 'set' })(property, 'recipientInfos');
AsnProp({ type: EncryptedContentInfo })(property, 'authEncryptedContentInfo');
AsnProp({ type: Attribute, repeated: 'set', context: 1, implicit: true, optional: true })(property, 'authAttrs');
AsnProp({ type: AsnPropTypes.OctetString })(property, 'mac');
AsnProp({ type: Attribute, repeated: 'set', context: 2, implicit: true, optional: true })(property, 'unauthAttrs');

/** Parameters of AES in Galois/counter mode. */
export class GcmParameters {
  nonce = new ArrayBuffer(0);
  icvLength = 12;
}
AsnType({ type: AsnTypeTypes.Sequence })(GcmParameters);
AsnProp({ type: AsnPropTypes.OctetString })(GcmParameters.prototype, 'nonce');
AsnProp({ type: AsnPropTypes.Integer, defaultValue: 12 })(GcmParameters.prototype, 'icvLength');
