// The fields of events, each with its kind: what the readers of both syntaxes, the writer and the hash go by. The order is that of the
// event hash (CBV 2.0, 8.9). Pure.
import type { VocabularyName } from './vocabulary.ts';

export type Kind =
  | { readonly is: 'text' | 'uri' | 'time' | 'offset' | 'decimal' | 'boolean' | 'hex' | 'action' | 'unit' }
  | { readonly is: 'word'; readonly of: VocabularyName }
  /** `item`: the name of each in XML; null: they stand side by side without a list around them. */
  | {
      readonly is: 'list';
      readonly of: Kind;
      readonly item: string | null;
      readonly min?: number;
      readonly mayBeBare?: true;
    }
  | FieldsKind
  | { readonly is: 'extensions' };

export interface FieldsKind {
  readonly is: 'fields';
  readonly fields: Readonly<Record<string, Kind>>;
  readonly required: readonly string[];
  /** Fields with a namespace may stand there. */
  readonly isOpen: boolean;
  /** In XML, the field that the text of the element is. */
  readonly text?: string;
}

const plain = {
  text: { is: 'text' },
  uri: { is: 'uri' },
  time: { is: 'time' },
  decimal: { is: 'decimal' },
  unit: { is: 'unit' },
} as const;

const word = (of: VocabularyName): Kind => ({ is: 'word', of });
const epcs: Kind = { is: 'list', of: plain.uri, item: 'epc' };

const quantities: Kind = {
  is: 'list',
  item: 'quantityElement',
  of: {
    is: 'fields',
    fields: { epcClass: plain.uri, quantity: plain.decimal, uom: plain.unit },
    required: ['epcClass'],
    isOpen: false,
  },
};

const place: Kind = { is: 'fields', fields: { id: plain.uri }, required: ['id'], isOpen: true };

const typed = (name: string, of: VocabularyName, required: readonly string[]): Kind => ({
  is: 'list',
  item: name,
  of: { is: 'fields', fields: { type: word(of), [name]: plain.uri }, required, isOpen: false, text: name },
});

const devices = {
  deviceID: plain.uri,
  deviceMetadata: plain.uri,
  rawData: plain.uri,
  dataProcessingMethod: plain.uri,
} as const;

const sensorElement: Kind = {
  is: 'fields',
  required: ['sensorReport'],
  isOpen: true,
  fields: {
    sensorMetadata: {
      is: 'fields',
      required: [],
      isOpen: true,
      fields: { time: plain.time, startTime: plain.time, endTime: plain.time, ...devices, bizRules: plain.uri },
    },
    sensorReport: {
      is: 'list',
      item: null,
      min: 1,
      of: {
        is: 'fields',
        required: ['type'],
        isOpen: true,
        fields: {
          type: word('measurement'),
          exception: word('alert'),
          ...devices,
          bizRules: plain.uri,
          time: plain.time,
          microorganism: plain.uri,
          chemicalSubstance: plain.uri,
          value: plain.decimal,
          component: word('component'),
          stringValue: plain.text,
          booleanValue: { is: 'boolean' },
          hexBinaryValue: { is: 'hex' },
          uriValue: plain.uri,
          minValue: plain.decimal,
          maxValue: plain.decimal,
          meanValue: plain.decimal,
          sDev: plain.decimal,
          percRank: plain.decimal,
          percValue: plain.decimal,
          uom: plain.text,
          coordinateReferenceSystem: plain.uri,
        },
      },
    },
  },
};

const dispositions: Kind = { is: 'list', item: null, min: 1, of: word('disposition') };

/** Every field that events of any type have. */
const eventFields: Readonly<Record<string, Kind>> = {
  type: plain.text,
  eventTime: plain.time,
  recordTime: plain.time,
  eventTimeZoneOffset: { is: 'offset' },
  eventID: plain.uri,
  certificationInfo: { is: 'list', item: null, of: plain.uri, mayBeBare: true },
  errorDeclaration: {
    is: 'fields',
    fields: {
      declarationTime: plain.time,
      reason: word('error'),
      correctiveEventIDs: { is: 'list', of: plain.uri, item: 'correctiveEventID' },
    },
    required: ['declarationTime'],
    isOpen: true,
  },
  parentID: plain.uri,
  epcList: epcs,
  inputEPCList: epcs,
  childEPCs: epcs,
  quantityList: quantities,
  childQuantityList: quantities,
  inputQuantityList: quantities,
  outputEPCList: epcs,
  outputQuantityList: quantities,
  action: { is: 'action' },
  transformationID: plain.uri,
  bizStep: word('bizStep'),
  disposition: word('disposition'),
  persistentDisposition: {
    is: 'fields',
    fields: { set: dispositions, unset: dispositions },
    required: [],
    isOpen: false,
  },
  readPoint: place,
  bizLocation: place,
  bizTransactionList: typed('bizTransaction', 'bizTransaction', ['bizTransaction']),
  // As in the published vectors of the hash; its later revisions have them the other way round.
  destinationList: typed('destination', 'sourceDestination', ['type', 'destination']),
  sourceList: typed('source', 'sourceDestination', ['type', 'source']),
  sensorElementList: { is: 'list', item: 'sensorElement', of: sensorElement },
  ilmd: { is: 'extensions' },
};

const common = [
  'type',
  'eventTime',
  'recordTime',
  'eventTimeZoneOffset',
  'eventID',
  'certificationInfo',
  'errorDeclaration',
  'bizStep',
  'disposition',
  'readPoint',
  'bizLocation',
  'bizTransactionList',
  'sourceList',
  'destinationList',
  'sensorElementList',
  'persistentDisposition',
];

const own: Readonly<Record<string, { readonly fields: readonly string[]; readonly required: readonly string[] }>> = {
  ObjectEvent: { fields: ['epcList', 'quantityList', 'action', 'ilmd'], required: ['action'] },
  AggregationEvent: { fields: ['parentID', 'childEPCs', 'childQuantityList', 'action'], required: ['action'] },
  AssociationEvent: {
    fields: ['parentID', 'childEPCs', 'childQuantityList', 'action'],
    required: ['action', 'parentID'],
  },
  TransactionEvent: {
    fields: ['parentID', 'epcList', 'quantityList', 'action'],
    required: ['action', 'bizTransactionList'],
  },
  TransformationEvent: {
    fields: ['inputEPCList', 'inputQuantityList', 'outputEPCList', 'outputQuantityList', 'transformationID', 'ilmd'],
    required: [],
  },
};

export const eventTypes: readonly string[] = Object.keys(own);

const kinds = new Map(
  Object.entries(own).map(([type, { fields, required }]) => [type, kindOf([...common, ...fields], required)]),
);
/** Of types with a namespace: whatever field is known, and no more is asked for than time and offset. */
const other = kindOf(Object.keys(eventFields), []);

export function kindOfEvent(type: string): FieldsKind {
  return kinds.get(type) ?? other;
}

function kindOf(names: readonly string[], required: readonly string[]): FieldsKind {
  const fields = Object.fromEntries(Object.entries(eventFields).filter(([name]) => names.includes(name)));
  return { is: 'fields', fields, required: ['eventTime', 'eventTimeZoneOffset', ...required], isOpen: true };
}
