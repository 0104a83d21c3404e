import {
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  NoSuchEntityException,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { isJsonObject } from '../../domain/json.ts';

type ClientSettings = NonNullable<ConstructorParameters<typeof IAMClient>[0]>;

export type RoleActions = {
  /** What the role's own policies allow, as they write it. */
  readonly actions: ReadonlySet<string>;
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
export async function roleActions(
  client: IAMClient,
  role: string,
): Promise<RoleActions | undefined> {
  try {
    const query = { RoleName: role };
    const { AttachedPolicies: attached = [] } = await client.send(
      new ListAttachedRolePoliciesCommand(query),
    );
    const documents = await policiesOf(client, role);
    return {
      actions: new Set(documents.flatMap(actionsOf)),
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

/** Of a policy's statements that allow something: each has one action, or a list. */
export function actionsOf(policy: unknown): string[] {
  const statements = isJsonObject(policy) ? policy['Statement'] : undefined;
  return [statements].flat().flatMap((statement) => {
    if (!isJsonObject(statement) || statement['Effect'] !== 'Allow') return [];
    return [statement['Action']].flat().filter((action) => typeof action === 'string');
  });
}
