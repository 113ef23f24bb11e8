// What a verification of the ledger says. The check itself belongs to the runtime, which owns the turns.

export interface Verification {
  readonly ok: boolean;
  readonly violations: readonly object[];
}

export type Verify = (only: { readonly item?: string; readonly site?: string }) => Promise<Verification>;
