import type { Behaviour } from '../behaviour.ts';
import type { FailureSink } from '../failure/file-sink.ts';
import type { KafkaConnection } from '../kafka/connection.ts';
import { createMappings } from '../managed/mappings.ts';
import type { Observation } from '../observation.ts';
import type { ReadingOptions } from '../settings.ts';
import { functionModel } from './function-models.ts';
import { type FunctionRunner, runFunction } from './function-runner.ts';
import { type MappingRequest, mappingRequests } from './mapping-requests.ts';
import { type Service, ServiceError } from './read-service.ts';

export type ServiceOptions = {
  readonly connection: KafkaConnection;
  /** By their keys in `serverless.yml`; all unless said. */
  readonly functions?: readonly string[];
  readonly behaviour?: Behaviour;
  readonly onDemand?: ReadingOptions['onDemand'];
  readonly failureSink: FailureSink;
  readonly report: (topic: string, observation: Observation) => void;
};

export type RunningService = {
  readonly mappings: readonly MappingRequest[];
  /** Resolves when every mapping has joined its group. */
  readonly ready: Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Runs the Kafka triggers of a service. @throws {ServiceError | InvalidSetting} Nothing runs then. */
export function runService(service: Service, options: ServiceOptions): RunningService {
  const wanted = wantedMappings(service, options.functions);
  const runners = new Map(
    wanted.map(({ functionName }) => [functionName, runnerOf(service, functionName)]),
  );
  const topics = new Map<string, string>();
  const mappings = createMappings(
    options.connection,
    {
      failureSink: options.failureSink,
      invoke: (name, event, invocation) => runnerNamed(runners, name).invoke(event, invocation),
      report: (uuid, observation) => options.report(topics.get(uuid) ?? uuid, observation),
    },
    options.behaviour,
    { onDemand: options.onDemand ?? 'lenient' },
  );
  const uuids = wanted.map(({ logicalId, request }) => {
    const created = mappings.create({ ConsumerGroupId: groupOf(logicalId), ...request });
    topics.set(created.UUID, created.Topics[0]);
    return created.UUID;
  });
  return {
    mappings: wanted,
    ready: Promise.all(uuids.map(mappings.settled)).then(() => undefined),
    async stop() {
      await mappings.stop();
      await Promise.all([...runners.values()].map((runner) => runner.stop()));
    },
  };
}

function wantedMappings(
  { configuration }: Service,
  functions: readonly string[] | undefined,
): readonly MappingRequest[] {
  const all = mappingRequests(configuration);
  const wanted = all.filter(({ functionName }) => functions?.includes(functionName) ?? true);
  if (wanted.length > 0) return wanted;
  const known = [...new Set(all.map(({ functionName }) => functionName))].join(', ') || 'none';
  throw new ServiceError(`no function with a Kafka trigger is to run; the service has: ${known}`);
}

function runnerOf({ folder, configuration }: Service, functionName: string): FunctionRunner {
  return runFunction(functionName, folder, functionModel(configuration, functionName));
}

function runnerNamed(runners: ReadonlyMap<string, FunctionRunner>, name: string): FunctionRunner {
  const runner = runners.get(name);
  if (runner === undefined) throw new ServiceError(`there is no function ${name}`);
  return runner;
}

/** The same at every start, so that a mapping goes on where it stopped; AWS takes the UUID of the mapping. */
function groupOf(logicalId: string): string {
  return `local.${logicalId}`.slice(0, 200);
}
