import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { LocalCloudOptions } from '../../local/cloud.ts';
import { deadLetters } from './dead-letters.ts';
import type { VirtualDevice } from './devices.ts';
import { checkHistory, type Verdict } from './history/check-history.ts';
import type { Fact } from './history/facts.ts';
import { readFacts, type Recorder } from './history/recorder.ts';
import { kafkaAdmin } from './kafka.ts';
import { localCloud, type TestCloud } from './local-cloud.ts';
import { registerDevices } from './register-devices.ts';
import { untilSettled } from './settled.ts';
import { temporaryFolder } from './temporary-folder.ts';

export type Observation = Partial<LocalCloudOptions> & {
  readonly tenants: number;
  readonly devicesPerTenant: number;
  /** Share of attempts that fail although nothing is wrong; 0 unless said. */
  readonly failureRate?: number;
  /** Processes of the consumer that are killed in the middle of a batch; 0 unless said. */
  readonly deaths?: number;
  /** The consumer group that reads all tenants' events; each tenant has its mapping's unless said. */
  readonly group?: string;
  /** The consumer waits for `openGate`; false unless said. */
  readonly gated?: boolean;
};

export type ObservedCloud = {
  readonly cloud: TestCloud;
  readonly devices: readonly VirtualDevice[];
  /** Keeps what devices see. */
  readonly record: Recorder;
  /** Facts of uploads so far. */
  readonly uploads: readonly Fact[];
  /** Lets the consumer begin; whatever came before is waiting for it in large batches. */
  readonly openGate: () => void;
  /** Waits until everything is settled, and judges the history. */
  readonly judge: () => Promise<Verdict>;
};

const RETRY_ATTEMPTS = 5;
/** A registry that is asked again, on a machine with much else to do, is not what these tests are about. */
export const LONG_MEMORY = { CACHE_MAX_AGE: '3600' };

/** The product with devices that are registered, and with a consumer that records what it does and may fail. */
export async function observedCloud(
  t: TestContext,
  {
    tenants,
    devicesPerTenant,
    failureRate = 0,
    deaths = 0,
    gated = false,
    group,
    ...options
  }: Observation,
): Promise<ObservedCloud> {
  const folder = temporaryFolder();
  const file = join(folder, 'consumption.ndjson');
  const gate = join(folder, 'gate');
  const openGate = () => writeFileSync(gate, '');
  if (!gated) openGate();
  const environment = {
    PROBE_FILE: file,
    PROBE_GATE: gate,
    PROBE_SEED: 'seed',
    PROBE_FAILURE_RATE: String(failureRate),
    PROBE_DEATHS: String(deaths),
    RETRY_ATTEMPTS: String(RETRY_ATTEMPTS),
    RETRY_SECONDS: '0',
    CONSUMER_LOG: 'failures',
    // Fewer than a batch has devices, so that lanes wait for each other.
    CONSUMER_CONCURRENCY: '4',
  };
  const handler = 'test/fixtures/functions/probing-consumer.handler';
  const { ingest, ...others } = options.replacements ?? {};
  const replacements = {
    ...others,
    ingest: { ...ingest, environment: { ...LONG_MEMORY, ...ingest?.environment } },
    consumer: { handler, environment },
  };
  const cloud = await localCloud(t, { ...options, replacements });
  const devices = await registerDevices(cloud, { tenants, devicesPerTenant });
  const uploads: Fact[] = [];
  return {
    cloud,
    devices,
    uploads,
    openGate,
    record: (fact) => uploads.push(fact),
    judge: async () => {
      const names = new Set(uploads.flatMap((fact) => (fact.kind === 'sent' ? [fact.tenant] : [])));
      await untilSettled(await kafkaAdmin(t, cloud.brokers), cloud, names, group);
      return checkHistory([
        { kind: 'rules', maxAttempts: RETRY_ATTEMPTS },
        ...uploads,
        ...readFacts(file),
        ...(await deadLetters(cloud.brokers, names)),
      ]);
    },
  };
}
