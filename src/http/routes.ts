// The table of contents of the API: every route with the permission it needs, what it takes and what it answers. The server,
// the description (openapi.json) and the reference page are made from it. Paths are written as in OpenAPI.
import type { ContractName } from '#contracts/validate.ts';
import type { Permission } from '#governance/model.ts';
import type { AnswerName } from './answers.ts';
import type { OwnBodyName } from './bodies.ts';
import type { ParameterName } from './parameters.ts';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** `public`: answered without a key. */
  readonly permission: Permission | 'public';
  readonly handler: string;
  readonly summary: string;
  readonly query?: readonly ParameterName[];
  readonly body?: ContractName | OwnBodyName;
  /** A request without a body is taken as `{}`. */
  readonly bodyOptional?: true;
  /** What is answered when all is well, by status. */
  readonly answers: Readonly<Partial<Record<200 | 201, AnswerName>>>;
}

const page = ['limit', 'cursor'] as const;

export const routes = [
  {
    method: 'GET',
    path: '/healthz',
    permission: 'public',
    handler: 'alive',
    summary: 'The process answers',
    answers: { 200: 'Health' },
  },
  {
    method: 'GET',
    path: '/readyz',
    permission: 'public',
    handler: 'ready',
    summary: 'The node can work: database, queue, lag',
    answers: { 200: 'Readiness' },
  },
  {
    method: 'GET',
    path: '/metrics',
    permission: 'metrics:read',
    handler: 'metrics',
    summary: 'Measurements in the format of Prometheus',
    answers: { 200: 'Text' },
  },
  {
    method: 'GET',
    path: '/openapi.json',
    permission: 'public',
    handler: 'openapi',
    summary: 'This description (OpenAPI 3.1)',
    answers: { 200: 'Description' },
  },
  {
    method: 'GET',
    path: '/asyncapi.json',
    permission: 'public',
    handler: 'asyncapi',
    summary: 'Description of the events (AsyncAPI 3)',
    answers: { 200: 'Description' },
  },

  {
    method: 'GET',
    path: '/v1/items',
    permission: 'master-data:read',
    handler: 'listItems',
    summary: 'Items, by code',
    query: ['active', ...page],
    answers: { 200: 'ItemPage' },
  },
  {
    method: 'GET',
    path: '/v1/items/{item}',
    permission: 'master-data:read',
    handler: 'getItem',
    summary: 'One item',
    answers: { 200: 'Item' },
  },
  {
    method: 'PUT',
    path: '/v1/items/{item}',
    permission: 'master-data:write',
    handler: 'putItem',
    summary: 'Define an item',
    body: 'item',
    answers: { 200: 'Item', 201: 'Item' },
  },
  {
    method: 'GET',
    path: '/v1/sites',
    permission: 'master-data:read',
    handler: 'listSites',
    summary: 'Sites, by code',
    query: page,
    answers: { 200: 'SitePage' },
  },
  {
    method: 'GET',
    path: '/v1/sites/{site}',
    permission: 'master-data:read',
    handler: 'getSite',
    summary: 'One site',
    answers: { 200: 'Site' },
  },
  {
    method: 'PUT',
    path: '/v1/sites/{site}',
    permission: 'master-data:write',
    handler: 'putSite',
    summary: 'Define a site',
    body: 'site',
    answers: { 200: 'Site', 201: 'Site' },
  },
  {
    method: 'GET',
    path: '/v1/partners',
    permission: 'master-data:read',
    handler: 'listPartners',
    summary: 'Partners, by code',
    query: page,
    answers: { 200: 'PartnerPage' },
  },
  {
    method: 'GET',
    path: '/v1/partners/{partner}',
    permission: 'master-data:read',
    handler: 'getPartner',
    summary: 'One partner',
    answers: { 200: 'Partner' },
  },
  {
    method: 'PUT',
    path: '/v1/partners/{partner}',
    permission: 'master-data:write',
    handler: 'putPartner',
    summary: 'Define a partner',
    body: 'partner',
    answers: { 200: 'Partner', 201: 'Partner' },
  },

  {
    method: 'POST',
    path: '/v1/events',
    permission: 'events:write',
    handler: 'takeEvents',
    summary: 'Report events of an outside system: one CloudEvent, or a batch',
    body: 'events',
    answers: { 200: 'EventAnswer' },
  },
  {
    method: 'GET',
    path: '/v1/intakes',
    permission: 'intakes:read',
    handler: 'listIntakes',
    summary: 'Events that could not be applied, newest first',
    query: ['intakeState', 'source', ...page],
    answers: { 200: 'IntakePage' },
  },
  {
    method: 'GET',
    path: '/v1/intakes/{intake}',
    permission: 'intakes:read',
    handler: 'getIntake',
    summary: 'One event that could not be applied, as it came',
    answers: { 200: 'Intake' },
  },
  {
    method: 'POST',
    path: '/v1/intakes/{intake}/replay',
    permission: 'intakes:replay',
    handler: 'replayIntake',
    summary: 'Apply a held event after all, as it came or corrected',
    body: 'intake-replay',
    bodyOptional: true,
    answers: { 200: 'EventAnswer' },
  },

  {
    method: 'POST',
    path: '/v1/orders',
    permission: 'orders:write',
    handler: 'placeOrder',
    summary: 'Place an order: promised and reserved, or refused as a whole',
    body: 'order',
    answers: { 200: 'Order', 201: 'Order' },
  },
  {
    method: 'POST',
    path: '/v1/orders:batch',
    permission: 'orders:write',
    handler: 'placeOrders',
    summary: 'Place up to 1,000 orders, each answered by itself',
    body: 'order-batch',
    answers: { 200: 'OrderBatch' },
  },
  {
    method: 'GET',
    path: '/v1/orders',
    permission: 'orders:read',
    handler: 'listOrders',
    summary: 'Orders, newest first',
    query: ['status', 'channel', 'customer', 'site', 'externalId', ...page],
    answers: { 200: 'OrderPage' },
  },
  {
    method: 'GET',
    path: '/v1/orders/{order}',
    permission: 'orders:read',
    handler: 'getOrder',
    summary: 'One order',
    answers: { 200: 'Order' },
  },
  {
    method: 'GET',
    path: '/v1/orders/{order}/timeline',
    permission: 'orders:read',
    handler: 'getTimeline',
    summary: 'Everything that happened to an order, in order',
    query: page,
    answers: { 200: 'Timeline' },
  },
  {
    method: 'POST',
    path: '/v1/orders/{order}/change',
    permission: 'orders:write',
    handler: 'changeOrder',
    summary: 'Change what has not left; it is promised anew',
    body: 'order-change',
    answers: { 200: 'Order' },
  },
  {
    method: 'POST',
    path: '/v1/orders/{order}/cancel',
    permission: 'orders:write',
    handler: 'cancelOrder',
    summary: 'Cancel what has not left',
    body: 'order-cancel',
    bodyOptional: true,
    answers: { 200: 'Order' },
  },

  {
    method: 'POST',
    path: '/v1/reservations',
    permission: 'reservations:write',
    handler: 'makeReservation',
    summary: 'Reserve stock without an order',
    body: 'reservation',
    answers: { 201: 'Reservation' },
  },
  {
    method: 'GET',
    path: '/v1/reservations/{reservation}',
    permission: 'reservations:read',
    handler: 'getReservation',
    summary: 'One reservation',
    answers: { 200: 'Reservation' },
  },
  {
    method: 'POST',
    path: '/v1/reservations/{reservation}/post',
    permission: 'reservations:write',
    handler: 'postReservation',
    summary: 'Take the reserved goods out of stock, all or part',
    body: 'reservation-post',
    bodyOptional: true,
    answers: { 200: 'Reservation' },
  },
  {
    method: 'POST',
    path: '/v1/reservations/{reservation}/void',
    permission: 'reservations:write',
    handler: 'voidReservation',
    summary: 'Give the reserved goods back',
    body: 'reservation-void',
    bodyOptional: true,
    answers: { 200: 'Reservation' },
  },

  {
    method: 'GET',
    path: '/v1/stock',
    permission: 'stock:read',
    handler: 'listStock',
    summary: 'Stock by item and site, with lots and staleness',
    query: ['item', 'site', 'short', ...page],
    answers: { 200: 'StockPage' },
  },
  {
    method: 'GET',
    path: '/v1/availability',
    permission: 'stock:read',
    handler: 'getAvailability',
    summary: 'What can be promised, when and from where',
    query: ['item', 'quantity', 'unit', 'site', 'at'],
    answers: { 200: 'Availability' },
  },
  {
    method: 'GET',
    path: '/v1/ledger',
    permission: 'stock:read',
    handler: 'listMovements',
    summary: 'Movements, latest first',
    query: ['item', 'site', ...page],
    answers: { 200: 'MovementPage' },
  },
  {
    method: 'GET',
    path: '/v1/ledger/verify',
    permission: 'ledger:verify',
    handler: 'verifyLedger',
    summary: 'Check the invariants of the ledger',
    query: ['item', 'site'],
    answers: { 200: 'Verification' },
  },

  {
    method: 'GET',
    path: '/v1/deliveries',
    permission: 'deliveries:read',
    handler: 'listDeliveries',
    summary: 'What was sent where, newest first',
    query: ['connection', 'deliveryState', 'lane', ...page],
    answers: { 200: 'DeliveryPage' },
  },
  {
    method: 'POST',
    path: '/v1/deliveries/{delivery}/replay',
    permission: 'deliveries:replay',
    handler: 'replayDelivery',
    summary: 'Send a dead delivery again; its lane waits for it',
    answers: { 200: 'Delivery' },
  },
  {
    method: 'GET',
    path: '/v1/stream',
    permission: 'orders:read',
    handler: 'openStream',
    summary: 'Journal entries the caller may see, live (server-sent events)',
    query: ['after'],
    answers: { 200: 'Stream' },
  },

  {
    method: 'POST',
    path: '/v1/keys',
    permission: 'keys:manage',
    handler: 'makeKey',
    summary: 'Make an API key; it is shown once',
    body: 'api-key',
    answers: { 201: 'NewKey' },
  },
  {
    method: 'GET',
    path: '/v1/keys',
    permission: 'keys:manage',
    handler: 'listKeys',
    summary: 'API keys, newest first',
    query: page,
    answers: { 200: 'KeyPage' },
  },
  {
    method: 'DELETE',
    path: '/v1/keys/{key}',
    permission: 'keys:manage',
    handler: 'revokeKey',
    summary: 'Revoke an API key',
    answers: { 200: 'Key' },
  },
] as const satisfies readonly Route[];

export type AnyRoute = (typeof routes)[number];
export type HandlerName = AnyRoute['handler'];
