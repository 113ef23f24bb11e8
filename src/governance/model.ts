// Words of governance: keys, roles, permissions.
import type { Scope } from '#kernel/scope.ts';

/** The humblest first. Those between reader and operator are for systems; finance is for people and systems. */
export const roles = [
  'reader',
  'channel',
  'carrier',
  'warehouse',
  'erp',
  'finance',
  'operator',
  'administrator',
] as const;
export type Role = (typeof roles)[number];

export const permissions = {
  'master-data:read': 'See items, sites and partners',
  'master-data:write': 'Define items, sites and partners',
  'stock:read': 'See stock, availability and the ledger',
  'orders:read': 'See orders and what happened to them',
  'orders:write': 'Place, change and cancel orders',
  'orders:decide': 'Choose how a promise is kept, and decide holds that the order desk is asked about',
  'credit:decide': 'Decide holds that finance is asked about',
  'holds:decide': 'Release and refuse holds, each of those who are asked',
  'books:retry': 'Ask the ERP and finance again for what they refused',
  'exceptions:close': 'Say that what an order needed somebody for is dealt with',
  'reservations:read': 'See reservations',
  'reservations:write': 'Make, post and void reservations',
  'events:write': 'Send events of outside systems, each of the kinds it may',
  'events:stock': 'Report stock and expected supplies',
  'events:warehouse': 'Report releases and shipments',
  'events:carrier': 'Report transports, delays and deliveries',
  'events:erp': 'Report what the ERP posts',
  'events:finance': 'Report what finance approves, refuses and bills',
  'intakes:read': 'See events that could not be applied',
  'intakes:replay': 'Correct and replay events that could not be applied',
  'deliveries:read': 'See what was sent where',
  'deliveries:replay': 'Send a failed delivery again, or skip it',
  'deliveries:edit': 'Put something else in the place of what is sent to another system',
  'connections:read': 'See connections to outside systems',
  'connections:manage': 'Define connections to outside systems',
  'identifiers:read': 'See what ids of other systems mean, and which are unknown',
  'identifiers:write': 'Say what ids of other systems mean',
  'epcis:read': 'See events of traceability',
  'epcis:write': 'Send events of traceability',
  'connections:operate': 'Check, pause and resume connections',
  'personal:read': 'See names and addresses of people',
  'personal:erase': 'Erase names and addresses of people',
  'metrics:read': 'Read the measurements of the node',
  'ledger:verify': 'Verify the ledger',
  'definitions:read': 'See processes and policies',
  'definitions:manage': 'Put processes and policies in force',
  'keys:manage': 'Make, list and revoke API keys',
} as const;
export type Permission = keyof typeof permissions;

/** A live API key as requests are checked against it. */
export interface Grant {
  /** key_<UUIDv7> */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly scope: Scope;
  /** Sources whose events it may send; null: of any. */
  readonly sources: readonly string[] | null;
}
