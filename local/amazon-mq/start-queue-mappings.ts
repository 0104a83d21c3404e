import type { Observation } from '../../event-source-mapping/index.ts';
import type { Lambda } from '../lambda/lambda.ts';
import type { TemplateMapping } from '../service-model/model.ts';
import { startQueueMapping } from './queue-mapping.ts';
import { LOCAL_BROKER } from './settings.ts';

export type QueueMappingsGiven = {
  readonly url: string;
  readonly invoke: Lambda['invoke'];
  readonly observe: (queue: string, observation: Observation) => void;
};

/** Those of the template that read a queue. @returns what stops them all */
export function startQueueMappings(
  mappings: readonly TemplateMapping[],
  { url, invoke, observe }: QueueMappingsGiven,
): () => Promise<void> {
  const started = mappings.flatMap(({ functionName, properties }) =>
    queuesOf(properties).map((queue) =>
      startQueueMapping({
        url,
        queue,
        brokerArn: LOCAL_BROKER,
        batchSize: Number(properties['BatchSize']),
        invoke: (event) => invoke(functionName, event),
        observe: (observation) => observe(queue, observation),
      }),
    ),
  );
  return async () => {
    await Promise.all(started.map(({ stop }) => stop()));
  };
}

export function readsQueue({ properties }: TemplateMapping): boolean {
  return queuesOf(properties).length > 0;
}

function queuesOf({ Queues: queues }: TemplateMapping['properties']): readonly string[] {
  return Array.isArray(queues) ? queues.map(String) : [];
}
