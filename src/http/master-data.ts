// Items, sites and partners over HTTP, normally fed by the ERP. A network's items concern every site, so only a caller without
// limits may define them; sites and partners need to lie within the caller's scope.
import type pg from 'pg';
import { listItems, listPartners, readItem, readPartner, readScales, readSite } from '#catalog/store.ts';
import type { Item, Partner, Site } from '#catalog/model.ts';
import { viewItem, viewPartner } from '#catalog/view.ts';
import type { ItemView } from '#catalog/view.ts';
import { may } from '#governance/roles.ts';
import { isUnlimited, seesPartner } from '#governance/visibility.ts';
import { inScope } from '#kernel/scope.ts';
import type { Scope } from '#kernel/scope.ts';
import type { Engine } from '#runtime/engine.ts';
import { ok } from './call.ts';
import type { Answer, Handlers } from './call.ts';
import { checkCode } from './code.ts';
import { pageSize, readCursor, toPage } from './cursor.ts';
import type { Digest } from './digest.ts';
import type { Directory } from './directory.ts';
import { checkUnchanged, etagOf, expectation } from './etag.ts';
import * as messages from './messages.ts';
import { refuse } from './problems.ts';
import { submit } from './submit.ts';

interface Parts {
  readonly engine: Engine;
  readonly pool: pg.Pool;
  readonly directory: Directory;
  readonly digest: Digest;
}

type Names =
  | 'listItems'
  | 'getItem'
  | 'putItem'
  | 'listSites'
  | 'getSite'
  | 'putSite'
  | 'listPartners'
  | 'getPartner'
  | 'putPartner';

export function masterDataHandlers({ engine, pool, directory, digest }: Parts): Handlers<Names> {
  async function viewItems(items: readonly Item[]): Promise<(item: Item) => ItemView> {
    const scales = await readScales(pool, [
      ...new Set(items.flatMap((item) => item.components.map((component) => component.item))),
    ]);
    return (item) => viewItem(item, (code) => scales.get(code) ?? 0);
  }

  return {
    async listItems({ query }) {
      const size = pageSize(query.limit);
      const after = readCursor(query.cursor, ['string']);
      const items = await listItems(pool, { after: after?.[0] ?? null, active: query.active ?? null, limit: size });
      return ok(toPage(items, size, await viewItems(items), (item) => [item.code]));
    },

    async getItem({ path }) {
      const item = await readItem(pool, path.item);
      if (item === undefined) throw refuse('not_found', `No item has the code ${path.item}.`);
      return found((await viewItems([item]))(item));
    },

    async putItem({ sender, path, body, headers }) {
      checkCode('item', path.item);
      if (!isUnlimited(sender.grant.scope))
        throw refuse('scope_too_narrow', 'Items concern every site, and the key is limited to some.');
      const known = await readItem(pool, path.item);
      checkUnchanged(headers, known === undefined ? undefined : (await viewItems([known]))(known));
      const item = (
        await submit(engine, messages.putItem(sender, digest, path.item, body, expectation(headers, known)))
      ).result as Item; // What item.put answers.
      return defined((await viewItems([item]))(item), known !== undefined);
    },

    listSites({ sender, query }) {
      const size = pageSize(query.limit);
      const after = readCursor(query.cursor, ['string'])?.[0];
      const visible = [...directory.allSites()].filter(
        (site) => inScope(sender.grant.scope, site) && (after === undefined || site.code > after),
      );
      const sites = visible.toSorted((one, other) => (one.code < other.code ? -1 : 1)).slice(0, size);
      return ok(
        toPage(
          sites,
          size,
          (site) => site,
          (site) => [site.code],
        ),
      );
    },

    async getSite({ sender, path }) {
      const site = await readSite(pool, path.site);
      if (site === undefined || !inScope(sender.grant.scope, site))
        throw refuse('not_found', `No site has the code ${path.site}.`);
      return found(site);
    },

    async putSite({ sender, path, body, headers }) {
      checkCode('site', path.site);
      const known = await readSite(pool, path.site);
      const { scope } = sender.grant;
      const concerned = [...(known === undefined ? [] : [known]), { code: path.site, company: body.company }];
      if (!concerned.every((site) => inScope(scope, site)))
        throw refuse(
          'scope_too_narrow',
          `Site ${path.site} of company ${body.company} is outside the scope of the key.`,
        );
      checkUnchanged(headers, known);
      const site = (
        await submit(engine, messages.putSite(sender, digest, path.site, body, expectation(headers, known)))
      ).result as Site; // What site.put answers.
      await directory.refresh();
      return defined(site, known !== undefined);
    },

    async listPartners({ sender, query }) {
      const size = pageSize(query.limit);
      const after = readCursor(query.cursor, ['string']);
      const companies = directory.visibleCompanies(sender.grant.scope);
      const partners = await listPartners(pool, { after: after?.[0] ?? null, companies, limit: size });
      return ok(
        toPage(
          partners,
          size,
          (partner) => partner,
          (partner) => [partner.code],
        ),
      );
    },

    async getPartner({ sender, path }) {
      const record = await readPartner(pool, path.partner);
      const companies = directory.visibleCompanies(sender.grant.scope);
      if (record === undefined || !seesPartner(record.partner, companies))
        throw refuse('not_found', `No partner has the code ${path.partner}.`);
      const contact = may(sender.grant.role, 'personal:read') ? record.contact : undefined;
      return ok(viewPartner(record.partner, contact), { etag: etagOf(record.partner) });
    },

    async putPartner({ sender, path, body, headers }) {
      checkCode('partner', path.partner);
      const known = await readPartner(pool, path.partner);
      const concerned = [...(known === undefined ? [] : [known.partner]), { company: body.company ?? null }];
      checkCompanies(directory, sender.grant.scope, concerned, path.partner);
      checkUnchanged(headers, known?.partner);
      const before = {
        party: known?.partner.party ?? null,
        contact: known?.contact ?? null,
        ...expectation(headers, known?.partner),
      };
      const partner = (await submit(engine, messages.putPartner(sender, digest, path.partner, body, before)))
        .result as Partner; // What partner.put answers.
      return defined(partner, known !== undefined);
    },
  };
}

/** A partner without company is the whole network's, so only a caller without limits may define it. */
function checkCompanies(
  directory: Directory,
  scope: Scope,
  partners: readonly Pick<Partner, 'company'>[],
  code: string,
): void {
  const companies = directory.visibleCompanies(scope);
  const allowed = partners.every(
    ({ company }) => companies === null || (company !== null && companies.includes(company)),
  );
  if (!allowed)
    throw refuse('scope_too_narrow', `Partner ${code} belongs to another company, or to the whole network.`);
}

function found(document: object): Answer {
  return ok(document, { etag: etagOf(document) });
}

function defined(document: object, known: boolean): Answer {
  return { status: known ? 200 : 201, body: document, headers: { etag: etagOf(document) } };
}
