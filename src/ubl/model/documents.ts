// The documents that are read and written, in plain words. Invoice and credit note call the same things by the same words.
import { amount, code, date, id, indicator, many, number, one, quantity, shape, text, time } from './fields.ts';
import type { ContentOf, Fields, Shape } from './fields.ts';
import {
  address,
  allowanceCharge,
  billingReference,
  customer,
  delivery,
  documentReference,
  item,
  lineReference,
  orderLineReference,
  orderReference,
  party,
  payment,
  paymentMeans,
  paymentTerms,
  period,
  price,
  projectReference,
  supplier,
  taxTotal,
  totals,
} from './parts.ts';

const head = {
  version: one('UBLVersionID', id),
  customization: one('CustomizationID', id),
  profile: one('ProfileID', id),
  number: one('ID', id),
  isCopy: one('CopyIndicator', indicator),
  uuid: one('UUID', id),
  issued: one('IssueDate', date),
  issuedAt: one('IssueTime', time),
  notes: many('Note', text),
} as const;

const money = {
  currency: one('DocumentCurrencyCode', code),
  taxCurrency: one('TaxCurrencyCode', code),
  accountingCost: one('AccountingCost', text),
  lineCount: one('LineCountNumeric', number),
} as const;

const billed = {
  ...head,
  ...money,
  taxPoint: one('TaxPointDate', date),
  buyerReference: one('BuyerReference', text),
  periods: many('InvoicePeriod', period),
  order: one('OrderReference', orderReference),
  preceding: many('BillingReference', billingReference),
  despatches: many('DespatchDocumentReference', documentReference),
  receipts: many('ReceiptDocumentReference', documentReference),
  originators: many('OriginatorDocumentReference', documentReference),
  contracts: many('ContractDocumentReference', documentReference),
  documents: many('AdditionalDocumentReference', documentReference),
  seller: one('AccountingSupplierParty', supplier),
  buyer: one('AccountingCustomerParty', customer),
  payee: one('PayeeParty', party),
  taxRepresentative: one('TaxRepresentativeParty', party),
  deliveries: many('Delivery', delivery),
  paymentMeans: many('PaymentMeans', paymentMeans),
  paymentTerms: many('PaymentTerms', paymentTerms),
  allowancesAndCharges: many('AllowanceCharge', allowanceCharge),
  taxTotals: many('TaxTotal', taxTotal),
  totals: one('LegalMonetaryTotal', totals),
} as const;

const billedLine = {
  number: one('ID', id),
  notes: many('Note', text),
  amount: one('LineExtensionAmount', amount),
  accountingCost: one('AccountingCost', text),
  periods: many('InvoicePeriod', period),
  orderLines: many('OrderLineReference', orderLineReference),
  despatchLines: many('DespatchLineReference', lineReference),
  documents: many('DocumentReference', documentReference),
  deliveries: many('Delivery', delivery),
  allowancesAndCharges: many('AllowanceCharge', allowanceCharge),
  taxTotals: many('TaxTotal', taxTotal),
  item: one('Item', item),
  price: one('Price', price),
} as const;

const invoice = shape('Invoice', {
  ...billed,
  due: one('DueDate', date),
  type: one('InvoiceTypeCode', code),
  projects: many('ProjectReference', projectReference),
  prepayments: many('PrepaidPayment', payment),
  lines: many('InvoiceLine', shape('InvoiceLine', { ...billedLine, quantity: one('InvoicedQuantity', quantity) })),
});

const creditNote = shape('CreditNote', {
  ...billed,
  type: one('CreditNoteTypeCode', code),
  lines: many(
    'CreditNoteLine',
    shape('CreditNoteLine', { ...billedLine, quantity: one('CreditedQuantity', quantity) }),
  ),
});

const ordered = {
  ...head,
  ...money,
  salesOrder: one('SalesOrderID', id),
  customerReference: one('CustomerReference', text),
  validity: many('ValidityPeriod', period),
  documents: many('AdditionalDocumentReference', documentReference),
  buyer: one('BuyerCustomerParty', customer),
  seller: one('SellerSupplierParty', supplier),
  originator: one('OriginatorCustomerParty', customer),
  billTo: one('AccountingCustomerParty', customer),
  deliveries: many('Delivery', delivery),
  paymentMeans: many('PaymentMeans', paymentMeans),
  paymentTerms: many('PaymentTerms', paymentTerms),
  allowancesAndCharges: many('AllowanceCharge', allowanceCharge),
  taxTotals: many('TaxTotal', taxTotal),
} as const;

const lineItem = shape('LineItem', {
  number: one('ID', id),
  salesOrderLine: one('SalesOrderID', id),
  notes: many('Note', text),
  status: one('LineStatusCode', code),
  quantity: one('Quantity', quantity),
  amount: one('LineExtensionAmount', amount),
  taxAmount: one('TotalTaxAmount', amount),
  minimum: one('MinimumQuantity', quantity),
  maximum: one('MaximumQuantity', quantity),
  backorderMinimum: one('MinimumBackorderQuantity', quantity),
  backorderMaximum: one('MaximumBackorderQuantity', quantity),
  mayComeInParts: one('PartialDeliveryIndicator', indicator),
  accountingCost: one('AccountingCost', text),
  deliveries: many('Delivery', delivery),
  allowancesAndCharges: many('AllowanceCharge', allowanceCharge),
  price: one('Price', price),
  item: one('Item', item),
  references: many('LineReference', lineReference),
});

const orderLine = shape('OrderLine', {
  substitution: one('SubstitutionStatusCode', code),
  notes: many('Note', text),
  line: one('LineItem', lineItem),
  proposedBySeller: many('SellerProposedSubstituteLineItem', lineItem),
  substitutedBySeller: many('SellerSubstitutedLineItem', lineItem),
  orderLines: many('OrderLineReference', orderLineReference),
});

const order = shape('Order', {
  ...ordered,
  type: one('OrderTypeCode', code),
  quotation: one('QuotationDocumentReference', documentReference),
  previous: many('OrderDocumentReference', documentReference),
  totals: one('AnticipatedMonetaryTotal', totals),
  lines: many('OrderLine', orderLine),
});

const orderResponse = shape('OrderResponse', {
  ...ordered,
  answer: one('OrderResponseCode', code),
  orders: many('OrderReference', orderReference),
  totals: one('LegalMonetaryTotal', totals),
  lines: many('OrderLine', orderLine),
});

const orderResponseSimple = shape('OrderResponseSimple', {
  ...head,
  isAccepted: one('AcceptedIndicator', indicator),
  rejectionNotes: many('RejectionNote', text),
  customerReference: one('CustomerReference', text),
  accountingCost: one('AccountingCost', text),
  order: one('OrderReference', orderReference),
  documents: many('AdditionalDocumentReference', documentReference),
  seller: one('SellerSupplierParty', supplier),
  buyer: one('BuyerCustomerParty', customer),
});

const shipment = shape('Shipment', {
  id: one('ID', id),
  grossWeight: one('GrossWeightMeasure', quantity),
  netWeight: one('NetWeightMeasure', quantity),
  grossVolume: one('GrossVolumeMeasure', quantity),
  handlingUnitCount: one('TotalTransportHandlingUnitQuantity', quantity),
  delivery: one('Delivery', delivery),
  handlingUnits: many(
    'TransportHandlingUnit',
    shape('TransportHandlingUnit', {
      // The SSCC.
      id: one('ID', id),
      type: one('TransportHandlingUnitTypeCode', code),
      marks: many('ShippingMarks', text),
    }),
  ),
  origin: one('OriginAddress', address),
});

const moved = {
  ...head,
  lineCount: one('LineCountNumeric', number),
  status: one('DocumentStatusCode', code),
  orders: many('OrderReference', orderReference),
  documents: many('AdditionalDocumentReference', documentReference),
  sender: one('DespatchSupplierParty', supplier),
  receiver: one('DeliveryCustomerParty', customer),
  buyer: one('BuyerCustomerParty', customer),
  seller: one('SellerSupplierParty', supplier),
  shipment: one('Shipment', shipment),
} as const;

const despatchAdvice = shape('DespatchAdvice', {
  ...moved,
  type: one('DespatchAdviceTypeCode', code),
  lines: many(
    'DespatchLine',
    shape('DespatchLine', {
      number: one('ID', id),
      notes: many('Note', text),
      status: one('LineStatusCode', code),
      quantity: one('DeliveredQuantity', quantity),
      backordered: one('BackorderQuantity', quantity),
      backorderReasons: many('BackorderReason', text),
      outstanding: one('OutstandingQuantity', quantity),
      outstandingReasons: many('OutstandingReason', text),
      oversupplied: one('OversupplyQuantity', quantity),
      orderLines: many('OrderLineReference', orderLineReference),
      documents: many('DocumentReference', documentReference),
      item: one('Item', item),
      shipments: many('Shipment', shipment),
    }),
  ),
});

const receiptAdvice = shape('ReceiptAdvice', {
  ...moved,
  type: one('ReceiptAdviceTypeCode', code),
  despatches: many('DespatchDocumentReference', documentReference),
  lines: many(
    'ReceiptLine',
    shape('ReceiptLine', {
      number: one('ID', id),
      notes: many('Note', text),
      quantity: one('ReceivedQuantity', quantity),
      short: one('ShortQuantity', quantity),
      shortAction: one('ShortageActionCode', code),
      rejected: one('RejectedQuantity', quantity),
      rejectReasonCode: one('RejectReasonCode', code),
      rejectReasons: many('RejectReason', text),
      rejectAction: one('RejectActionCode', code),
      oversupplied: one('OversupplyQuantity', quantity),
      received: one('ReceivedDate', date),
      orderLine: one('OrderLineReference', orderLineReference),
      despatchLines: many('DespatchLineReference', lineReference),
      documents: many('DocumentReference', documentReference),
      items: many('Item', item),
    }),
  ),
});

export const documents = {
  Order: order,
  OrderResponse: orderResponse,
  OrderResponseSimple: orderResponseSimple,
  DespatchAdvice: despatchAdvice,
  ReceiptAdvice: receiptAdvice,
  Invoice: invoice,
  CreditNote: creditNote,
} as const;

export type DocumentKind = keyof typeof documents;

type Of<S> = S extends Shape<infer F extends Fields> ? ContentOf<F> : never;

export type UblDocument = {
  [Kind in DocumentKind]: { readonly kind: Kind; readonly content: Of<(typeof documents)[Kind]> };
}[DocumentKind];

export type Bill = Extract<UblDocument, { kind: 'Invoice' | 'CreditNote' }>;
