import type { Variables } from '../function-settings.ts';

/** Of a broker that is not on AWS. */
export const LOCAL_BROKER =
  'arn:aws:mq:eu-west-1:000000000000:broker:tidegate:b-00000000-0000-0000-0000-000000000000';
const LOCAL_SECRET = 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:local';

/** The tenant that `npm start -- --amqp` registers. */
const DEMO_TENANT = 'demo-amqp';

/**
 * What `serverless.yml` is resolved with beside the operator's settings: the bridge is there exactly when a messaging network is
 * started, whatever is deployed.
 */
export function bridgeSettings(hasNetwork: boolean, { BRIDGED_TENANTS }: Variables): Variables {
  if (!hasNetwork) return { MQ_BROKER_ARN: '' };
  return {
    MQ_BROKER_ARN: LOCAL_BROKER,
    AMQP_SECRET: LOCAL_SECRET,
    BRIDGED_TENANTS: BRIDGED_TENANTS ?? DEMO_TENANT,
  };
}
