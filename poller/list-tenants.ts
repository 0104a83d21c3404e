import type { FunctionCalls } from './calls.ts';

/** The function of `serverless.yml` that names the registry's tenants. */
const FUNCTION = 'tenants';

/** @returns the identifiers of all of them. Rejects when the function failed, or answered something else. */
export async function listTenants(
  { invoke }: FunctionCalls,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const result = await invoke(FUNCTION, {}, { signal });
  if (result.kind !== 'success') throw new Error(`the function ${FUNCTION} failed: ${result.kind}`);
  const { tenants } = (result.payload ?? {}) as { readonly tenants?: unknown };
  if (Array.isArray(tenants) && tenants.every(isText)) return tenants;
  throw new Error(`the function ${FUNCTION} answered no list of tenants`);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
