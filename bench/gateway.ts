import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerBenchDevices, type SecretKind } from './bench-devices.ts';
import { type Benchmark, type Finding, ratio } from './benchmark.ts';
import {
  type GatewayProcess,
  type ServerProcess,
  startBareServer,
  startGatewayProcess,
} from './gateway-process.ts';
import type { Servers } from './servers.ts';
import { alternate, ratioByRounds } from './statistics.ts';
import { toShares } from './steps.ts';
import { type UploadProcess, withUploadProcess } from './upload-process.ts';
import { cpuOf, measureRound, type Round, toText } from './upload-rounds.ts';

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
/** Ours is told as a multiple of it, because microseconds are worth something on one machine in one hour only. */
const BARE = 'bare HTTP server, 32 at a time';
const BARE_UPLOADS = 8_000;
/** Of CPU: 110 µs, and 92, when a bare server took 20. */
const BUDGET = '≤ × 5.5 of bare (110 µs to 20), goal × 4.6';

export const benchmark: Benchmark = {
  title:
    'Uploads of 256 bytes over HTTP through the local gateway, by 20 devices with known secrets, in turns; CPU is of the gateway and its functions, without broker and load, and stands beside what HTTP alone takes. Steps are shares of the CPU of gateway and function, 32 connections, sha-256.',
  measure: async (servers) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tidegate-gateway-'));
    const started: Subject[] = [];
    const bare = await startBareServer();
    try {
      return await withUploadProcess(async (upload) => {
        for (const setting of settings()) started.push(await start(setting, servers, dataDir));
        return await measureAll(started, bare, upload);
      });
    } finally {
      await Promise.all([bare, ...started.map(({ gateway }) => gateway)].map((one) => one.stop()));
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

async function measureAll(
  subjects: readonly Subject[],
  bare: ServerProcess,
  upload: UploadProcess,
): Promise<Finding[]> {
  const [first] = subjects;
  if (!first) return [];
  const devices = await registerBenchDevices(`http://127.0.0.1:${first.gateway.port}`, ADMIN);
  const cases = subjects.flatMap((subject) =>
    SECRETS.flatMap((secret) => WIDTHS.map((width) => ({ ...subject, secret, width }))),
  );
  const run = ({ gateway, secret, width }: Case, count: number, limitMs = LONGEST_ROUND_MS) =>
    measureRound(gateway, upload, { width, count, limitMs, authorizations: devices[secret] });
  for (const one of cases.filter(({ width }) => width === 32)) {
    await run(one, WARM_UP[one.isolation], LONGEST_WARM_UP_MS);
  }
  const bareLoad = {
    width: 32,
    count: BARE_UPLOADS,
    limitMs: LONGEST_ROUND_MS,
    authorizations: devices['sha-256'],
  };
  const sides = new Map([[BARE, () => measureRound(bare, upload, bareLoad)]]);
  for (const one of cases) {
    sides.set(nameOf(one), () => run(one, UPLOADS[one.isolation][one.width]));
  }
  const rounds = await alternate(ROUNDS, Object.fromEntries(sides));
  const bareRounds = rounds[BARE] ?? [];
  const findings: Finding[] = [{ what: BARE, result: toText(BARE, bareRounds) }];
  for (const one of cases) findings.push(toFinding(one, rounds[nameOf(one)] ?? [], bareRounds));
  for (const one of cases.filter(isProfiled)) {
    const { isolation, client } = one;
    const stacks = await one.gateway.profile(() => run(one, PROFILED[isolation]));
    findings.push({
      what: `steps, ${isolation}, ${client}`,
      result: toStepsText(toShares(stacks)),
    });
  }
  return findings;
}

function isProfiled({ secret, width }: Case): boolean {
  return secret === 'sha-256' && width === 32;
}

function nameOf({ isolation, client, secret, width }: Case): string {
  return `${isolation}, ${client}, ${secret}, ${width} at a time`;
}

function toFinding(one: Case, rounds: readonly Round[], bareRounds: readonly Round[]): Finding {
  const what = nameOf(one);
  if (one.isolation !== 'none' || one.width !== 32) return { what, result: toText(what, rounds) };
  const multiple = ratio(ratioByRounds(rounds.map(cpuOf), bareRounds.map(cpuOf)));
  return { what, result: `${toText(what, rounds)} · ${multiple} of bare`, budget: BUDGET };
}

function toStepsText(shares: readonly (readonly [step: string, share: number])[]): string {
  return shares.map(([step, share]) => `${step} ${(100 * share).toFixed()} %`).join(' · ');
}
