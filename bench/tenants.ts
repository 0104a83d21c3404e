import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalCloud, startLocalCloud } from '../local/cloud.ts';
import { managementApi } from '../local/management-api.ts';
import { runDevices, type VirtualDevice } from '../test/support/devices.ts';
import { mappingsOf } from '../test/support/local-lambda-api.ts';
import { registerDevices } from '../test/support/register-devices.ts';
import { until } from '../test/support/until.ts';
import type { Benchmark, Finding } from './benchmark.ts';

const TENANTS = Number(process.env['BENCH_TENANTS'] ?? 200);
const STEPS = 4;
const ADMIN = 'operator:operator-of-the-bench';

export const benchmark: Benchmark = {
  title: `${TENANTS} tenants come, are consumed, and go, on a local cloud whose broker makes no topic by itself.`,
  measure: () => withCloud(measure),
};

type Consumed = (tenant: string) => boolean;

async function withCloud(
  work: (cloud: LocalCloud, consumed: Consumed) => Promise<Finding[]>,
): Promise<Finding[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tidegate-bench-'));
  const tenants = new Set<string>();
  const cloud = await startLocalCloud({
    dataDir,
    autoCreateTopics: false,
    maxEnvironments: 1,
    concurrency: 64,
    settings: { TIDEGATE_ADMIN: ADMIN, REMOVAL_GRACE: '0', MAX_REMOVALS: `${TENANTS}` },
    log: ({ functionName, text }) => {
      const [, tenant] = /"tenant":"([^"]+)"/.exec(text) ?? [];
      if (functionName === 'consumer' && tenant !== undefined) tenants.add(tenant);
    },
  });
  try {
    return await work(cloud, (tenant) => tenants.has(tenant));
  } finally {
    await cloud.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function measure(cloud: LocalCloud, consumed: Consumed): Promise<Finding[]> {
  const began = Date.now();
  const residents: number[] = [];
  const devices: VirtualDevice[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const added = await registerDevices(
      { url: cloud.url, admin: ADMIN },
      { tenants: TENANTS / STEPS, devicesPerTenant: 1 },
    );
    devices.push(...added);
    await consumeOne(cloud, added, consumed);
    residents.push(process.memoryUsage().rss);
  }
  const came = Date.now();
  const { call } = managementApi(cloud.url, ADMIN);
  for (const { tenant } of devices.slice(1)) {
    await call('DELETE', `/tenants/${tenant}`, undefined, [204]);
  }
  await until(async () => (await mappingsOf(cloud)).length === 1);
  return [
    {
      what: 'from the first registration to the last event consumed',
      result: seconds(came - began),
    },
    {
      what: 'from the first deletion to the last mapping removed',
      result: seconds(Date.now() - came),
    },
    {
      what: 'resident in MB, with a quarter more tenants each time: gateway and all mappings in one process',
      result: residents.map((bytes) => (bytes / 2 ** 20).toFixed()).join(', '),
      budget: 'constant a tenant',
    },
  ];
}

async function consumeOne(
  { url }: LocalCloud,
  devices: readonly VirtualDevice[],
  consumed: Consumed,
): Promise<void> {
  await runDevices({
    address: url,
    devices,
    eventsPerDevice: 1,
    afterUndeliverable: 'repeat',
    record: () => {},
  });
  await until(() => devices.every(({ tenant }) => consumed(tenant)));
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
