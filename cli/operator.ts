import { hostname, userInfo } from 'node:os';
import type { Principal } from '../lib/domain/principal.ts';

/** Whoever may write to the table is an administrator; the name is what their machine calls them, and proves nothing. */
export function operator(): Principal {
  return { name: `${userName()}@${hostname()}`, scheme: 'command', role: 'admin' };
}

/** In a container, a user may have a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch (failure) {
    if (failure instanceof Error && 'syscall' in failure) return `uid-${process.getuid?.() ?? ''}`;
    throw failure;
  }
}
