import type { SignatureCheck } from '../../ingestion/signature-check.ts';

/** Loads what it needs with the first token: most devices never send one. */
export const signatureCheck: SignatureCheck = async (token, key) => {
  const { verifySignature } = await import('./verify-signature.ts');
  return verifySignature(token, key);
};
