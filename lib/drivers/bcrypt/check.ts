import type { BcryptCheck } from '../../ingestion/secret-check.ts';

/** What is no bcrypt hash matches nothing. The library is loaded when a device has such a secret. */
export const bcryptCheck: BcryptCheck = async (password, hash) => {
  const { compare } = await import('bcryptjs');
  return compare(password, hash);
};
