import {
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  NoSuchEntityException,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';

type ClientSettings = NonNullable<ConstructorParameters<typeof IAMClient>[0]>;

/** The resources of each action that is allowed. */
export type Permissions<Resource> = ReadonlyMap<string, readonly Resource[]>;

export type RolePermissions = {
  /** What the role's own policies allow, as they write it. */
  readonly permissions: Permissions<string>;
  /** ARNs of policies that are attached to it. */
  readonly attached: readonly string[];
};

/** @param settings beside the SDK's own variables (`AWS_ENDPOINT_URL_IAM`, …) */
export function iamClient(
  settings: Pick<ClientSettings, 'endpoint' | 'region' | 'credentials'> = {},
): IAMClient {
  return new IAMClient({ ...settings, maxAttempts: 3 });
}

/** @returns undefined when there is no such role. */
export async function rolePermissions(
  client: IAMClient,
  role: string,
): Promise<RolePermissions | undefined> {
  try {
    const query = { RoleName: role };
    const { AttachedPolicies: attached = [] } = await client.send(
      new ListAttachedRolePoliciesCommand(query),
    );
    const documents = await policiesOf(client, role);
    return {
      permissions: permissionsOf(documents, String),
      attached: attached.map(({ PolicyArn: arn = '' }) => arn),
    };
  } catch (failure) {
    if (failure instanceof NoSuchEntityException) return undefined;
    throw failure;
  }
}

async function policiesOf(client: IAMClient, role: string): Promise<unknown[]> {
  const documents: unknown[] = [];
  for await (const page of paginateListRolePolicies({ client }, { RoleName: role })) {
    for (const name of page.PolicyNames ?? []) {
      const query = new GetRolePolicyCommand({ RoleName: role, PolicyName: name });
      const { PolicyDocument: document = '' } = await client.send(query);
      documents.push(JSON.parse(decodeURIComponent(document)));
    }
  }
  return documents;
}

/**
 * Of policies' statements that allow something: each has one action and one resource, or lists. Their conditions are passed over.
 *
 * @param toResource what a resource is there, of which each is kept once
 */
export function permissionsOf<Resource>(
  policies: readonly unknown[],
  toResource: (value: unknown) => Resource,
): Permissions<Resource> {
  const permissions = new Map<string, Map<string, Resource>>();
  for (const statement of policies.flatMap(allowingStatements)) {
    for (const action of [statement['Action']].flat().filter(isText)) {
      const resources = permissions.get(action) ?? new Map<string, Resource>();
      for (const one of [statement['Resource']].flat()) {
        resources.set(JSON.stringify(one), toResource(one));
      }
      permissions.set(action, resources);
    }
  }
  return new Map([...permissions].map(([action, found]) => [action, [...found.values()]]));
}

function allowingStatements(policy: unknown): JsonObject[] {
  const statements = isJsonObject(policy) ? policy['Statement'] : undefined;
  return [statements]
    .flat()
    .filter(isJsonObject)
    .filter(({ Effect: effect }) => effect === 'Allow');
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
