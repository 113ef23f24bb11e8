// Master data as callers see it: the words of the contracts, quantities in units.
import { showQuantity } from '#kernel/quantity.ts';
import type { Item, Partner } from './model.ts';

export interface ItemView extends Omit<Item, 'components'> {
  readonly components: readonly { readonly item: string; readonly quantity: number }[];
}

/** `scaleOf` gives the decimal places of the components, whose quantities are kept at their own scale. */
export function viewItem(item: Item, scaleOf: (code: string) => number): ItemView {
  const components = item.components.map((component) => ({
    item: component.item,
    quantity: showQuantity(component.quantity, scaleOf(component.item)),
  }));
  return { ...item, components };
}

export interface PartnerView extends Partner {
  /** Personal data; only for callers who may see it. */
  readonly contact?: Readonly<Record<string, unknown>> | null;
}

export function viewPartner(partner: Partner, contact?: Readonly<Record<string, unknown>> | null): PartnerView {
  return contact === undefined ? partner : { ...partner, contact };
}
