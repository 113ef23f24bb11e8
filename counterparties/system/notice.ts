// The interfaces between the systems themselves: files, calls and telephone of the days before Crossdock, which go on beside it.

export interface Moved {
  readonly item: string;
  readonly quantity: number;
  readonly lot: string | null;
}

export const noticeKinds: readonly Notice['kind'][] = [
  'site_report',
  'goods_arrived',
  'issue_posted',
  'parcel',
  'collection',
  'handed_over',
  'urgent_purchase',
  'goods_transferred',
];

export type Notice =
  /** WMS to ERP, every 15 minutes in which something happened: book figures of the items that changed, and what changed them. */
  | {
      readonly kind: 'site_report';
      readonly site: string;
      /** `free` is what no release has a claim on. */
      readonly figures: readonly { readonly item: string; readonly onHand: number; readonly free: number }[];
      readonly shipments: readonly {
        readonly order: string;
        readonly shipment: string;
        readonly lines: readonly Moved[];
      }[];
      /** Differences that a count found; below 0: lost. */
      readonly counts: readonly (Moved & { readonly reference: string })[];
    }
  /** ERP to WMS: a supplier's truck is at the gate. */
  | {
      readonly kind: 'goods_arrived';
      readonly reference: string;
      readonly item: string;
      readonly site: string;
      readonly quantity: number;
      readonly lot: string | null;
      readonly expiresOn: string | null;
    }
  /** WMS to ERP: goods came from another site. */
  | ({ readonly kind: 'goods_transferred'; readonly from: string; readonly to: string } & Moved)
  /** ERP to finance: an issue is posted. */
  | {
      readonly kind: 'issue_posted';
      readonly order: string;
      readonly shipment: string;
      readonly document: string;
    }
  /** WMS to carrier: what waits on the dock. */
  | { readonly kind: 'parcel'; readonly shipment: string; readonly weightGrams: number }
  /** Carrier to WMS: who collects it. */
  | {
      readonly kind: 'collection';
      readonly shipment: string;
      readonly carrier: string;
      readonly tracking: string;
      readonly expectedOn: string;
      readonly expedite: boolean;
    }
  /** WMS to carrier: the truck has it. */
  | { readonly kind: 'handed_over'; readonly shipment: string }
  /** A call to procurement: bought at once, from whoever has it. It comes after so many days, and is not late. */
  | {
      readonly kind: 'urgent_purchase';
      readonly item: string;
      readonly site: string;
      readonly quantity: number;
      readonly days: number;
    };
