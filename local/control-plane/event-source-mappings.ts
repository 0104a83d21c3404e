import {
  type EventSourceMapping,
  type InvocationResult,
  type Observation,
  parseMappingSettings,
  startEventSourceMapping,
} from '../../event-source-mapping/index.ts';
import type { Outcome } from '../lambda/outcome.ts';
import type { TemplateMapping } from '../service-model/model.ts';

export type MappingsOptions = {
  readonly brokers: readonly string[];
  readonly invoke: (functionName: string, event: unknown) => Promise<Outcome>;
  readonly observe: (topic: string, observation: Observation) => void;
};

/** The part of Lambda's control plane that keeps event source mappings, one for each topic. */
export type EventSourceMappings = {
  /**
   * As `CreateEventSourceMapping`; a topic that has a mapping keeps it.
   *
   * @throws {InvalidSetting}
   */
  readonly create: (mapping: TemplateMapping) => void;
  readonly stop: () => Promise<void>;
};

export function createEventSourceMappings(options: MappingsOptions): EventSourceMappings {
  const mappings = new Map<string, EventSourceMapping>();
  return {
    create: (mapping) => {
      const settings = parseMappingSettings(mapping.properties);
      const [topic] = settings.Topics;
      if (mappings.has(topic)) return;
      const started = startEventSourceMapping(
        settings,
        { brokers: options.brokers },
        {
          invoke: async (event) =>
            toInvocationResult(await options.invoke(mapping.functionName, event)),
          report: (observation) => options.observe(topic, observation),
        },
      );
      mappings.set(topic, started);
    },
    stop: async () => {
      await Promise.all([...mappings.values()].map((mapping) => mapping.stop()));
    },
  };
}

function toInvocationResult(outcome: Outcome): InvocationResult {
  if (outcome.kind === 'throttled') return outcome;
  const kind = outcome.kind === 'returned' ? 'success' : 'function-error';
  return { kind, payload: outcome.payload };
}
