// What each figure means: the words that --help, the guide and the JSON show.

export interface Definition {
  readonly key: FigureKey;
  readonly title: string;
  readonly unit: 'orders' | 'units' | 'days' | 'touches' | 'items' | '%' | 'EUR' | 'shipments';
  /** Which way is good; none: it is told to compare by, and is neither. */
  readonly better: 'lower' | 'higher' | 'none';
  readonly means: string;
}

export type Figures = { readonly [Key in FigureKey]: number };

export type FigureKey =
  | 'ordersPlaced'
  | 'ordersRefused'
  | 'ordersMispromised'
  | 'unitsOversold'
  | 'ordersExpedited'
  | 'daysToShipMean'
  | 'daysToShipP90'
  | 'unitsAsPromised'
  | 'unitsOnTime'
  | 'lineFillOnTime'
  | 'manualTouches'
  | 'stockDifferenceUnits'
  | 'stockDifferenceItems'
  | 'costTotal'
  | 'costFreight'
  | 'costUrgentPurchases'
  | 'costTouches'
  | 'shippedNotInvoicedCount'
  | 'shippedNotInvoicedValue'
  | 'invoicedNotShippedCount'
  | 'invoicedNotShippedValue'
  | 'openAtEndValue';

export const definitions: readonly Definition[] = [
  {
    key: 'ordersPlaced',
    title: 'orders placed',
    unit: 'orders',
    better: 'none',
    means: 'Orders that customers sent. The same in both columns: the demand is the same.',
  },
  {
    key: 'ordersRefused',
    title: 'orders turned away',
    unit: 'orders',
    better: 'lower',
    means: 'Orders refused when they came, or accepted and cancelled later by the distributor, wholly or in part.',
  },
  {
    key: 'ordersMispromised',
    title: 'orders mispromised',
    unit: 'orders',
    better: 'lower',
    means:
      'Orders whose customer was told a date that was missed or taken back. A date is kept when all goods leave by the end of the day after it; it is taken back when a day later than that, none, or a cancellation by the distributor follows without the customer having asked. A late carrier is not counted: the goods have left.',
  },
  {
    key: 'unitsOversold',
    title: 'units oversold',
    unit: 'units',
    better: 'lower',
    means:
      'Units promised beyond what there was: at the moment a date is told, all that is promised by that date and has not left, less what really lies in the buildings (known or not) and what suppliers are expected to bring by then. Only what the new promise adds to the excess is counted.',
  },
  {
    key: 'ordersExpedited',
    title: 'orders expedited',
    unit: 'orders',
    better: 'lower',
    means: 'Orders for which express transport was asked.',
  },
  {
    key: 'daysToShipMean',
    title: 'days to ship, mean',
    unit: 'days',
    better: 'lower',
    means:
      'From the order until the last of its goods left. Orders asked for a later day count from the start of that day; goods that leave before count 0. Accepted orders that have not wholly left at the end count until then; cancelled ones are left out.',
  },
  {
    key: 'daysToShipP90',
    title: 'days to ship, 90th percentile',
    unit: 'days',
    better: 'lower',
    means: 'Nine of ten orders took no longer. Counted as the mean.',
  },
  {
    key: 'unitsAsPromised',
    title: 'units on time, as promised',
    unit: 'units',
    better: 'higher',
    means:
      'Units that left by the end of the day after the one that the customer was told when ordering, or when changing the order. Where no day was told then, the day wanted counts. What the customer had asked to cancel before does not count.',
  },
  {
    key: 'unitsOnTime',
    title: 'units on time, as wanted',
    unit: 'units',
    better: 'higher',
    means:
      'Units that left by the end of the day after the day on which they were wanted: the day asked for, or that of the order. What was promised plays no part. What the customer had asked to cancel before does not count.',
  },
  {
    key: 'lineFillOnTime',
    title: 'line fill on time',
    unit: '%',
    better: 'higher',
    means:
      'Share of the lines that left wholly in that time. All lines that customers wanted count, those of refused orders too; only orders that customers cancelled of their own accord, with no date taken back or missed before, are left out.',
  },
  {
    key: 'manualTouches',
    title: 'manual touches',
    unit: 'touches',
    better: 'lower',
    means: 'Times a person had to act on an order, a shipment, an invoice or a purchase.',
  },
  {
    key: 'stockDifferenceUnits',
    title: 'stock differences, units',
    unit: 'units',
    better: 'lower',
    means:
      'At the end, over all items and sites: the difference, up or down, between the stock that promises are made from (the ERP; the ledger of Crossdock) and what really lies on the shelf.',
  },
  {
    key: 'stockDifferenceItems',
    title: 'stock differences, places',
    unit: 'items',
    better: 'lower',
    means: 'Items at a site with such a difference.',
  },
  {
    key: 'costTotal',
    title: 'cost',
    unit: 'EUR',
    better: 'lower',
    means: 'Freight, urgent purchases and touches.',
  },
  {
    key: 'costFreight',
    title: '  freight, express included',
    unit: 'EUR',
    better: 'none',
    means: 'What the carrier charges by weight and distance; express is 2.5 times as dear.',
  },
  {
    key: 'costUrgentPurchases',
    title: '  urgent purchases',
    unit: 'EUR',
    better: 'lower',
    means: 'EUR 120 for each: small quantities, another supplier, a driver of its own.',
  },
  {
    key: 'costTouches',
    title: '  touches',
    unit: 'EUR',
    better: 'lower',
    means: 'EUR 9 for each: a quarter of an hour of a clerk.',
  },
  {
    key: 'shippedNotInvoicedCount',
    title: 'shipped, not invoiced',
    unit: 'shipments',
    better: 'lower',
    means:
      'Shipments of which something left and was not billed: looked at each full hour, the mean of the days with orders.',
  },
  {
    key: 'shippedNotInvoicedValue',
    title: 'shipped, not invoiced, value',
    unit: 'EUR',
    better: 'lower',
    means: 'What those goods are worth at the prices of their orders.',
  },
  {
    key: 'invoicedNotShippedCount',
    title: 'invoiced, not shipped',
    unit: 'shipments',
    better: 'lower',
    means: 'Shipments of which more was billed than left: looked at each full hour, the mean of the days with orders.',
  },
  {
    key: 'invoicedNotShippedValue',
    title: 'invoiced, not shipped, value',
    unit: 'EUR',
    better: 'lower',
    means: 'What was billed too much, at the prices of the orders.',
  },
  {
    key: 'openAtEndValue',
    title: 'still wrong at the end, value',
    unit: 'EUR',
    better: 'lower',
    means: 'Shipped and not invoiced, or invoiced and not shipped, ten days after the last order.',
  },
];
