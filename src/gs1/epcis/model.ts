// One EPCIS event, whichever syntax it came in: times in UTC, numbers as exact decimals, words of CBV bare, identifiers as they were given.

/** What the standard does not know, by `{namespace}name`. Sorted by name; what comes several times keeps its order. */
export interface Extension {
  readonly name: string;
  readonly value: string | readonly Extension[];
}

interface Extended {
  readonly extensions?: readonly Extension[];
}

export type Action = 'ADD' | 'OBSERVE' | 'DELETE';

export interface Place extends Extended {
  readonly id: string;
}

export interface QuantityElement {
  readonly epcClass: string;
  /** An exact decimal: `200.5`. */
  readonly quantity?: string;
  readonly uom?: string;
}

export interface ErrorDeclaration extends Extended {
  readonly declarationTime: string;
  readonly reason?: string;
  readonly correctiveEventIDs?: readonly string[];
}

export interface SensorMetadata extends Extended {
  readonly time?: string;
  readonly startTime?: string;
  readonly endTime?: string;
  readonly deviceID?: string;
  readonly deviceMetadata?: string;
  readonly rawData?: string;
  readonly dataProcessingMethod?: string;
  readonly bizRules?: string;
}

export interface SensorReport extends Extended {
  readonly type: string;
  readonly exception?: string;
  readonly deviceID?: string;
  readonly deviceMetadata?: string;
  readonly rawData?: string;
  readonly dataProcessingMethod?: string;
  readonly bizRules?: string;
  readonly time?: string;
  readonly microorganism?: string;
  readonly chemicalSubstance?: string;
  readonly coordinateReferenceSystem?: string;
  readonly component?: string;
  /** Exact decimals. */
  readonly value?: string;
  readonly minValue?: string;
  readonly maxValue?: string;
  readonly meanValue?: string;
  readonly sDev?: string;
  readonly percRank?: string;
  readonly percValue?: string;
  readonly stringValue?: string;
  readonly booleanValue?: boolean;
  readonly hexBinaryValue?: string;
  readonly uriValue?: string;
  readonly uom?: string;
}

export interface SensorElement extends Extended {
  readonly sensorMetadata?: SensorMetadata;
  readonly sensorReport: readonly SensorReport[];
}

export interface EpcisEvent extends Extended {
  /** One of the five, or the address of another type. */
  readonly type: string;
  /** UTC, with three digits of a second or more. */
  readonly eventTime: string;
  readonly recordTime?: string;
  readonly eventTimeZoneOffset: string;
  readonly eventID?: string;
  readonly certificationInfo?: readonly string[];
  readonly errorDeclaration?: ErrorDeclaration;
  readonly parentID?: string;
  readonly epcList?: readonly string[];
  readonly childEPCs?: readonly string[];
  readonly inputEPCList?: readonly string[];
  readonly outputEPCList?: readonly string[];
  readonly quantityList?: readonly QuantityElement[];
  readonly childQuantityList?: readonly QuantityElement[];
  readonly inputQuantityList?: readonly QuantityElement[];
  readonly outputQuantityList?: readonly QuantityElement[];
  readonly action?: Action;
  readonly transformationID?: string;
  readonly bizStep?: string;
  readonly disposition?: string;
  readonly persistentDisposition?: { readonly set?: readonly string[]; readonly unset?: readonly string[] };
  readonly readPoint?: Place;
  readonly bizLocation?: Place;
  readonly bizTransactionList?: readonly { readonly type?: string; readonly bizTransaction: string }[];
  readonly sourceList?: readonly { readonly type: string; readonly source: string }[];
  readonly destinationList?: readonly { readonly type: string; readonly destination: string }[];
  readonly sensorElementList?: readonly SensorElement[];
  readonly ilmd?: readonly Extension[];
}

export interface EpcisDocument {
  /** A query asks for events and has none. */
  readonly kind: 'document' | 'query_results' | 'event' | 'query';
  readonly schemaVersion: string | null;
  readonly creationDate: string | null;
  readonly sender: string | null;
  readonly receiver: string | null;
  readonly instanceIdentifier: string | null;
  readonly queryName: string | null;
  readonly subscriptionID: string | null;
  /** With what could be read of them, also those that have faults. */
  readonly events: readonly EpcisEvent[];
  /** Parts of the document that were there and are not read: master data. */
  readonly passedOver: readonly string[];
}
