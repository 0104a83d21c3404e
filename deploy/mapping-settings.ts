import { type Kafka, kafka } from './kafka/kafka.ts';
import type { VariableContext } from './variables.ts';

/** `deploy/event-source-mapping.yml` for a function's environment, as it stands after osls has resolved it. */
export async function mappingSettings(context: VariableContext): Promise<string> {
  const file = 'self:custom.eventSourceMapping';
  const { topic, consumerGroup, properties } = (await context.resolveVariable(file)) as MappingFile;
  const access = accessOf(await kafka(context));
  return JSON.stringify({ topic, consumerGroup, properties: { ...properties, ...access } });
}

/** By IAM Lambda gets in with the function's role, without being told. @see AWS Lambda, "SourceAccessConfiguration" */
const ACCESS: Readonly<Record<string, string>> = {
  scram: 'SASL_SCRAM_512_AUTH',
  mtls: 'CLIENT_CERTIFICATE_TLS_AUTH',
};

function accessOf({ security, secret }: Kafka): object {
  const Type = ACCESS[security];
  return Type === undefined ? {} : { SourceAccessConfigurations: [{ Type, URI: secret }] };
}

type MappingFile = {
  readonly topic: string;
  readonly consumerGroup: string;
  readonly properties: Readonly<Record<string, unknown>>;
};
