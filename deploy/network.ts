import { resolveList, type VariableContext } from './variables.ts';

type Vpc = { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] };

/**
 * The subnets and security groups from which the functions reach the brokers, from SUBNET_IDS and SECURITY_GROUP_IDS.
 *
 * @returns null when neither is set: the brokers are then reached over their public addresses.
 */
export async function vpc(context: VariableContext): Promise<Vpc | null> {
  const subnetIds = await resolveList('env:SUBNET_IDS', context);
  const securityGroupIds = await resolveList('env:SECURITY_GROUP_IDS', context);
  if (subnetIds.length === 0 && securityGroupIds.length === 0) return null;
  if (subnetIds.length === 0 || securityGroupIds.length === 0) {
    throw new Error('SUBNET_IDS and SECURITY_GROUP_IDS are set together or not at all');
  }
  return { subnetIds, securityGroupIds };
}
