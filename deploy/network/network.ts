import { kafka } from '../kafka/kafka.ts';
import { resolveList, type VariableContext } from '../variables.ts';

/** Identifiers, or what CloudFormation puts in their place. */
type Vpc = {
  readonly subnetIds: readonly (string | object)[];
  readonly securityGroupIds: readonly (string | object)[];
};

/** Those of deploy/msk/network.yml. */
const OWN: Vpc = {
  subnetIds: ['SubnetA', 'SubnetB', 'SubnetC'].map((id) => ({ Ref: id })),
  securityGroupIds: [{ 'Fn::GetAtt': ['KafkaSecurityGroup', 'GroupId'] }],
};

/**
 * The subnets and security groups from which the functions reach the brokers: those of SUBNET_IDS and SECURITY_GROUP_IDS, or those that
 * are made for a new cluster.
 *
 * @returns null where an existing cluster is named without them: its brokers are then reached over their public addresses.
 */
export async function vpc(context: VariableContext): Promise<Vpc | null> {
  const subnetIds = await resolveList('env:SUBNET_IDS', context);
  const securityGroupIds = await resolveList('env:SECURITY_GROUP_IDS', context);
  if (subnetIds.length === 0 && securityGroupIds.length === 0) {
    return (await ownVpc(context)) ? OWN : null;
  }
  if (subnetIds.length === 0 || securityGroupIds.length === 0) {
    throw new Error('SUBNET_IDS and SECURITY_GROUP_IDS are set together or not at all');
  }
  return { subnetIds, securityGroupIds };
}

/** Whether a network is made for a new cluster. */
export async function ownVpc(context: VariableContext): Promise<boolean> {
  const subnetIds = await resolveList('env:SUBNET_IDS', context);
  return subnetIds.length === 0 && (await kafka(context)).cluster !== 'existing';
}
