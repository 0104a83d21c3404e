import { vpc } from './network.ts';
import type { VariableContext } from '../variables.ts';

type Template = { readonly Resources: Readonly<Record<string, unknown>> };

/** The policy that lets Lambda put functions into the VPC; none without one. */
export async function networkInterfaces(context: VariableContext): Promise<Template> {
  if ((await vpc(context)) === null) return { Resources: {} };
  const policy = await context.resolveVariable('file(deploy/network/network-interfaces.yml)');
  return { Resources: { NetworkInterfacesPolicy: policy } };
}

/** What a role of a function in the VPC has beside its own policies: the one above, by its ARN. */
export async function networkPolicies(context: VariableContext): Promise<readonly object[]> {
  return (await vpc(context)) === null ? [] : [{ Ref: 'NetworkInterfacesPolicy' }];
}
