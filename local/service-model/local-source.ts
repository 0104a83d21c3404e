import { bridgeSettings } from '../amazon-mq/settings.ts';
import type { Variables } from '../variables.ts';
import type { ServiceSource } from './resolve-service.ts';

/** What the shell may hold for a deployment: which cluster there is, and how clients get in. The broker here lets everybody in. */
const OF_A_DEPLOYMENT = ['MSK', 'MSK_CLUSTER_ARN', 'KAFKA_SECURITY', 'KAFKA_SECRET', 'KAFKA_CA'];

export type LocalService = Pick<ServiceSource, 'serviceDir' | 'dataDir'> & {
  /** The framework's environment. */
  readonly settings?: Variables;
  /** Of the AMQP 1.0 messaging network that is started, if one is. */
  readonly amqpPort?: number | undefined;
};

/** `serverless.yml` as a local cloud resolves it. */
export function localSource({
  serviceDir,
  dataDir,
  settings = {},
  amqpPort,
}: LocalService): ServiceSource {
  const environment = { ...settings, ...bridgeSettings(amqpPort !== undefined, settings) };
  const without = Object.fromEntries(OF_A_DEPLOYMENT.map((name) => [name, undefined]));
  return { serviceDir, dataDir, environment: { ...environment, ...without } };
}
