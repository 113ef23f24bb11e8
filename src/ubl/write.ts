// A document of UBL as XML, its elements in the order of the schema.
import { documents } from './model/documents.ts';
import type { UblDocument } from './model/documents.ts';
import type { Content } from './model/fields.ts';
import { giveElement } from './model/give.ts';
import { documentNamespace } from './xml/element.ts';
import type { XmlElement } from './xml/element.ts';
import { writeXml } from './xml/write.ts';

/** Text, to be sent as UTF-8. */
export function writeUbl(document: UblDocument): string {
  return writeXml(treeOf(document));
}

function treeOf({ kind, content }: UblDocument): XmlElement {
  return giveElement({ uri: documentNamespace(kind), local: kind }, content as Content, documents[kind]);
}
