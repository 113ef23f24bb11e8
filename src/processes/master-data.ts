// Items, sites and partners, normally fed by the ERP. Nothing is deleted: `active: false` ends it.
import type { Catalog, Component, Item, Partner, Site } from '#catalog/model.ts';
import { isRejection, reject } from '#kernel/rejection.ts';
import type { Rejection } from '#kernel/rejection.ts';
import { write } from '#kernel/layer.ts';
import { parseQuantity } from '#kernel/quantity.ts';
import { isZone } from '#kernel/time.ts';
import type { Context, Draft } from './draft.ts';
import { entryOf } from './entry.ts';
import type { Command, ItemDocument, Message } from './message.ts';

export function putItem(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'item.put' }>,
): Item | Rejection {
  const { item: document } = command;
  const known = context.catalog.item(document.code);
  const changed = changedSince(document.code, known, command.expected);
  if (changed !== null) return changed;
  const scale = document.scale ?? known?.scale ?? 0;
  const components = readComponents(document, context.catalog);
  if (isRejection(components)) return components;
  if (known !== undefined && known.scale !== scale) {
    return reject('scale_fixed', `${known.code} has ${known.scale} decimal places.`, { pointer: '/scale' });
  }
  // Stock, orders and reservations stand in the unit and the lots they were made with.
  if (known !== undefined && known.unit !== document.unit) {
    return reject('unit_fixed', `The unit of ${known.code} is ${known.unit}.`, { pointer: '/unit' });
  }
  const lots = document.lots ?? false;
  if (known !== undefined && known.lots !== lots) {
    return reject('lots_fixed', `${known.code} is ${known.lots ? '' : 'not '}kept in lots.`, { pointer: '/lots' });
  }
  if (known !== undefined && known.components.length > 0 !== components.length > 0) {
    return reject('kit_fixed', `${known.code} is ${known.components.length > 0 ? 'a kit' : 'a stocked item'}.`, {
      pointer: '/components',
    });
  }
  if (components.length > 0 && scale !== 0)
    return reject('kit_not_whole', `${document.code} would have ${scale} decimal places.`, { pointer: '/scale' });
  const item: Item = {
    code: document.code,
    name: document.name,
    unit: document.unit,
    scale,
    units: document.units ?? [],
    lots,
    shelfLifeDays: document.shelfLifeDays ?? null,
    components,
    active: document.active ?? true,
    gtin: document.gtin ?? null,
    attributes: document.attributes ?? {},
  };
  if (isSame(known, item)) return item;
  write(draft.items, item.code, item);
  draft.entries.push(
    entryOf(message, 'item.defined.v1', item.code, [{ type: 'item', id: item.code, qualifier: 'defined' }], {
      ...item,
    }),
  );
  return item;
}

/** Components at their own scales; the same component listed twice counts together. */
function readComponents(document: ItemDocument, catalog: Catalog): Component[] | Rejection {
  const components = new Map<string, number>();
  for (const [index, component] of (document.components ?? []).entries()) {
    const pointer = `/components/${index}`;
    const item = catalog.item(component.item);
    if (item === undefined)
      return reject('component_unknown', `No item has the code ${component.item}.`, { pointer: `${pointer}/item` });
    if (item.components.length > 0 || item.code === document.code)
      return reject('component_is_kit', `${item.code} is a kit.`, { pointer: `${pointer}/item` });
    const quantity = parseQuantity(component.quantity, item.scale);
    if (typeof quantity !== 'number')
      return reject(quantity, `The quantity is ${component.quantity}.`, { pointer: `${pointer}/quantity` });
    if (quantity <= 0)
      return reject('quantity_not_positive', `The quantity is ${component.quantity}.`, {
        pointer: `${pointer}/quantity`,
      });
    components.set(item.code, (components.get(item.code) ?? 0) + quantity);
  }
  return [...components].map(([item, quantity]) => ({ item, quantity }));
}

export function putSite(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'site.put' }>,
): Site | Rejection {
  const { site: document } = command;
  const known = context.catalog.site(document.code);
  const changed = changedSince(document.code, known, command.expected);
  if (changed !== null) return changed;
  if (!isZone(document.zone))
    return reject('zone_unknown', `No time zone is called ${document.zone}.`, { pointer: '/zone' });
  const site: Site = {
    code: document.code,
    name: document.name,
    company: document.company,
    zone: document.zone,
    rank: document.rank ?? 100,
    active: document.active ?? true,
    ...(document.cutOff !== undefined && { cutOff: document.cutOff }),
    ...(document.sources !== undefined && { sources: document.sources }),
  };
  if (isSame(known, site)) return site;
  write(draft.sites, site.code, site);
  draft.entries.push(
    entryOf(message, 'site.defined.v1', site.code, [{ type: 'site', id: site.code, qualifier: 'defined' }], {
      ...site,
    }),
  );
  return site;
}

/** A partner's name is a company's name; a contact person is personal data and kept apart. */
export function putPartner(
  draft: Draft,
  context: Context,
  message: Message,
  command: Extract<Command, { type: 'partner.put' }>,
): Partner | Rejection {
  const { partner: document } = command;
  const known = context.catalog.partner(document.code);
  const changed = changedSince(document.code, known, command.expected);
  if (changed !== null) return changed;
  const unread = unreadAttribute(document.attributes ?? {});
  if (unread !== null) return unread;
  const partner: Partner = {
    code: document.code,
    name: document.name,
    roles: document.roles,
    company: document.company ?? null,
    active: document.active ?? true,
    ids: document.ids ?? [],
    party: command.party,
    ...(document.attributes !== undefined && { attributes: document.attributes }),
  };
  if (isSame(known, partner)) return partner;
  const before = known?.party ?? null;
  // A contact that was replaced or left out can't be reached any more, so it is not kept.
  if (before !== null && before !== partner.party) draft.erased.push(before);
  write(draft.partners, partner.code, partner);
  draft.entries.push(
    entryOf(
      message,
      'partner.defined.v1',
      partner.code,
      [{ type: 'partner', id: partner.code, qualifier: 'defined' }],
      { ...partner },
    ),
  );
  return partner;
}

/** Attributes that policies read have to be what they take. */
const readable: Readonly<Record<string, RegExp>> = {
  class: /^[ABC]$/,
  creditLimit: /^\d{1,12}(?:\.\d{1,6})?$/,
  creditCurrency: /^[A-Z]{3}$/,
  blocked: /^(?:true|false)$/,
};

function unreadAttribute(attributes: Readonly<Record<string, string>>): Rejection | null {
  for (const [name, form] of Object.entries(readable)) {
    const told = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (told !== undefined && !form.test(told))
      return reject('attribute_invalid', `The attribute ${name} is ${JSON.stringify(told)}.`, {
        pointer: `/attributes/${name}`,
      });
  }
  return null;
}

/** A feed that says every night what is known already is no news: nothing is written and no node reads its master data again. */
function isSame(known: object | undefined, told: object): boolean {
  return known !== undefined && JSON.stringify(known) === JSON.stringify(told);
}

/** Documents are compared as they are stored: written by the same function, equal ones are equal as text. */
function changedSince(code: string, known: object | undefined, expected: object | null | undefined): Rejection | null {
  if (expected === undefined || JSON.stringify(known ?? null) === JSON.stringify(expected)) return null;
  return reject(
    'document_changed',
    known === undefined ? `${code} does not exist.` : `${code} is not as it was when it was read.`,
  );
}
