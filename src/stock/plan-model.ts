// What a plan is made of; other areas keep portions and pieces, so their shape stands apart from the planning.

/** What one unit of a line takes out of stock: a kit has several of them. */
export interface Component {
  readonly item: string;
  readonly per: number;
  readonly lots: boolean;
}

export interface Piece {
  readonly line: number;
  readonly item: string;
  readonly site: string;
  readonly quantity: number;
  /** The portion of quantity that comes from `supply`. */
  readonly inbound: number;
  readonly supply: string | null;
}

export interface Portion {
  readonly line: number;
  readonly site: string;
  readonly quantity: number;
  /** Date in the site's zone. */
  readonly promisedFor: string;
}

export interface Plan {
  readonly pieces: readonly Piece[];
  readonly portions: readonly Portion[];
  readonly open: readonly { readonly line: number; readonly quantity: number }[];
}
