import type { VariableContext } from './variables.ts';

/** `deploy/event-source-mapping.yml` for a function's environment, as it stands after osls has resolved it. */
export async function mappingSettings({ resolveVariable }: VariableContext): Promise<string> {
  const settings = (await resolveVariable('self:custom.eventSourceMapping')) as MappingFile;
  const { topic, consumerGroup, properties } = settings;
  return JSON.stringify({ topic, consumerGroup, properties });
}

type MappingFile = {
  readonly topic: string;
  readonly consumerGroup: string;
  readonly properties: Readonly<Record<string, unknown>>;
};
