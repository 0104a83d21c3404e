import type { TenantId } from '../domain/identifiers.ts';
import type { JsonObject } from '../domain/json.ts';

/** What the registry says of a tenant, as far as its topics and its mapping go; a disabled tenant keeps both. */
export type RegisteredTenant = {
  readonly id: TenantId;
  readonly document: {
    readonly ext?: JsonObject;
    readonly 'trusted-ca'?: readonly { readonly 'subject-dn': string; readonly cert?: string }[];
  };
};

/** The registry, as the desired state. */
export type TenantList = {
  /**
   * A page in the order of identifiers; `next` continues, and is absent at the end.
   *
   * @throws {ServiceError} `REGISTRY_UNAVAILABLE`
   */
  readonly listTenants: (
    limit: number,
    after?: string,
  ) => Promise<{
    readonly items: readonly RegisteredTenant[];
    readonly next?: string | undefined;
  }>;
};

const PAGE_SIZE = 100;

/** @returns all tenants: a list that breaks off is none. @throws {ServiceError} `REGISTRY_UNAVAILABLE` */
export async function allTenants({ listTenants }: TenantList): Promise<RegisteredTenant[]> {
  const tenants: RegisteredTenant[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await listTenants(PAGE_SIZE, after);
    tenants.push(...items.map(({ id, document: { ext } }) => ({ id, document: withExt(ext) })));
    after = next;
  } while (after !== undefined);
  return tenants;
}

/** Trust anchors and the like would only take memory. */
function withExt(ext: JsonObject | undefined): RegisteredTenant['document'] {
  return ext === undefined ? {} : { ext };
}

/** @see Hono, "Messaging Configuration", `ext.messaging-type` */
export function isOnKafka({ document }: RegisteredTenant): boolean {
  return document.ext?.['messaging-type'] !== 'amqp';
}
