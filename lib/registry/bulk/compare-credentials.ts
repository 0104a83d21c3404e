import { equalJson } from '../../domain/json.ts';
import type { PasswordCheck } from '../access-checks.ts';
import type {
  Credential,
  RequestedCredential,
  RequestedSecret,
  Secret,
} from '../credentials-document.ts';
import { lacksMaterial } from './with-material.ts';

/** Whether an import would change nothing: ids that it does not name may be any, and a plain password equals its hash. */
export async function areSameCredentials(
  stored: readonly Credential[],
  requested: readonly RequestedCredential[],
  checkPassword: PasswordCheck,
): Promise<boolean> {
  if (stored.length !== requested.length) return false;
  for (const [index, { secrets, ...head }] of requested.entries()) {
    const { secrets: kept = [], ...keptHead } = stored[index] ?? {};
    if (!equalJson(keptHead, head) || kept.length !== secrets.length) return false;
    for (const [position, secret] of secrets.entries()) {
      if (!(await isSameSecret(head.type, kept[position], secret, checkPassword))) return false;
    }
  }
  return true;
}

async function isSameSecret(
  type: string,
  stored: Secret | undefined,
  { material, plainPassword, ...head }: RequestedSecret,
  checkPassword: PasswordCheck,
): Promise<boolean> {
  if (!stored) return false;
  const { material: kept, ...keptHead } = stored;
  if (!equalJson(keptHead, { ...head, id: head.id ?? stored.id })) return false;
  if (plainPassword === undefined) {
    return lacksMaterial(type, { ...head, material }) || equalJson(kept, material);
  }
  const { 'hash-function': name, 'pwd-hash': hash } = kept;
  return name === 'bcrypt' && typeof hash === 'string' && checkPassword(plainPassword, hash);
}
