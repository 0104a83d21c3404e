import { parseTenantId, type TenantId } from '../../lib/domain/identifiers.ts';
import { kafkaAdmin } from '../../lib/drivers/kafka/admin.ts';
import { kafkaGroupReaders } from '../../lib/drivers/kafka/group-readers.ts';
import { kafkaTopicAdmin } from '../../lib/drivers/kafka/topic-admin.ts';
import { planPurge, type Purge, purgeTenant } from '../../lib/onboarding/purge-tenant.ts';
import type { AddCommands } from '../commands.ts';
import { type Context, writeLine } from '../context.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { CommandFailure, WrongUsage } from '../failures.ts';
import { openRegistry, type TableOptions, withTableOptions } from '../registry/registry-table.ts';
import { brokersFor } from './brokers.ts';

type PurgeOptions = TableOptions & { readonly brokers?: string; readonly confirm?: string };

export const addPurge: AddCommands = (tenants, context, ended) => {
  withTableOptions(tenants.command('purge'))
    .description('delete the topics of a tenant that is gone, with all that they hold')
    .argument('<tenant>')
    .option('--brokers <list>', 'host:port, several separated by commas (KAFKA_BROKERS)')
    .option('--confirm <tenant>', 'delete; without it the command only tells what would go')
    .action(async (tenant: string, options: PurgeOptions) =>
      ended(await purge(parseTenantId(tenant), options, context)),
    );
};

async function purge(tenant: TenantId, options: PurgeOptions, context: Context): Promise<ExitCode> {
  const { confirm } = options;
  if (confirm !== undefined && confirm !== tenant) {
    throw new WrongUsage(`--confirm repeats the tenant: ${tenant}, not ${confirm}`);
  }
  const registry = await openRegistry(options, context);
  try {
    const connection = await brokersFor(options.brokers, context);
    const withAdmin = kafkaAdmin(connection);
    const ports = {
      findTenant: registry.store.findTenant,
      topics: kafkaTopicAdmin(withAdmin, { turn: async () => {} }),
      readersOf: kafkaGroupReaders(withAdmin),
    };
    writeLine(context.stderr, `${registry.description}, brokers ${connection.brokers.join(',')}`);
    return await report(tenant, confirm !== undefined, ports, context);
  } finally {
    registry.close();
  }
}

async function report(
  tenant: TenantId,
  isConfirmed: boolean,
  ports: Purge,
  { stdout, stderr }: Context,
): Promise<ExitCode> {
  const plan = await (isConfirmed ? purgeTenant : planPurge)(tenant, ports);
  if (plan.kind === 'registered') {
    throw new CommandFailure(`${tenant} is a tenant of the registry: delete it there first`);
  }
  if (plan.kind === 'consumed') {
    const readers = plan.readers.join(', ');
    throw new CommandFailure(
      `topics of ${tenant} are still read by ${readers}: wait until the mapping is removed, or stop the application`,
    );
  }
  for (const topic of plan.topics) writeLine(stdout, topic);
  const nothing = plan.topics.length === 0;
  if (nothing) writeLine(stderr, `nothing is left of ${tenant}`);
  else if (isConfirmed) writeLine(stderr, 'deleted');
  else writeLine(stderr, `would be deleted, with --confirm ${tenant}`);
  return exitCodes.done;
}
