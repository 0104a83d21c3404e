import type { Grant } from './principal.ts';

/** Somebody who uses the management API with a name and a password. */
export type ManagementUser = {
  readonly name: string;
  /** bcrypt's. */
  readonly passwordHash: string;
  readonly grant: Grant;
};
