// Days at a site, in its time zone.
import assert from '#kernel/assert.ts';
import { localDate, startOfDay } from '#kernel/time.ts';
import type { Order } from '#orders/model.ts';
import type { Days } from '#stock/events.ts';
import type { Context } from './draft.ts';

export function daysAt(context: Context, site: string, moment: number): Days {
  const zone = zoneOf(context, site);
  return { day: localDate(moment, zone), startOf: (day) => startOfDay(day, zone) };
}

/** Of the site that the order is served from, or of the one that is asked first. */
export function homeZone({ catalog }: Context, { site }: Order): string {
  return catalog.site(site ?? '')?.zone ?? catalog.sitesByRank()[0]?.zone ?? 'UTC';
}

export function zoneOf(context: Context, code: string): string {
  const site = context.catalog.site(code);
  assert(site !== undefined, `site ${code} has stock and so is known`);
  return site.zone;
}
