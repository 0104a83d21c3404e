import type { Variant } from './templates.ts';

/** Everything that can be switched on beside a stage and a cluster. */
const EVERYTHING = {
  SUBNET_IDS: 'subnet-0123456789abcdef0',
  SECURITY_GROUP_IDS: 'sg-0123456789abcdef0',
  CONSUMER_SINK: 'eventbridge',
  EVENT_BUS: 'tidegate',
  MANAGEMENT_AUTHORIZATION: 'iam',
  DEVICE_DOMAIN: 'devices.example.com',
  DEVICE_CERTIFICATE_DOMAIN: 'certified.devices.example.com',
  DOMAIN_CERTIFICATE_ARN:
    'arn:aws:acm:eu-west-1:000000000000:certificate/00000000-0000-0000-0000-000000000000',
  AMQP_URL: 'amqps://mq.example.com:5671',
  AMQP_SECRET: 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:amqp/tidegate-a1b2c3',
  MQ_BROKER_ARN:
    'arn:aws:mq:eu-west-1:000000000000:broker:tidegate:b-00000000-0000-0000-0000-000000000000',
  ALARMS: 'on',
  CANARY: 'on',
};

/** An existing cluster whose brokers are looked up, and ask for a password. */
const PASSWORD = {
  MSK_CLUSTER_ARN:
    'arn:aws:kafka:eu-west-1:123456789012:cluster/tidegate/01234567-89ab-cdef-0123-456789abcdef-1',
  KAFKA_SECURITY: 'scram',
  KAFKA_SECRET: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:AmazonMSK_tidegate-a1b2c3',
};

/** Each stage with each choice of a cluster and of getting in, and one of each stage with everything. */
export const VARIANTS: readonly Variant[] = ['dev', 'prod'].flatMap((stage) => [
  ...['existing', 'provisioned', 'serverless'].map((MSK) => ({
    name: `${stage}-${MSK}`,
    stage,
    variables: { MSK },
  })),
  { name: `${stage}-password`, stage, variables: PASSWORD },
  { name: `${stage}-everything`, stage, variables: EVERYTHING },
]);
