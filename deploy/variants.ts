import type { Variant } from './templates.ts';

/** Everything that can be switched on beside a stage and a cluster. */
const EVERYTHING = {
  SUBNET_IDS: 'subnet-0123456789abcdef0',
  SECURITY_GROUP_IDS: 'sg-0123456789abcdef0',
  CONSUMER_SINK: 'eventbridge',
  EVENT_BUS: 'tidegate',
  MANAGEMENT_AUTHORIZATION: 'iam',
  ALARMS: 'on',
  CANARY: 'on',
};

/** Each stage with each choice of a cluster, and one of each stage with everything. */
export const VARIANTS: readonly Variant[] = ['dev', 'prod'].flatMap((stage) => [
  ...['existing', 'provisioned', 'serverless'].map((MSK) => ({
    name: `${stage}-${MSK}`,
    stage,
    variables: { MSK },
  })),
  { name: `${stage}-everything`, stage, variables: EVERYTHING },
]);
