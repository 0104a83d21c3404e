/** Of the items that hold tenants. */
const TENANT_PREFIX = 'tenant#';

/** A middleware: a batch of the table's stream in which no tenant is changed ends here. Other invocations go on. */
export function onlyTenantChanges() {
  return {
    before: ({ event }: { readonly event: unknown }): null | undefined =>
      isWithoutTenants(event) ? null : undefined,
  };
}

function isWithoutTenants(event: unknown): boolean {
  const records = (event as { readonly Records?: unknown } | null)?.Records;
  return Array.isArray(records) && !records.some(changesTenant);
}

type StreamRecord = {
  readonly dynamodb?: { readonly Keys?: { readonly pk?: { readonly S?: unknown } } };
};

function changesTenant(record: StreamRecord | null): boolean {
  const key = record?.dynamodb?.Keys?.pk?.S;
  return typeof key === 'string' && key.startsWith(TENANT_PREFIX);
}
