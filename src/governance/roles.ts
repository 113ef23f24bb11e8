// What each role may do, and who may give which rights to whom.
import type { Scope } from '#kernel/scope.ts';
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
  'definitions:read',
  'metrics:read',
  'ledger:verify',
];
const operator: readonly Permission[] = [
  ...reader,
  'master-data:write',
  'orders:write',
  'orders:decide',
  'exceptions:close',
  'reservations:write',
  'events:write',
  'intakes:replay',
  'deliveries:replay',
  'personal:read',
];

const granted: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  reader: new Set(reader),
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

/** Null when `maker` may give the role and scope away; otherwise which of the two exceeds its own. */
export function exceeds(
  maker: Grant,
  wanted: { readonly role: Role; readonly scope: Scope },
): 'role' | 'sites' | 'companies' | null {
  if (roles.indexOf(wanted.role) > roles.indexOf(maker.role)) return 'role';
  if (!within(wanted.scope.sites, maker.scope.sites)) return 'sites';
  return within(wanted.scope.companies, maker.scope.companies) ? null : 'companies';
}

function within(wanted: readonly string[] | undefined, own: readonly string[] | undefined): boolean {
  return own === undefined || (wanted !== undefined && wanted.every((code) => own.includes(code)));
}
