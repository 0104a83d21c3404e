import {
  createMappings,
  type InvocationResult,
  type MappingConfiguration,
  type Mappings,
  type Observation,
} from '../../event-source-mapping/index.ts';
import type { Outcome } from '../lambda/outcome.ts';
import { RefusedCall } from './refused-call.ts';

export type MappingsOptions = {
  readonly region: string;
  readonly brokers: readonly string[];
  readonly invoke: (functionName: string, event: unknown) => Promise<Outcome>;
  readonly observe: (topic: string, observation: Observation) => void;
};

export type Properties = Readonly<Record<string, unknown>>;

/** A mapping with what only Lambda knows of it; `FunctionName` is the function's key in `serverless.yml`. */
export type KeptMapping = MappingConfiguration & {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
};

/** The part of Lambda's control plane that keeps event source mappings. They end with the process. */
export type EventSourceMappings = {
  /** @throws {ControlPlaneError} {InvalidSetting} {RefusedCall} */
  readonly create: (functionName: string, properties: Properties) => KeptMapping;
  /** @throws {ControlPlaneError} {InvalidSetting} */
  readonly update: (id: string, changes: Properties) => KeptMapping;
  /** @throws {ControlPlaneError} */
  readonly remove: (id: string) => KeptMapping;
  /** In the order in which they were made. */
  readonly list: () => readonly KeptMapping[];
  /** Ends all of them; from then on none is made. */
  readonly stop: () => Promise<void>;
};

type Tags = KeptMapping['tags'];

export function createEventSourceMappings(options: MappingsOptions): EventSourceMappings {
  const tagsOf = new Map<string, Tags>();
  const topicOf = new Map<string, string>();
  const engine = createMappings(
    { brokers: options.brokers },
    {
      invoke: async (functionName, event) =>
        toInvocationResult(await options.invoke(functionName, event)),
      report: (id, observation) => options.observe(topicOf.get(id) ?? id, observation),
    },
  );
  let isStopped = false;

  function toKept(mapping: MappingConfiguration): KeptMapping {
    const { UUID: id } = mapping;
    const arn = `arn:aws:lambda:${options.region}:000000000000:event-source-mapping:${id}`;
    return { ...mapping, arn, tags: tagsOf.get(id) ?? {} };
  }

  return {
    create: (functionName, { Tags: tags = {}, ...properties }) => {
      if (isStopped) throw new RefusedCall('ServiceException', 500, 'the control plane is ending');
      const made = engine.create({ ...properties, FunctionName: functionName });
      tagsOf.set(made.UUID, tags as Tags);
      topicOf.set(made.UUID, made.Topics[0]);
      return toKept(made);
    },
    update: (id, changes) => toKept(engine.update(id, changes)),
    remove: (id) => {
      const removed = toKept(engine.delete(id));
      void forget(engine, id, () => tagsOf.delete(id) && topicOf.delete(id));
      return removed;
    },
    list: () => engine.list().map(toKept),
    stop: async () => {
      isStopped = true;
      await engine.stop();
    },
  };
}

async function forget(engine: Mappings, id: string, remove: () => void): Promise<void> {
  await engine.settled(id);
  remove();
}

function toInvocationResult(outcome: Outcome): InvocationResult {
  if (outcome.kind === 'throttled') return outcome;
  const kind = outcome.kind === 'returned' ? 'success' : 'function-error';
  return { kind, payload: outcome.payload };
}
