import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerBenchDevices, type SecretKind } from './bench-devices.ts';
import {
  type Benchmark,
  type Finding,
  microseconds,
  milliseconds,
  perSecond,
} from './benchmark.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';
import type { Servers } from './servers.ts';
import { alternate, median, percentile } from './statistics.ts';
import { toShares } from './steps.ts';
import { type UploadProcess, type UploadReport, withUploadProcess } from './upload-process.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 9);
const ADMIN = 'admin:secret';
const ISOLATIONS = ['none', 'process'] as const;
const CLIENTS = ['kafkajs', 'platformatic'] as const;
const SECRETS: readonly SecretKind[] = ['sha-256', 'bcrypt'];
const WIDTHS = [1, 32] as const;
const UPLOADS = {
  none: { 1: 500, 32: 4_000 },
  process: { 1: 300, 32: 1_000 },
} as const;
/** Milliseconds. Sixteen cases in ten rounds are over within four minutes, however loaded the machine is. */
const LONGEST_ROUND_MS = 1_500;
/** Until what is called for each upload is compiled; each case of a process warms up what the others use as well. */
const WARM_UP = { none: 20_000, process: 4_000 } as const;
const LONGEST_WARM_UP_MS = 10_000;
const PROFILED = { none: 10_000, process: 2_000 } as const;

export const benchmark: Benchmark = {
  title:
    'Uploads of 256 bytes over HTTP through the local gateway, by 20 devices with known secrets, in turns; CPU is of the gateway and its functions, without broker and load. Steps are shares of the CPU of gateway and function, 32 connections, sha-256.',
  measure: async (servers) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tidegate-gateway-'));
    const started: Subject[] = [];
    try {
      return await withUploadProcess(async (upload) => {
        for (const setting of settings()) started.push(await start(setting, servers, dataDir));
        return await measureAll(started, upload);
      });
    } finally {
      await Promise.all(started.map(({ gateway }) => gateway.stop()));
      await rm(dataDir, { recursive: true, force: true });
    }
  },
};

type Setting = {
  readonly isolation: (typeof ISOLATIONS)[number];
  readonly client: (typeof CLIENTS)[number];
};
type Subject = Setting & { readonly gateway: GatewayProcess };
type Case = Subject & { readonly secret: SecretKind; readonly width: (typeof WIDTHS)[number] };
type Round = UploadReport & { readonly cpuEachUs: number };

function settings(): Setting[] {
  return ISOLATIONS.flatMap((isolation) => CLIENTS.map((client) => ({ isolation, client })));
}

async function start(setting: Setting, servers: Servers, dataDir: string): Promise<Subject> {
  const [{ brokers }, { endpoint }] = await Promise.all([servers.kafka(), servers.dynamoDb()]);
  const gateway = await startGatewayProcess({
    BENCH_DATA: dataDir,
    BENCH_DYNAMODB: endpoint,
    BENCH_ISOLATION: setting.isolation,
    KAFKA_BROKERS: brokers.join(','),
    KAFKA_CLIENT: setting.client,
    TIDEGATE_ADMIN: ADMIN,
    CACHE_MAX_AGE: '3600',
  });
  return { ...setting, gateway };
}

async function measureAll(subjects: readonly Subject[], upload: UploadProcess): Promise<Finding[]> {
  const [first] = subjects;
  if (!first) return [];
  const devices = await registerBenchDevices(`http://127.0.0.1:${first.gateway.port}`, ADMIN);
  const cases = subjects.flatMap((subject) =>
    SECRETS.flatMap((secret) => WIDTHS.map((width) => ({ ...subject, secret, width }))),
  );
  const run = async (
    { gateway, secret, width }: Case,
    count: number,
    limitMs = LONGEST_ROUND_MS,
  ): Promise<Round> => {
    const authorizations = devices[secret];
    const before = await gateway.cpuMs();
    const report = await upload({ port: gateway.port, width, count, limitMs, authorizations });
    const cpuUs = 1000 * ((await gateway.cpuMs()) - before);
    return { ...report, cpuEachUs: cpuUs / report.latencies.length };
  };
  for (const one of cases.filter(({ width }) => width === 32)) {
    await run(one, WARM_UP[one.isolation], LONGEST_WARM_UP_MS);
  }
  const sides = cases.map(
    (one) => [nameOf(one), () => run(one, UPLOADS[one.isolation][one.width])] as const,
  );
  const rounds = await alternate(ROUNDS, Object.fromEntries(sides));
  const findings = cases.map((one) => toFinding(one, rounds[nameOf(one)] ?? []));
  for (const one of cases.filter(isProfiled)) {
    const { isolation, client } = one;
    const stacks = await one.gateway.profile(() => run(one, PROFILED[isolation]));
    findings.push({ what: `steps, ${isolation}, ${client}`, result: toText(toShares(stacks)) });
  }
  return findings;
}

function isProfiled({ secret, width }: Case): boolean {
  return secret === 'sha-256' && width === 32;
}

function nameOf({ isolation, client, secret, width }: Case): string {
  return `${isolation}, ${client}, ${secret}, ${width} at a time`;
}

function toFinding(one: Case, rounds: readonly Round[]): Finding {
  const failed = rounds.flatMap(({ statuses }) =>
    Object.entries(statuses).filter(([status]) => status !== '202'),
  );
  if (failed.length > 0) throw new Error(`${nameOf(one)}: ${JSON.stringify(failed)}`);
  const latencies = rounds.flatMap((round) => round.latencies);
  const cpuEachUs = median(rounds.map((round) => round.cpuEachUs));
  const result = [
    perSecond(median(rounds.map((round) => round.perSecond))),
    `p50 ${milliseconds(median(latencies))}`,
    `p99 ${milliseconds(percentile(latencies, 0.99))}`,
    microseconds(cpuEachUs),
    `${perSecond(1e6 / cpuEachUs)} of CPU`,
  ].join(' · ');
  const what = nameOf(one);
  const isBounded = one.isolation === 'none' && one.client === 'platformatic' && one.width === 32;
  return isBounded ? { what, result, budget: '≤ 110 µs, goal 92' } : { what, result };
}

function toText(shares: readonly (readonly [step: string, share: number])[]): string {
  return shares.map(([step, share]) => `${step} ${(100 * share).toFixed()} %`).join(' · ');
}
