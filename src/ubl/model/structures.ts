// The elements of UBL 2.1 (ISO/IEC 19845:2015) in the order of its schemas: those of cbc, a bar, those of cac. ! exactly one,
// + one or more, * any number, otherwise at most one. Aggregates that are not listed are carried whole, as they are.
import assert from '#kernel/assert.ts';

const all = {
  Invoice:
    'UBLVersionID CustomizationID ProfileID ProfileExecutionID ID! CopyIndicator UUID IssueDate! IssueTime DueDate InvoiceTypeCode Note* TaxPointDate DocumentCurrencyCode TaxCurrencyCode PricingCurrencyCode PaymentCurrencyCode PaymentAlternativeCurrencyCode AccountingCostCode AccountingCost LineCountNumeric BuyerReference | InvoicePeriod* OrderReference BillingReference* DespatchDocumentReference* ReceiptDocumentReference* StatementDocumentReference* OriginatorDocumentReference* ContractDocumentReference* AdditionalDocumentReference* ProjectReference* Signature* AccountingSupplierParty! AccountingCustomerParty! PayeeParty BuyerCustomerParty SellerSupplierParty TaxRepresentativeParty Delivery* DeliveryTerms PaymentMeans* PaymentTerms* PrepaidPayment* AllowanceCharge* TaxExchangeRate PricingExchangeRate PaymentExchangeRate PaymentAlternativeExchangeRate TaxTotal* WithholdingTaxTotal* LegalMonetaryTotal! InvoiceLine+',
  CreditNote:
    'UBLVersionID CustomizationID ProfileID ProfileExecutionID ID! CopyIndicator UUID IssueDate! IssueTime TaxPointDate CreditNoteTypeCode Note* DocumentCurrencyCode TaxCurrencyCode PricingCurrencyCode PaymentCurrencyCode PaymentAlternativeCurrencyCode AccountingCostCode AccountingCost LineCountNumeric BuyerReference | InvoicePeriod* DiscrepancyResponse* OrderReference BillingReference* DespatchDocumentReference* ReceiptDocumentReference* ContractDocumentReference* AdditionalDocumentReference* StatementDocumentReference* OriginatorDocumentReference* Signature* AccountingSupplierParty! AccountingCustomerParty! PayeeParty BuyerCustomerParty SellerSupplierParty TaxRepresentativeParty Delivery* DeliveryTerms* PaymentMeans* PaymentTerms* TaxExchangeRate PricingExchangeRate PaymentExchangeRate PaymentAlternativeExchangeRate AllowanceCharge* TaxTotal* LegalMonetaryTotal! CreditNoteLine+',
  Order:
    'UBLVersionID CustomizationID ProfileID ProfileExecutionID ID! SalesOrderID CopyIndicator UUID IssueDate! IssueTime OrderTypeCode Note* RequestedInvoiceCurrencyCode DocumentCurrencyCode PricingCurrencyCode TaxCurrencyCode CustomerReference AccountingCostCode AccountingCost LineCountNumeric | ValidityPeriod* QuotationDocumentReference OrderDocumentReference* OriginatorDocumentReference CatalogueReference AdditionalDocumentReference* Contract* ProjectReference* Signature* BuyerCustomerParty! SellerSupplierParty! OriginatorCustomerParty FreightForwarderParty AccountingCustomerParty Delivery* DeliveryTerms PaymentMeans* PaymentTerms* TransactionConditions AllowanceCharge* TaxExchangeRate PricingExchangeRate PaymentExchangeRate DestinationCountry TaxTotal* AnticipatedMonetaryTotal OrderLine+',
  OrderResponse:
    'UBLVersionID CustomizationID ProfileID ProfileExecutionID ID! SalesOrderID CopyIndicator UUID IssueDate! IssueTime OrderResponseCode Note* DocumentCurrencyCode PricingCurrencyCode TaxCurrencyCode TotalPackagesQuantity GrossWeightMeasure NetWeightMeasure NetNetWeightMeasure GrossVolumeMeasure NetVolumeMeasure CustomerReference AccountingCostCode AccountingCost LineCountNumeric | ValidityPeriod* OrderReference+ OrderDocumentReference* OriginatorDocumentReference AdditionalDocumentReference* Contract* Signature* SellerSupplierParty! BuyerCustomerParty! OriginatorCustomerParty FreightForwarderParty AccountingSupplierParty AccountingCustomerParty Delivery* DeliveryTerms PaymentMeans* PaymentTerms* AllowanceCharge* TransactionConditions TaxExchangeRate PricingExchangeRate PaymentExchangeRate DestinationCountry TaxTotal* LegalMonetaryTotal OrderLine*',
  OrderResponseSimple:
    'UBLVersionID CustomizationID ProfileID ProfileExecutionID ID! CopyIndicator UUID IssueDate! IssueTime Note* AcceptedIndicator! RejectionNote* CustomerReference AccountingCostCode AccountingCost | OrderReference! AdditionalDocumentReference* Signature* SellerSupplierParty! BuyerCustomerParty! OriginatorCustomerParty AccountingSupplierParty AccountingCustomerParty',
  DespatchAdvice:
    'UBLVersionID CustomizationID ProfileID ProfileExecutionID ID! CopyIndicator UUID IssueDate! IssueTime DocumentStatusCode DespatchAdviceTypeCode Note* LineCountNumeric | OrderReference* AdditionalDocumentReference* Signature* DespatchSupplierParty! DeliveryCustomerParty! BuyerCustomerParty SellerSupplierParty OriginatorCustomerParty Shipment DespatchLine+',
  ReceiptAdvice:
    'UBLVersionID CustomizationID ProfileID ProfileExecutionID ID! CopyIndicator UUID IssueDate! IssueTime DocumentStatusCode ReceiptAdviceTypeCode Note* LineCountNumeric | OrderReference* DespatchDocumentReference* AdditionalDocumentReference* Signature* DeliveryCustomerParty! DespatchSupplierParty! BuyerCustomerParty SellerSupplierParty Shipment ReceiptLine+',
  Address:
    'ID AddressTypeCode AddressFormatCode Postbox Floor Room StreetName AdditionalStreetName BlockName BuildingName BuildingNumber InhouseMail Department MarkAttention MarkCare PlotIdentification CitySubdivisionName CityName PostalZone CountrySubentity CountrySubentityCode Region District TimezoneOffset | AddressLine* Country LocationCoordinate*',
  AddressLine: 'Line! |',
  AllowanceCharge:
    'ID ChargeIndicator! AllowanceChargeReasonCode AllowanceChargeReason* MultiplierFactorNumeric PrepaidIndicator SequenceNumeric Amount! BaseAmount AccountingCostCode AccountingCost PerUnitAmount | TaxCategory* TaxTotal PaymentMeans*',
  Attachment: 'EmbeddedDocumentBinaryObject | ExternalReference',
  BillingReference:
    '| InvoiceDocumentReference SelfBilledInvoiceDocumentReference CreditNoteDocumentReference SelfBilledCreditNoteDocumentReference DebitNoteDocumentReference ReminderDocumentReference AdditionalDocumentReference BillingReferenceLine*',
  Branch: 'ID Name | FinancialInstitution Address',
  CardAccount:
    'PrimaryAccountNumberID! NetworkID! CardTypeCode ValidityStartDate ExpiryDate IssuerID IssueNumberID CV2ID CardChipCode ChipApplicationID HolderName |',
  CommodityClassification: 'NatureCode CargoTypeCode CommodityCode ItemClassificationCode |',
  Contact: 'ID Name Telephone Telefax ElectronicMail Note* | OtherCommunication*',
  Country: 'IdentificationCode Name |',
  CreditNoteLine:
    'ID! UUID Note* CreditedQuantity LineExtensionAmount TaxPointDate AccountingCostCode AccountingCost PaymentPurposeCode FreeOfChargeIndicator | InvoicePeriod* OrderLineReference* DiscrepancyResponse* DespatchLineReference* ReceiptLineReference* BillingReference* DocumentReference* PricingReference OriginatorParty Delivery* PaymentTerms* TaxTotal* AllowanceCharge* Item Price DeliveryTerms* SubCreditNoteLine* ItemPriceExtension',
  CustomerParty:
    'CustomerAssignedAccountID SupplierAssignedAccountID AdditionalAccountID* | Party DeliveryContact AccountingContact BuyerContact',
  Delivery:
    'ID Quantity MinimumQuantity MaximumQuantity ActualDeliveryDate ActualDeliveryTime LatestDeliveryDate LatestDeliveryTime ReleaseID TrackingID | DeliveryAddress DeliveryLocation AlternativeDeliveryLocation RequestedDeliveryPeriod PromisedDeliveryPeriod EstimatedDeliveryPeriod CarrierParty DeliveryParty NotifyParty* Despatch DeliveryTerms* MinimumDeliveryUnit MaximumDeliveryUnit Shipment',
  DespatchLine:
    'ID! UUID Note* LineStatusCode DeliveredQuantity BackorderQuantity BackorderReason* OutstandingQuantity OutstandingReason* OversupplyQuantity | OrderLineReference+ DocumentReference* Item! Shipment*',
  DocumentReference:
    'ID! CopyIndicator UUID IssueDate IssueTime DocumentTypeCode DocumentType XPath* LanguageID LocaleCode VersionID DocumentStatusCode DocumentDescription* | Attachment ValidityPeriod IssuerParty ResultOfVerification',
  ExternalReference:
    'URI DocumentHash HashAlgorithmMethod ExpiryDate ExpiryTime MimeCode FormatCode EncodingCode CharacterSetCode FileName Description* |',
  FinancialAccount:
    'ID Name AliasName AccountTypeCode AccountFormatCode CurrencyCode PaymentNote* | FinancialInstitutionBranch Country',
  InvoiceLine:
    'ID! UUID Note* InvoicedQuantity LineExtensionAmount! TaxPointDate AccountingCostCode AccountingCost PaymentPurposeCode FreeOfChargeIndicator | InvoicePeriod* OrderLineReference* DespatchLineReference* ReceiptLineReference* BillingReference* DocumentReference* PricingReference OriginatorParty Delivery* PaymentTerms* AllowanceCharge* TaxTotal* WithholdingTaxTotal Item! Price DeliveryTerms SubInvoiceLine* ItemPriceExtension',
  Item: 'Description* PackQuantity PackSizeNumeric CatalogueIndicator Name HazardousRiskIndicator AdditionalInformation* Keyword* BrandName* ModelName* | BuyersItemIdentification SellersItemIdentification ManufacturersItemIdentification* StandardItemIdentification CatalogueItemIdentification AdditionalItemIdentification* CatalogueDocumentReference ItemSpecificationDocumentReference* OriginCountry CommodityClassification* TransactionConditions* HazardousItem* ClassifiedTaxCategory* AdditionalItemProperty* ManufacturerParty* InformationContentProviderParty OriginAddress* ItemInstance* Certificate* Dimension*',
  ItemIdentification: 'ID! ExtendedID BarcodeSymbologyID | PhysicalAttribute* MeasurementDimension* IssuerParty',
  ItemInstance:
    'ProductTraceID ManufactureDate ManufactureTime BestBeforeDate RegistrationID SerialID | AdditionalItemProperty* LotIdentification',
  ItemProperty:
    'ID Name! NameCode TestMethod Value ValueQuantity ValueQualifier* ImportanceCode ListValue* | UsabilityPeriod ItemPropertyGroup* RangeDimension ItemPropertyRange',
  LineItem:
    'ID! SalesOrderID UUID Note* LineStatusCode Quantity LineExtensionAmount TotalTaxAmount MinimumQuantity MaximumQuantity MinimumBackorderQuantity MaximumBackorderQuantity InspectionMethodCode PartialDeliveryIndicator BackOrderAllowedIndicator AccountingCostCode AccountingCost WarrantyInformation* | Delivery* DeliveryTerms OriginatorParty OrderedShipment* PricingReference AllowanceCharge* Price Item! SubLineItem* WarrantyValidityPeriod WarrantyParty TaxTotal* ItemPriceExtension LineReference*',
  LineReference: 'LineID! UUID LineStatusCode | DocumentReference',
  Location:
    'ID Description* Conditions* CountrySubentity CountrySubentityCode LocationTypeCode InformationURI Name | ValidityPeriod* Address SubsidiaryLocation* LocationCoordinate*',
  LotIdentification: 'LotNumberID ExpiryDate | AdditionalItemProperty*',
  MonetaryTotal:
    'LineExtensionAmount TaxExclusiveAmount TaxInclusiveAmount AllowanceTotalAmount ChargeTotalAmount PrepaidAmount PayableRoundingAmount PayableAmount! PayableAlternativeAmount |',
  OrderLine:
    'SubstitutionStatusCode Note* | LineItem! SellerProposedSubstituteLineItem* SellerSubstitutedLineItem* BuyerProposedSubstituteLineItem* CatalogueLineReference QuotationLineReference OrderLineReference* DocumentReference*',
  OrderLineReference: 'LineID! SalesOrderLineID UUID LineStatusCode | OrderReference',
  OrderReference:
    'ID! SalesOrderID CopyIndicator UUID IssueDate IssueTime CustomerReference OrderTypeCode | DocumentReference',
  Party:
    'MarkCareIndicator MarkAttentionIndicator WebsiteURI LogoReferenceID EndpointID IndustryClassificationCode | PartyIdentification* PartyName* Language PostalAddress PhysicalLocation PartyTaxScheme* PartyLegalEntity* Contact Person* AgentParty ServiceProviderParty* PowerOfAttorney* FinancialAccount',
  PartyIdentification: 'ID! |',
  PartyLegalEntity:
    'RegistrationName CompanyID RegistrationDate RegistrationExpirationDate CompanyLegalFormCode CompanyLegalForm SoleProprietorshipIndicator CompanyLiquidationStatusCode CorporateStockAmount FullyPaidSharesIndicator | RegistrationAddress CorporateRegistrationScheme HeadOfficeParty ShareholderParty*',
  PartyName: 'Name! |',
  PartyTaxScheme:
    'RegistrationName CompanyID TaxLevelCode ExemptionReasonCode ExemptionReason* | RegistrationAddress TaxScheme!',
  Payment: 'ID PaidAmount ReceivedDate PaidDate PaidTime InstructionID |',
  PaymentMandate:
    'ID MandateTypeCode MaximumPaymentInstructionsNumeric MaximumPaidAmount SignatureID | PayerParty PayerFinancialAccount ValidityPeriod PaymentReversalPeriod Clause*',
  PaymentMeans:
    'ID PaymentMeansCode! PaymentDueDate PaymentChannelCode InstructionID InstructionNote* PaymentID* | CardAccount PayerFinancialAccount PayeeFinancialAccount CreditAccount PaymentMandate TradeFinancing',
  PaymentTerms:
    'ID PaymentMeansID* PrepaidPaymentReferenceID Note* ReferenceEventCode SettlementDiscountPercent PenaltySurchargePercent PaymentPercent Amount SettlementDiscountAmount PenaltyAmount PaymentTermsDetailsURI PaymentDueDate InstallmentDueDate InvoicingPartyReference | SettlementPeriod PenaltyPeriod ExchangeRate ValidityPeriod',
  Period: 'StartDate StartTime EndDate EndTime DurationMeasure DescriptionCode* Description* |',
  Price:
    'PriceAmount! BaseQuantity PriceChangeReason* PriceTypeCode PriceType OrderableUnitFactorRate | ValidityPeriod* PriceList AllowanceCharge* PricingExchangeRate',
  ProjectReference: 'ID! UUID IssueDate | WorkPhaseReference*',
  ReceiptLine:
    'ID! UUID Note* ReceivedQuantity ShortQuantity ShortageActionCode RejectedQuantity RejectReasonCode RejectReason* RejectActionCode QuantityDiscrepancyCode OversupplyQuantity ReceivedDate TimingComplaintCode TimingComplaint | OrderLineReference DespatchLineReference* DocumentReference* Item* Shipment*',
  Shipment:
    'ID! ShippingPriorityLevelCode HandlingCode HandlingInstructions* Information* GrossWeightMeasure NetWeightMeasure NetNetWeightMeasure GrossVolumeMeasure NetVolumeMeasure TotalGoodsItemQuantity TotalTransportHandlingUnitQuantity InsuranceValueAmount DeclaredCustomsValueAmount DeclaredForCarriageValueAmount DeclaredStatisticsValueAmount FreeOnBoardValueAmount SpecialInstructions* DeliveryInstructions* SplitConsignmentIndicator ConsignmentQuantity | Consignment* GoodsItem* ShipmentStage* Delivery TransportHandlingUnit* ReturnAddress OriginAddress FirstArrivalPortLocation LastExitPortLocation ExportCountry FreightAllowanceCharge*',
  SupplierParty:
    'CustomerAssignedAccountID AdditionalAccountID* DataSendingCapability | Party DespatchContact AccountingContact SellerContact',
  TaxCategory:
    'ID Name Percent BaseUnitMeasure PerUnitAmount TaxExemptionReasonCode TaxExemptionReason* TierRange TierRatePercent | TaxScheme!',
  TaxScheme: 'ID Name TaxTypeCode CurrencyCode | JurisdictionRegionAddress*',
  TaxSubtotal:
    'TaxableAmount TaxAmount! CalculationSequenceNumeric TransactionCurrencyTaxAmount Percent BaseUnitMeasure PerUnitAmount TierRange TierRatePercent | TaxCategory!',
  TaxTotal: 'TaxAmount! RoundingAmount TaxEvidenceIndicator TaxIncludedIndicator | TaxSubtotal*',
  TransportHandlingUnit:
    'ID TransportHandlingUnitTypeCode HandlingCode HandlingInstructions* HazardousRiskIndicator TotalGoodsItemQuantity TotalPackageQuantity DamageRemarks* ShippingMarks* TraceID | HandlingUnitDespatchLine* ActualPackage* ReceivedHandlingUnitReceiptLine* TransportEquipment* TransportMeans* HazardousGoodsTransit* MeasurementDimension* MinimumTemperature MaximumTemperature GoodsItem* FloorSpaceMeasurementDimension PalletSpaceMeasurementDimension ShipmentDocumentReference* Status* CustomsDeclaration* ReferencedShipment* Package*',
} as const satisfies Readonly<Record<string, string>>;

export type StructureName = keyof typeof all;

export interface Part {
  readonly prefix: 'cbc' | 'cac';
  readonly local: string;
  readonly index: number;
  readonly isNeeded: boolean;
  readonly isList: boolean;
}

/** By the name of the element. */
export type Structure = ReadonlyMap<string, Part>;

export const structures: ReadonlyMap<StructureName, Structure> = new Map(
  Object.entries(all).map(([name, text]) => [name as StructureName, structureOf(text)]),
);

/** Of a name that a shape has. */
export function structureNamed(name: StructureName): Structure {
  const structure = structures.get(name);
  assert(structure !== undefined, `${name} is a structure`);
  return structure;
}

function structureOf(text: string): Structure {
  const [basic = '', aggregate = ''] = text.split('|');
  const parts = [...wordsOf(basic, 'cbc'), ...wordsOf(aggregate, 'cac')];
  return new Map(parts.map((part, index) => [part.local, { ...part, index }]));
}

function wordsOf(text: string, prefix: Part['prefix']): Omit<Part, 'index'>[] {
  return [...text.matchAll(/(\w+)([!+*]?)/g)].map(([, local = '', mark]) => ({
    prefix,
    local,
    isNeeded: mark === '!' || mark === '+',
    isList: mark === '*' || mark === '+',
  }));
}
