import { functionModel } from '../event-source-mapping/serverless/function-models.ts';
import {
  type FunctionRunner,
  runFunction,
} from '../event-source-mapping/serverless/function-runner.ts';
import type { Service } from '../event-source-mapping/serverless/read-service.ts';
import type { FunctionCalls } from './calls.ts';

/**
 * Functions in threads of this process: one that crashes, or takes longer than its time-out, ends its thread and nothing else.
 *
 * @param environment counts instead of what `serverless.yml` says.
 */
export function inProcess(
  { folder, configuration }: Service,
  environment: Readonly<Record<string, string | undefined>>,
): FunctionCalls {
  const runners = new Map<string, FunctionRunner>();

  function runnerOf(name: string): FunctionRunner {
    const running = runners.get(name);
    if (running !== undefined) return running;
    const model = functionModel(configuration, name);
    const variables = { ...model.environment, ...onlySet(environment) };
    const runner = runFunction(name, folder, { ...model, environment: variables });
    runners.set(name, runner);
    return runner;
  }

  return {
    invoke: async (name, event, options) => runnerOf(name).invoke(event, options),
    async stop() {
      await Promise.all([...runners.values()].map((runner) => runner.stop()));
    },
  };
}

function onlySet(environment: Readonly<Record<string, string | undefined>>) {
  const entries = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}
