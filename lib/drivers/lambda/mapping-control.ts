import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingRequest,
  DeleteEventSourceMappingCommand,
  type EventSourceMappingConfiguration,
  LambdaClient,
  ListTagsCommand,
  paginateListEventSourceMappings,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import type { Mapping, MappingControl } from '../../onboarding/mapping-control.ts';
import type { Pace } from '../../onboarding/pace.ts';

/** Names the tenant; what does not carry it is somebody else's. */
const TENANT_TAG = 'tidegate:tenant';
/** The service gives no more. */
const PAGE_SIZE = 100;

export type MappingOwner = {
  /** Name or ARN of the function that the mappings invoke. */
  readonly functionName: string;
  /** ARN of the MSK cluster. */
  readonly clusterArn: string;
};

/** @param client settings beside the SDK's own variables (`AWS_ENDPOINT_URL_LAMBDA`, `AWS_REGION`, …) */
export function lambdaClient(
  settings: Pick<LambdaClientSettings, 'endpoint' | 'region' | 'credentials'> = {},
): LambdaClient {
  // Adaptive: it slows down by itself when the account's other callers have used up the rate.
  return new LambdaClient({ ...settings, retryMode: 'adaptive', maxAttempts: 6 });
}

type LambdaClientSettings = NonNullable<ConstructorParameters<typeof LambdaClient>[0]>;

/** @param pace before each call: the account has 15 a second for all that it does with Lambda's control plane. */
export function lambdaMappingControl(
  client: LambdaClient,
  { functionName, clusterArn }: MappingOwner,
  { turn }: Pace,
): MappingControl {
  return {
    list: async () => {
      const query = { FunctionName: functionName, EventSourceArn: clusterArn };
      const mappings: Mapping[] = [];
      await turn();
      for await (const page of paginateListEventSourceMappings(
        { client, pageSize: PAGE_SIZE },
        query,
      )) {
        mappings.push(...(page.EventSourceMappings ?? []).flatMap(toMapping));
        if (page.NextMarker !== undefined) await turn();
      }
      return mappings;
    },
    create: async ({ tenant, topic, consumerGroup, properties }) => {
      await turn();
      const request = {
        ...properties,
        FunctionName: functionName,
        EventSourceArn: clusterArn,
        Topics: [topic],
        AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: consumerGroup },
        Tags: { [TENANT_TAG]: tenant },
      } as CreateEventSourceMappingRequest;
      await unless(ResourceConflictException, () =>
        client.send(new CreateEventSourceMappingCommand(request)),
      );
    },
    update: async ({ id }, properties) => {
      await turn();
      await unless(ResourceNotFoundException, () =>
        client.send(new UpdateEventSourceMappingCommand({ ...properties, UUID: id })),
      );
    },
    remove: async ({ id }) => {
      await turn();
      await unless(ResourceNotFoundException, () =>
        client.send(new DeleteEventSourceMappingCommand({ UUID: id })),
      );
    },
    ownerOf: async ({ arn }) => {
      await turn();
      const answer = await unless(ResourceNotFoundException, () =>
        client.send(new ListTagsCommand({ Resource: arn })),
      );
      return answer?.Tags?.[TENANT_TAG];
    },
  };
}

/** @returns undefined when the call is refused because what it asks for has come to pass already. */
async function unless<Answer>(
  Refusal: abstract new (...parameters: never[]) => Error,
  call: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await call();
  } catch (failure) {
    if (failure instanceof Refusal) return undefined;
    throw failure;
  }
}

/** Mappings that poll no topic are no concern of ours. */
function toMapping(configuration: EventSourceMappingConfiguration): Mapping[] {
  const {
    UUID: id,
    EventSourceMappingArn: arn,
    Topics: [topic] = [],
    State: state = '',
    LastModified: modified,
    AmazonManagedKafkaEventSourceConfig: kafka,
    ...properties
  } = configuration;
  const consumerGroup = kafka?.ConsumerGroupId;
  if (!id || !arn || !topic || !consumerGroup) return [];
  return [
    { id, arn, topic, consumerGroup, state, modifiedAtMs: modified?.getTime() ?? 0, properties },
  ];
}
