import type { VolumeCounter } from '../../ingestion/count-forwarded.ts';
import type { ProvisioningStore } from '../../registry/provisioning-store.ts';
import type { RegistryStore } from '../../registry/registry-store.ts';
import { type BatchGet, type ItemReader, itemReader } from './item-reader.ts';
import { type Environment, plainAccess } from './plain/access.ts';
import { plainBatchGet } from './plain/batch-get.ts';
import { sooner } from './sooner.ts';

/**
 * What an upload needs of the registry's table. The SDK is loaded for what a device needs once in its life, to count what goes
 * over AMQP, and when plain reading fails.
 */
export type StoresOnFirstUse = {
  readonly items: ItemReader;
  readonly tenants: Pick<RegistryStore, 'findTenant'>;
  readonly provisioning: ProvisioningStore;
  readonly volumes: VolumeCounter;
};

type Thorough = Pick<StoresOnFirstUse, 'tenants' | 'provisioning' | 'volumes'> & {
  readonly batchGet: BatchGet;
};

export function storesOnFirstUse(
  name: string,
  env: Environment,
  now: () => number,
): StoresOnFirstUse {
  let loading: Promise<Thorough> | undefined;
  const thorough = () => (loading ??= load(name));
  const batchGet = async () => (await thorough()).batchGet;
  const access = () => accessOf(env);
  return {
    items: itemReader(sooner(plainBatchGet(access, name, now), batchGet)),
    tenants: { findTenant: async (tenant) => (await thorough()).tenants.findTenant(tenant) },
    volumes: { add: async (...all) => (await thorough()).volumes.add(...all) },
    provisioning: {
      provisionDevice: async (...all) => (await thorough()).provisioning.provisionDevice(...all),
      claim: async (...all) => (await thorough()).provisioning.claim(...all),
      settle: async (...all) => (await thorough()).provisioning.settle(...all),
    },
  };
}

function accessOf(env: Environment) {
  const access = plainAccess(env);
  if (access === undefined)
    throw new Error('the environment does not say all that a request needs');
  return access;
}

async function load(name: string): Promise<Thorough> {
  const { thoroughStores } = await import('./thorough-stores.ts');
  return thoroughStores(name);
}
