import type { IngestConfig } from '../../../lib/config/ingest.ts';
import type { ReconcilerConfig } from '../../../lib/config/reconciler.ts';
import type { RegistryConfig } from '../../../lib/config/registry.ts';
import type { Deployment } from '../deployment.ts';
import { error, type Finding, warning, when } from '../finding.ts';

export function devices({ authenticationRequired }: IngestConfig): readonly Finding[] {
  return when(
    !authenticationRequired,
    warning(
      'ingest',
      'AUTHENTICATION_REQUIRED is false: whoever reaches it uploads for any device',
      'unset it, but for a closed network',
    ),
  );
}

export function management(config: RegistryConfig): readonly Finding[] {
  const { administrator, users, tokens, iamPrincipals } = config;
  const isClosed = !administrator && users.length === 0 && !tokens && iamPrincipals.length === 0;
  return when(
    isClosed,
    warning(
      'registry',
      'nobody may use the management API',
      'set TIDEGATE_ADMIN, MANAGEMENT_USERS, MANAGEMENT_TOKEN_ISSUER or MANAGEMENT_IAM_PRINCIPALS',
    ),
  );
}

/** Placeholders keep `osls package` working without an account; nothing can be deployed with them. */
export function placeholders({ clusterArn, kafka }: ReconcilerConfig): readonly Finding[] {
  return [
    ...when(
      clusterArn.includes(':000000000000:'),
      error(
        'cluster',
        'MSK_CLUSTER_ARN is the placeholder: mappings would read no cluster',
        'set it to the ARN of your cluster',
      ),
    ),
    ...when(
      kafka.brokers.some((broker) => /\.invalid:\d+$/.test(broker)),
      error(
        'cluster',
        'KAFKA_BROKERS is the placeholder: no function would reach a broker',
        "set it to the cluster's bootstrap brokers",
      ),
    ),
  ];
}

/** MSK's brokers have private addresses, unless somebody gave them public ones. */
export function vpc({ functions }: Deployment): readonly Finding[] {
  const outside = [...functions.values()].filter(
    ({ reachesKafka, isInVpc }) => reachesKafka && !isInVpc,
  );
  return when(
    outside.length > 0,
    warning(
      'network',
      `${outside.map(({ name }) => name).join(', ')} run outside the VPC, where MSK's brokers have no public address unless you gave them one`,
      'set SUBNET_IDS and SECURITY_GROUP_IDS',
    ),
  );
}
