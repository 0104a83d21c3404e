import { consumerConfig } from '../../../lib/config/consumer.ts';
import type { Environment } from '../../../lib/config/environment.ts';
import { ingestConfig } from '../../../lib/config/ingest.ts';
import { reconcilerConfig } from '../../../lib/config/reconciler.ts';
import { registryConfig } from '../../../lib/config/registry.ts';
import type { Check } from '../check.ts';
import type { Deployment } from '../deployment.ts';
import { devices, management, placeholders, vpc } from './access.ts';
import { brokerSecurity } from './broker-security.ts';
import { configuration, unknownVariables } from './configuration.ts';
import { connectionBudget } from './connections.ts';
import { mappingSettings } from './mapping-settings.ts';
import { recordSizes, removalGrace, retention } from './retention.ts';
import { consumerTime, timeOuts } from './time-outs.ts';

/** What can be told without an account. @param names of the variables in a file of them */
export function offlineChecks(deployment: Deployment, names: readonly string[]): Check[] {
  const ingest = () => ingestConfig(environmentOf(deployment, 'ingest'));
  const consumer = () => consumerConfig(environmentOf(deployment, 'consumer'));
  const reconciler = () => reconcilerConfig(environmentOf(deployment, 'reconciler'));
  const registry = () => registryConfig(environmentOf(deployment, 'registry'));
  const { timeoutSeconds = 0 } = deployment.functions.get('consumer') ?? {};
  return [
    {
      name: 'variables',
      run: () => [...configuration(deployment), ...unknownVariables(names)],
    },
    { name: 'time-outs', run: () => timeOuts(deployment) },
    { name: "the consumer's time", run: () => consumerTime(consumer(), timeoutSeconds) },
    { name: 'settings of the mappings', run: () => mappingSettings(deployment) },
    { name: 'retention', run: () => retention(consumer(), reconciler()) },
    { name: 'sizes of records', run: () => recordSizes(ingest(), reconciler()) },
    { name: 'removal of tenants', run: () => removalGrace(ingest(), reconciler()) },
    { name: 'access of devices', run: () => devices(ingest()) },
    { name: 'access to the management API', run: () => management(registry()) },
    { name: 'placeholders', run: () => placeholders(reconciler()) },
    { name: 'security of the brokers', run: () => brokerSecurity(reconciler().kafka) },
    { name: 'network', run: () => vpc(deployment) },
    {
      name: 'connection budget',
      run: () => connectionBudget([...deployment.functions.values()], deployment.environment),
    },
  ];
}

/** What the function will find in its environment. */
export function environmentOf({ service, functions }: Deployment, name: string): Environment {
  return { AWS_REGION: service.region, ...functions.get(name)?.environment };
}
