// Bytes as a document of UBL, with what is wrong with its form. Business rules are checked apart (`rules/check.ts`).
import { limits } from '#kernel/limits.ts';
import { formFault, UnreadableUbl } from './faults.ts';
import type { UblFault } from './faults.ts';
import { documents } from './model/documents.ts';
import type { DocumentKind, UblDocument } from './model/documents.ts';
import { takeContent } from './model/take.ts';
import { decodeXml } from './xml/decode.ts';
import { documentNamespace } from './xml/element.ts';
import type { Place, XmlElement } from './xml/element.ts';
import { readXml } from './xml/read.ts';

export interface UblRead {
  /** Null: it cannot be read, for the one fault that is told. */
  readonly document: UblDocument | null;
  readonly faults: readonly UblFault[];
  /** Beyond what is listed. */
  readonly faultsMore: number;
  /** Where what is in the document stood. */
  readonly places: Places;
  /** Paths of elements of UBL that have no word in the model: kept, written again, and not understood. */
  readonly unmapped: readonly string[];
}

export type Places = Pick<WeakMap<object, Place>, 'get'>;

export function readUbl(bytes: Uint8Array): UblRead {
  try {
    if (bytes.length > limits.ublBytesMax) {
      throw refused('UBL-too-large', `It has ${bytes.length} bytes, more than ${limits.ublBytesMax}.`);
    }
    return readRoot(readXml(decodeXml(bytes)));
  } catch (error) {
    if (!(error instanceof UnreadableUbl)) throw error;
    return { document: null, faults: [error.fault], faultsMore: 0, places: new WeakMap(), unmapped: [] };
  }
}

export function readRoot(root: XmlElement): UblRead {
  const { local, uri } = root;
  if (!isDocumentKind(local) || uri !== documentNamespace(local)) {
    const isUbl = uri === documentNamespace(local);
    const what = isUbl ? `UBL's ${local}, which is not read here` : `${local} of the namespace "${uri}"`;
    throw refused('UBL-kind', `It is ${what.slice(0, 200)}.`);
  }
  const { content, faults, faultsMore, places, unmapped } = takeContent(root, documents[local]);
  const large = faults.find(({ rule }) => rule === 'UBL-too-large');
  if (large !== undefined) throw new UnreadableUbl(large);
  // The shape of the kind is what was taken: the declaration is the proof.
  return { document: { kind: local, content } as UblDocument, faults, faultsMore, places, unmapped: [...unmapped] };
}

function isDocumentKind(name: string): name is DocumentKind {
  return Object.hasOwn(documents, name);
}

function refused(rule: 'UBL-too-large' | 'UBL-kind', detail: string): UnreadableUbl {
  return new UnreadableUbl(formFault(rule, { path: '/', line: 1 }, detail));
}
