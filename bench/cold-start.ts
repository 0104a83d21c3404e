import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EnvironmentOptions } from '../local/lambda/environment.ts';
import { openPackage } from '../local/package/open-package.ts';
import type { FunctionModel } from '../local/service-model/model.ts';
import { packageInto } from '../test/support/packaged-service.ts';
import { type Benchmark, milliseconds, ratio } from './benchmark.ts';
import { withBundle } from './bundle.ts';
import { type ColdStart, coldStart } from './cold-start-process.ts';
import { type Environment, withRegisteredDevice } from './first-upload.ts';
import type { Servers } from './servers.ts';
import { alternate, median, ratioByRounds } from './statistics.ts';

const ROUNDS = 15;
const TOPIC = 'hono.event.bench-cold-start';
/** Of what the template refers to. */
const NAMES = {
  tables: new Map([
    ['RegistryTable', 'registry'],
    ['StateTable', 'state'],
  ]),
  functions: new Map<string, string>(),
};
const BOOTSTRAP = join(import.meta.dirname, '../local/runtime-api/bootstrap.ts');
const BARE = join(import.meta.dirname, 'programs/bare-function.ts');

function timesOf(starts: readonly ColdStart[], key: keyof ColdStart): number[] {
  return starts.map((start) => start[key]);
}

type Sides = Readonly<Record<'bare' | 'ours', () => Promise<ColdStart>>>;

export const benchmark: Benchmark = {
  title:
    'From the start of an environment to its first 202, behind the Runtime API: the packaged ingest function, nothing cached, against a function with kafkajs alone that sends one record.',
  measure: async (servers) =>
    withSides(servers, async (sides) => {
      const { bare, ours } = await alternate(ROUNDS, sides);
      return [
        { what: 'bare, p50', result: milliseconds(median(timesOf(bare, 'wallMs'))) },
        { what: 'ingest, p50', result: milliseconds(median(timesOf(ours, 'wallMs'))) },
        {
          what: 'ingest to bare',
          result: ratio(ratioByRounds(timesOf(ours, 'wallMs'), timesOf(bare, 'wallMs'))),
          budget: '≤ 1.5',
        },
        {
          what: 'CPU of all threads: bare, p50',
          result: milliseconds(median(timesOf(bare, 'cpuMs'))),
        },
        {
          what: 'CPU of all threads: ingest, p50',
          result: milliseconds(median(timesOf(ours, 'cpuMs'))),
        },
        {
          what: 'CPU, ingest to bare',
          result: ratio(ratioByRounds(timesOf(ours, 'cpuMs'), timesOf(bare, 'cpuMs'))),
        },
      ];
    }),
};

async function withSides<T>(servers: Servers, work: (sides: Sides) => Promise<T>): Promise<T> {
  return withRegisteredDevice(servers, ({ BENCH_EVENT: event = '', ...environment }) =>
    withPackage(environment, (ingest) =>
      withBundle(BARE, (bare) =>
        // As JavaScript: the managed runtime strips no types either.
        withBundle(BOOTSTRAP, (bootstrap) =>
          work({
            bare: () => coldStart(bareFunction(ingest, bare), '{}', bootstrap),
            ours: () => coldStart(ingest, event, bootstrap),
          }),
        ),
      ),
    ),
  );
}

/** Hands over the packaged ingest, with the servers' addresses in the place of those of AWS. */
async function withPackage<T>(
  environment: Environment,
  work: (ingest: EnvironmentOptions) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'tidegate-bench-package-'));
  try {
    await packageInto(folder, {});
    const { functions, taskRoot, remove } = await openPackage(folder, NAMES);
    try {
      return await work(toOptions(functions, taskRoot, environment));
    } finally {
      await remove();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function toOptions(
  functions: readonly FunctionModel[],
  taskRoot: string,
  environment: Environment,
): EnvironmentOptions {
  const ingest = functions.find(({ name }) => name === 'ingest');
  if (ingest === undefined) throw new Error('the package has no ingest');
  return {
    function: { ...ingest, environment: { ...ingest.environment, ...environment } },
    taskRoot: join(taskRoot, ingest.name),
    concurrency: 1,
    freeze: false,
    initSeconds: 10,
    log: () => {},
  };
}

/** With the memory of ingest, and its settings of Node. */
function bareFunction(ingest: EnvironmentOptions, file: string): EnvironmentOptions {
  const environment = { ...ingest.function.environment, BENCH_TOPIC: TOPIC };
  const handler = 'program.handler';
  return {
    ...ingest,
    function: { ...ingest.function, handler, environment },
    taskRoot: dirname(file),
  };
}
