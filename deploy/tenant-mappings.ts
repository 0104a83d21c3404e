import { consumerGroupOf, logicalIdOf, type NamePatterns, topicOf } from './mapping-names.ts';
import { resolveList, type VariableContext } from './variables.ts';

export type MappingFile = NamePatterns & {
  readonly function: string;
  readonly properties: Readonly<Record<string, unknown>>;
};

/**
 * One event source mapping for each tenant of the environment's TENANTS (comma-separated).
 *
 * @throws {Error} for what is no tenant identifier, and for two tenants that cannot both have topics.
 */
export async function resources(context: VariableContext): Promise<{ Resources: object }> {
  const tenants = await resolveList('env:TENANTS', context);
  checkTenants(tenants);
  const settings = (await context.resolveVariable('self:custom.eventSourceMapping')) as MappingFile;
  const clusterArn = await context.resolveVariable('param:clusterArn');
  return {
    Resources: Object.fromEntries(
      tenants.map((tenant) => [logicalIdOf(tenant), toMapping(tenant, settings, clusterArn)]),
    ),
  };
}

function toMapping(tenant: string, settings: MappingFile, clusterArn: unknown): object {
  return {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      ...settings.properties,
      FunctionName: { 'Fn::GetAtt': [functionLogicalId(settings.function), 'Arn'] },
      EventSourceArn: clusterArn,
      Topics: [topicOf(settings, tenant)],
      AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: consumerGroupOf(settings, tenant) },
      Tags: [{ Key: 'tidegate:tenant', Value: tenant }],
    },
  };
}

/** @see osls, naming of the resource of a function */
function functionLogicalId(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;
}

function checkTenants(tenants: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const tenant of tenants) {
    if (!/^[A-Za-z0-9._-]{1,232}$/.test(tenant)) {
      throw new Error(
        `TENANTS names ${JSON.stringify(tenant)}, which is no tenant identifier: 1 to 232 letters, digits, '.', '_' and '-'`,
      );
    }
    const collisionKey = tenant.replaceAll('.', '_');
    const other = seen.get(collisionKey);
    if (other !== undefined) {
      throw new Error(`TENANTS names ${other} and ${tenant}: Kafka cannot keep topics for both`);
    }
    seen.set(collisionKey, tenant);
  }
}
