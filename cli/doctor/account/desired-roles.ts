import { type Permissions, permissionsOf } from '../../../lib/drivers/iam/role-permissions.ts';
import type { Reader } from '../../../local/service-model/reader.ts';
import type { Deployment } from '../deployment.ts';
import { resourcePattern } from './resource-pattern.ts';

/** What the template gives a role. */
export type DesiredRole = {
  readonly permissions: Permissions<RegExp>;
  readonly attached: number;
};

/** @param role its logical id */
export function desiredRole({ resources }: Deployment, role: string): DesiredRole {
  const properties = resources.get(role)?.at('Properties');
  const own = properties ? listOf(properties.at('Policies')) : [];
  const given = [...resources.values()]
    .filter((resource) => resource.at('Type').value === 'AWS::IAM::Policy')
    .map((resource) => resource.at('Properties'))
    .filter((policy) => listOf(policy.at('Roles')).some((one) => one.at('Ref').value === role));
  const documents = [...own, ...given].map((policy) => policy.at('PolicyDocument').value);
  return {
    permissions: permissionsOf(documents, resourcePattern),
    attached: properties ? listOf(properties.at('ManagedPolicyArns')).length : 0,
  };
}

function listOf(value: Reader): Reader[] {
  return value.value === undefined || value.value === null ? [] : value.list();
}
