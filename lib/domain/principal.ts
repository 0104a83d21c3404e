import type { TenantId } from './identifiers.ts';

/** Who uses the management API, and for what. */
export type Principal = Identity & Grant;

export type Identity = {
  /** The user's name, the subject of a token, or the ARN of an IAM identity; of who runs the operator's command, what the machine calls them. */
  readonly name: string;
  /** How it was proved: names of users and subjects of tokens are told apart by it. A `command` writes to the table itself. */
  readonly scheme: 'basic' | 'bearer' | 'iam' | 'command';
};

export type Grant =
  | { readonly role: 'admin' }
  /** Sees and changes these tenants, but not their limits. */
  | { readonly role: 'operator'; readonly tenants: ReadonlySet<TenantId> };

export function mayUseTenant(principal: Grant, tenant: string): boolean {
  return principal.role === 'admin' || [...principal.tenants].some((one) => one === tenant);
}
