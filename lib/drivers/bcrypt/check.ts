import { compare } from 'bcryptjs';
import type { BcryptCheck } from '../../ingestion/secret-check.ts';

/** What is no bcrypt hash matches nothing. */
export const bcryptCheck: BcryptCheck = (password, hash) => compare(password, hash);
