import { join } from 'node:path';
import { connectRuntime } from '../runtime-api/connect.ts';
import type { FunctionModel } from '../service-model/model.ts';
import { captureLines } from './capture-lines.ts';
import type { Environment, EnvironmentOptions, LogSink } from './environment.ts';
import { startInProcessEnvironment } from './in-process-environment.ts';
import type { Outcome } from './outcome.ts';
import { forkWorker } from './forked-worker.ts';
import { createPool, type Pool } from './pool.ts';
import { startProcessEnvironment } from './process-environment.ts';
import { shareVariables } from './share-variables.ts';
import { watchSources } from './watch-sources.ts';

/** `package`: in processes that speak Lambda's Runtime API, each in a folder that its archive was unpacked to. */
export type Isolation = 'process' | 'none' | 'package';

/**
 * Lambda's ten seconds are for an archive. From the sources a function is hundreds of files, whose types are taken off as they
 * load, several functions at a time.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
const INIT_SECONDS: Readonly<Record<Isolation, number>> = { package: 10, process: 60, none: 60 };

export type LambdaOptions = {
  readonly functions: readonly FunctionModel[];
  /** Where handlers are found by their names; of a package, the folder that has a folder for each function. */
  readonly taskRoot: string;
  readonly isolation: Isolation;
  /** Environments of one function. */
  readonly maxEnvironments: number;
  /** Requests at a time in one environment: 1, unless the function runs on Managed Instances. */
  readonly concurrency: number;
  readonly freeze: boolean;
  /** How long one may take to load; as on Lambda from a package, and a minute from the sources, unless said. */
  readonly initSeconds?: number | undefined;
  /** Folders whose changes replace every environment; only where each has a process of its own. */
  readonly reloadOn: readonly string[];
  readonly log: LogSink;
  readonly report: (line: string) => void;
};

/** AWS Lambda's invoke call, for the functions of one service. */
export type Lambda = {
  /** @param functionName its key in `serverless.yml` */
  readonly invoke: (functionName: string, event: unknown) => Promise<Outcome>;
  /**
   * Starts one environment of each function.
   *
   * @throws {InitError}
   */
  readonly warm: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export function startLambda(options: LambdaOptions): Lambda {
  const inProcess = options.isolation === 'none';
  if (inProcess) shareVariables(options.functions);
  const giveBack = inProcess ? captureLines(options.functions, options.log) : ignore;
  const pools = new Map<string, Pool>();
  for (const model of options.functions) pools.set(model.name, poolOf(model, options));
  const watch = watchSources(options.isolation === 'process' ? options.reloadOn : [], () => {
    options.report('sources changed: starting the functions again');
    for (const pool of pools.values()) pool.replace();
  });
  return {
    invoke: (functionName, event) => {
      const pool = pools.get(functionName);
      if (pool === undefined) throw new RangeError(`no function ${functionName} in serverless.yml`);
      return pool.invoke(event);
    },
    warm: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.warm()));
    },
    stop: async () => {
      watch.close();
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
      giveBack();
    },
  };
}

function ignore(): void {}

const START: Readonly<Record<Isolation, (options: EnvironmentOptions) => Promise<Environment>>> = {
  none: startInProcessEnvironment,
  process: (options) => startProcessEnvironment(forkWorker, options),
  package: (options) => startProcessEnvironment(connectRuntime, options),
};

function poolOf(model: FunctionModel, options: LambdaOptions): Pool {
  const { isolation, freeze, log, report } = options;
  const inProcess = isolation === 'none';
  const concurrency = inProcess ? Number.POSITIVE_INFINITY : options.concurrency;
  const taskRoot = isolation === 'package' ? join(options.taskRoot, model.name) : options.taskRoot;
  const { initSeconds = INIT_SECONDS[isolation] } = options;
  const shared = { taskRoot, concurrency, freeze, initSeconds, log };
  const environment: EnvironmentOptions = { function: model, ...shared };
  return createPool({
    start: () => START[isolation](environment),
    maxEnvironments: inProcess ? 1 : options.maxEnvironments,
    concurrency,
    report,
  });
}
