import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud } from '../local/cloud.ts';
import { basic } from '../test/support/http-events.ts';
import { bombard, isWrong } from '../test/support/malformed/bombard.ts';
import { registerDevices } from '../test/support/register-devices.ts';
import { type Benchmark, type Finding, milliseconds } from './benchmark.ts';
import type { Servers } from './servers.ts';

const REQUESTS = Number(process.env['BENCH_REQUESTS'] ?? 100_000);
const SEED = 1;
const ADMIN = 'admin:secret';

export const benchmark: Benchmark = {
  title: `${REQUESTS.toLocaleString('en')} malformed requests over raw connections to the local cloud.`,
  measure: async (servers) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tidegate-malformed-'));
    try {
      return await attack(servers, dataDir);
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

async function attack(servers: Servers, dataDir: string): Promise<Finding[]> {
  const [{ brokers }, { endpoint }] = await Promise.all([servers.kafka(), servers.dynamoDb()]);
  const cloud = await startLocalCloud({
    dataDir,
    brokers,
    dynamoDbEndpoint: endpoint,
    maxEnvironments: 1,
    concurrency: 64,
    settings: { TIDEGATE_ADMIN: ADMIN, MAX_HELD_ANSWERS: '0' },
  });
  try {
    const [device] = await registerDevices({ url: cloud.url, admin: ADMIN }, ONE_DEVICE);
    if (device === undefined) throw new Error('no device was registered');
    const authorization = basic(device.authId, device.tenant, device.password);
    return await measure(cloud.url, { ...device, authorization });
  } finally {
    await cloud.stop();
  }
}

const ONE_DEVICE = { tenants: 1, devicesPerTenant: 1 };

async function measure(url: string, aim: Parameters<typeof bombard>[0]['aim']): Promise<Finding[]> {
  let wrong = 0;
  let stored = 0;
  let slowestMs = 0;
  await bombard({
    url,
    aim,
    count: REQUESTS,
    seed: SEED,
    judge: (outcome) => {
      if (isWrong(outcome)) wrong += 1;
      if (outcome.seen.statuses.includes(202)) stored += 1;
      slowestMs = Math.max(slowestMs, outcome.seen.latencyMs);
    },
  });
  return [
    { what: 'answered with a 5xx, or not at all', result: String(wrong), budget: '0' },
    { what: 'well-formed by chance, and accepted', result: String(stored) },
    { what: 'slowest answer', result: milliseconds(slowestMs), budget: '≤ 30,000 ms' },
  ];
}
