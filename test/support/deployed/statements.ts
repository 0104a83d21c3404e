import type { Resource, Service } from './service.ts';

export type Statement = {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
};
type Document = { readonly Statement: readonly Statement[] };
type Reference = { readonly Ref: string };
type Role = {
  readonly Policies: readonly { readonly PolicyDocument: Document }[];
  readonly ManagedPolicyArns?: readonly Reference[];
};

/** What the role of a function says: its own policies, and those that are attached to it. */
export function statementsOf({ functions, resources }: Service, name: string): Statement[] {
  const role = String(functions[name]?.['role']);
  const { Policies: own, ManagedPolicyArns: managed = [] } = membersOf(
    resources.Resources[role],
  ) as Role;
  const attached = Object.values(resources.Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .map((policy) => policy.Properties as { Roles: Reference[]; PolicyDocument: Document })
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === role));
  const documents = [...own, ...attached, ...managed.map(({ Ref }) => managedPolicy(Ref))];
  return documents.flatMap(({ PolicyDocument: { Statement: statements } }) => statements);

  function managedPolicy(id: string) {
    return membersOf(resources.Resources[id]) as { readonly PolicyDocument: Document };
  }
}

export function allowedActions(statements: readonly Statement[]): Set<string> {
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
  return new Set(allowed.flatMap(actionsOf));
}

export function actionsOf({ Action: action }: Statement): readonly string[] {
  return typeof action === 'string' ? [action] : action;
}

function membersOf(resource: Resource | undefined): Resource['Properties'] {
  if (resource === undefined) throw new Error('the template has no such resource');
  return resource.Properties;
}
