// What each role may do, and who may give which rights to whom.
import { permissions, roles } from './model.ts';
import type { Grant, Permission, Role } from './model.ts';

const reader: readonly Permission[] = [
  'master-data:read',
  'stock:read',
  'orders:read',
  'reservations:read',
  'intakes:read',
  'deliveries:read',
  'connections:read',
  'identifiers:read',
  'epcis:read',
  'definitions:read',
  'metrics:read',
  'ledger:verify',
];
const channel: readonly Permission[] = [
  'master-data:read',
  'stock:read',
  'orders:read',
  'orders:write',
  'reservations:read',
  'reservations:write',
];
const carrier: readonly Permission[] = ['orders:read', 'events:write', 'events:carrier'];
const warehouse: readonly Permission[] = [
  'master-data:read',
  'stock:read',
  'orders:read',
  'events:write',
  'events:stock',
  'events:warehouse',
  'epcis:read',
  'epcis:write',
];
const erp: readonly Permission[] = [
  'master-data:read',
  'master-data:write',
  'stock:read',
  'orders:read',
  'events:write',
  'events:stock',
  'events:erp',
  'epcis:read',
];
const finance: readonly Permission[] = [
  ...reader,
  'credit:decide',
  'holds:decide',
  'books:retry',
  'exceptions:close',
  'events:write',
  'events:finance',
];
/** Whoever takes orders in does not let them go on credit: that is for finance. */
const operator: readonly Permission[] = [
  ...reader,
  'master-data:write',
  'orders:write',
  'orders:decide',
  'holds:decide',
  'books:retry',
  'exceptions:close',
  'reservations:write',
  'events:write',
  'events:stock',
  'events:warehouse',
  'events:carrier',
  'events:erp',
  'epcis:write',
  'intakes:replay',
  'deliveries:replay',
  'connections:operate',
  'identifiers:write',
  'personal:read',
];

const granted: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  reader: new Set(reader),
  channel: new Set(channel),
  carrier: new Set(carrier),
  warehouse: new Set(warehouse),
  erp: new Set(erp),
  finance: new Set(finance),
  operator: new Set(operator),
  administrator: new Set(Object.keys(permissions) as Permission[]), // The keys of a constant are its type.
};

export function may(role: Role, permission: Permission): boolean {
  return granted[role].has(permission);
}

/** Roles that have the permission, the humblest first: what a refused caller is told to ask for. */
export function rolesWith(permission: Permission): readonly Role[] {
  return roles.filter((role) => may(role, permission));
}

/** Null when `maker` may give the role, the scope and the sources away; otherwise which of them exceeds its own. */
export function exceeds(
  maker: Pick<Grant, 'role' | 'scope' | 'sources'>,
  wanted: Pick<Grant, 'role' | 'scope' | 'sources'>,
): 'role' | 'sites' | 'companies' | 'sources' | null {
  if (![...granted[wanted.role]].every((permission) => may(maker.role, permission))) return 'role';
  if (!within(wanted.scope.sites, maker.scope.sites)) return 'sites';
  if (!within(wanted.scope.companies, maker.scope.companies)) return 'companies';
  return within(wanted.sources ?? undefined, maker.sources ?? undefined) ? null : 'sources';
}

/** Who may report events of a type, by the beginning of its name; any of several is enough. */
const reporters: readonly (readonly [beginning: string, permissions: readonly Permission[]])[] = [
  ['crossdock.stock.', ['events:stock']],
  ['crossdock.supply.', ['events:stock']],
  ['crossdock.release.', ['events:warehouse']],
  ['crossdock.shipment.delayed.', ['events:warehouse', 'events:carrier']],
  ['crossdock.shipment.delivered.', ['events:warehouse', 'events:carrier']],
  ['crossdock.shipment.', ['events:warehouse']],
  ['crossdock.transport.', ['events:carrier']],
  ['crossdock.issue.', ['events:erp']],
  ['crossdock.invoice.', ['events:finance']],
  ['crossdock.credit.', ['events:finance']],
];

/** Null when the role may report events of the type; otherwise the permission it lacks. What has no contract does nothing, whoever sends it. */
export function missingFor(role: Role, type: string): Permission | null {
  const found = reporters.find(([beginning]) => type.startsWith(beginning));
  const [needed] = found?.[1] ?? [];
  return found === undefined || needed === undefined || found[1].some((one) => may(role, one)) ? null : needed;
}

/** On whose behalf a role decides holds. */
export function decidesFor(role: Role): ('desk' | 'finance')[] {
  return [
    ...(may(role, 'orders:decide') ? ['desk' as const] : []),
    ...(may(role, 'credit:decide') ? ['finance' as const] : []),
  ];
}

function within(wanted: readonly string[] | undefined, own: readonly string[] | undefined): boolean {
  return own === undefined || (wanted !== undefined && wanted.every((code) => own.includes(code)));
}
