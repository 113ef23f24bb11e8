// What documents have in common: parties, addresses, taxes, allowances and charges, prices, items, references, payment.
import { amount, binary, code, date, id, indicator, many, number, one, quantity, shape, text, time } from './fields.ts';
import type { ContentOf, Fields, Shape } from './fields.ts';

type Of<S> = S extends Shape<infer F extends Fields> ? ContentOf<F> : never;

const country = shape('Country', { code: one('IdentificationCode', code), name: one('Name', text) });
export const address = shape('Address', {
  id: one('ID', id),
  postbox: one('Postbox', text),
  street: one('StreetName', text),
  street2: one('AdditionalStreetName', text),
  building: one('BuildingName', text),
  buildingNumber: one('BuildingNumber', text),
  department: one('Department', text),
  city: one('CityName', text),
  postcode: one('PostalZone', text),
  region: one('CountrySubentity', text),
  regionCode: one('CountrySubentityCode', code),
  lines: many('AddressLine', shape('AddressLine', { line: one('Line', text) })),
  country: one('Country', country),
});
const taxScheme = shape('TaxScheme', {
  id: one('ID', id),
  name: one('Name', text),
  type: one('TaxTypeCode', code),
});
const contact = shape('Contact', {
  id: one('ID', id),
  name: one('Name', text),
  telephone: one('Telephone', text),
  fax: one('Telefax', text),
  email: one('ElectronicMail', text),
});
export const party = shape('Party', {
  endpoint: one('EndpointID', id),
  ids: many('PartyIdentification', shape('PartyIdentification', { id: one('ID', id) })),
  names: many('PartyName', shape('PartyName', { name: one('Name', text) })),
  address: one('PostalAddress', address),
  taxSchemes: many(
    'PartyTaxScheme',
    shape('PartyTaxScheme', {
      name: one('RegistrationName', text),
      companyId: one('CompanyID', id),
      scheme: one('TaxScheme', taxScheme),
    }),
  ),
  legalEntities: many(
    'PartyLegalEntity',
    shape('PartyLegalEntity', {
      name: one('RegistrationName', text),
      companyId: one('CompanyID', id),
      legalForm: one('CompanyLegalForm', text),
    }),
  ),
  contact: one('Contact', contact),
});
export const supplier = shape('SupplierParty', {
  accountAtCustomer: one('CustomerAssignedAccountID', id),
  party: one('Party', party),
  contact: one('SellerContact', contact),
});
export const customer = shape('CustomerParty', {
  accountAtCustomer: one('CustomerAssignedAccountID', id),
  accountAtSupplier: one('SupplierAssignedAccountID', id),
  party: one('Party', party),
  deliveryContact: one('DeliveryContact', contact),
  contact: one('BuyerContact', contact),
});

export const period = shape('Period', {
  start: one('StartDate', date),
  startTime: one('StartTime', time),
  end: one('EndDate', date),
  endTime: one('EndTime', time),
  codes: many('DescriptionCode', code),
  descriptions: many('Description', text),
});
export const orderReference = shape('OrderReference', {
  id: one('ID', id),
  salesOrder: one('SalesOrderID', id),
  issued: one('IssueDate', date),
  customerReference: one('CustomerReference', text),
});
const attachment = shape('Attachment', {
  content: one('EmbeddedDocumentBinaryObject', binary),
  external: one(
    'ExternalReference',
    shape('ExternalReference', { uri: one('URI', id), fileName: one('FileName', text) }),
  ),
});
export const documentReference = shape('DocumentReference', {
  id: one('ID', id),
  issued: one('IssueDate', date),
  typeCode: one('DocumentTypeCode', code),
  type: one('DocumentType', text),
  descriptions: many('DocumentDescription', text),
  attachment: one('Attachment', attachment),
});
export const billingReference = shape('BillingReference', {
  invoice: one('InvoiceDocumentReference', documentReference),
  creditNote: one('CreditNoteDocumentReference', documentReference),
});
export const orderLineReference = shape('OrderLineReference', {
  line: one('LineID', id),
  salesOrderLine: one('SalesOrderLineID', id),
  order: one('OrderReference', orderReference),
});
export const lineReference = shape('LineReference', {
  line: one('LineID', id),
  document: one('DocumentReference', documentReference),
});
export const projectReference = shape('ProjectReference', { id: one('ID', id) });

export const taxCategory = shape('TaxCategory', {
  id: one('ID', id),
  name: one('Name', text),
  rate: one('Percent', number),
  exemptionCode: one('TaxExemptionReasonCode', code),
  exemptionReasons: many('TaxExemptionReason', text),
  scheme: one('TaxScheme', taxScheme),
});
export const taxTotal = shape('TaxTotal', {
  amount: one('TaxAmount', amount),
  subtotals: many(
    'TaxSubtotal',
    shape('TaxSubtotal', {
      taxable: one('TaxableAmount', amount),
      amount: one('TaxAmount', amount),
      rate: one('Percent', number),
      category: one('TaxCategory', taxCategory),
    }),
  ),
});
export const allowanceCharge = shape('AllowanceCharge', {
  id: one('ID', id),
  isCharge: one('ChargeIndicator', indicator),
  reasonCode: one('AllowanceChargeReasonCode', code),
  reasons: many('AllowanceChargeReason', text),
  percent: one('MultiplierFactorNumeric', number),
  amount: one('Amount', amount),
  base: one('BaseAmount', amount),
  taxCategories: many('TaxCategory', taxCategory),
});
export const totals = shape('MonetaryTotal', {
  lines: one('LineExtensionAmount', amount),
  withoutTax: one('TaxExclusiveAmount', amount),
  withTax: one('TaxInclusiveAmount', amount),
  allowances: one('AllowanceTotalAmount', amount),
  charges: one('ChargeTotalAmount', amount),
  prepaid: one('PrepaidAmount', amount),
  rounding: one('PayableRoundingAmount', amount),
  payable: one('PayableAmount', amount),
});

const itemId = shape('ItemIdentification', { id: one('ID', id), extendedId: one('ExtendedID', id) });
const itemProperty = shape('ItemProperty', { name: one('Name', text), value: one('Value', text) });
export const item = shape('Item', {
  descriptions: many('Description', text),
  packQuantity: one('PackQuantity', quantity),
  packSize: one('PackSizeNumeric', number),
  name: one('Name', text),
  buyersId: one('BuyersItemIdentification', itemId),
  sellersId: one('SellersItemIdentification', itemId),
  standardId: one('StandardItemIdentification', itemId),
  origin: one('OriginCountry', country),
  classifications: many(
    'CommodityClassification',
    shape('CommodityClassification', {
      commodity: one('CommodityCode', code),
      code: one('ItemClassificationCode', code),
    }),
  ),
  taxCategories: many('ClassifiedTaxCategory', taxCategory),
  properties: many('AdditionalItemProperty', itemProperty),
  instances: many(
    'ItemInstance',
    shape('ItemInstance', {
      made: one('ManufactureDate', date),
      bestBefore: one('BestBeforeDate', date),
      serial: one('SerialID', id),
      lot: one(
        'LotIdentification',
        shape('LotIdentification', { number: one('LotNumberID', id), expires: one('ExpiryDate', date) }),
      ),
    }),
  ),
});
export const price = shape('Price', {
  amount: one('PriceAmount', amount),
  per: one('BaseQuantity', quantity),
  allowances: many('AllowanceCharge', allowanceCharge),
});
const location = shape('Location', { id: one('ID', id), name: one('Name', text), address: one('Address', address) });
export const delivery = shape('Delivery', {
  id: one('ID', id),
  quantity: one('Quantity', quantity),
  date: one('ActualDeliveryDate', date),
  time: one('ActualDeliveryTime', time),
  latest: one('LatestDeliveryDate', date),
  tracking: one('TrackingID', id),
  address: one('DeliveryAddress', address),
  location: one('DeliveryLocation', location),
  requested: one('RequestedDeliveryPeriod', period),
  promised: one('PromisedDeliveryPeriod', period),
  estimated: one('EstimatedDeliveryPeriod', period),
  carrier: one('CarrierParty', party),
  party: one('DeliveryParty', party),
});

const account = shape('FinancialAccount', {
  id: one('ID', id),
  name: one('Name', text),
  branch: one('FinancialInstitutionBranch', shape('Branch', { id: one('ID', id), name: one('Name', text) })),
});
export const paymentMeans = shape('PaymentMeans', {
  id: one('ID', id),
  code: one('PaymentMeansCode', code),
  due: one('PaymentDueDate', date),
  channel: one('PaymentChannelCode', code),
  paymentIds: many('PaymentID', id),
  card: one(
    'CardAccount',
    shape('CardAccount', {
      number: one('PrimaryAccountNumberID', id),
      network: one('NetworkID', id),
      holder: one('HolderName', text),
    }),
  ),
  payer: one('PayerFinancialAccount', account),
  payee: one('PayeeFinancialAccount', account),
  mandate: one(
    'PaymentMandate',
    shape('PaymentMandate', { id: one('ID', id), payer: one('PayerFinancialAccount', account) }),
  ),
});
export const paymentTerms = shape('PaymentTerms', {
  notes: many('Note', text),
  discountPercent: one('SettlementDiscountPercent', number),
  amount: one('Amount', amount),
  due: one('PaymentDueDate', date),
});
export const payment = shape('Payment', {
  id: one('ID', id),
  paid: one('PaidAmount', amount),
  received: one('ReceivedDate', date),
});

export type Party = Of<typeof party>;
export type Period = Of<typeof period>;
export type TaxCategory = Of<typeof taxCategory>;
export type AllowanceCharge = Of<typeof allowanceCharge>;
