import {
  CreateTopicCommand,
  DeleteTopicCommand,
  DescribeTopicCommand,
  KafkaClient,
  NotFoundException,
  paginateListTopics,
  TopicExistsException,
  UnknownTopicOrPartitionException,
  UpdateTopicCommand,
} from '@aws-sdk/client-kafka';
import type { Pace } from '../../onboarding/pace.ts';
import type { TopicAdmin, TopicRemoval } from '../../onboarding/topic-admin.ts';

/** The API wants a number; MSK's own default has as many. */
const DEFAULT_REPLICATION = 3;

type ClientSettings = NonNullable<ConstructorParameters<typeof KafkaClient>[0]>;

/** @param settings beside the SDK's own variables (`AWS_ENDPOINT_URL_KAFKA`, `AWS_REGION`, …) */
export function mskClient(
  settings: Pick<ClientSettings, 'endpoint' | 'region' | 'credentials'> = {},
): KafkaClient {
  return new KafkaClient({ ...settings, retryMode: 'adaptive', maxAttempts: 6 });
}

/**
 * Topics by MSK's own API, without a connection to a broker. What it lists may be a minute old.
 *
 * @param turn waits before each call
 * @see Amazon MSK, "Topic operations"
 */
export function mskTopicAdmin(
  client: KafkaClient,
  clusterArn: string,
  { turn }: Pace,
): TopicAdmin & TopicRemoval {
  const ofCluster = { ClusterArn: clusterArn };
  return {
    list: async () => {
      const topics = new Map<string, number>();
      await turn();
      for await (const page of paginateListTopics({ client }, ofCluster)) {
        for (const { TopicName: name, PartitionCount: partitions = 0 } of page.Topics ?? []) {
          if (name !== undefined) topics.set(name, partitions);
        }
        if (page.NextToken !== undefined) await turn();
      }
      return topics;
    },
    create: async (topics) => {
      for (const { name, partitions, replicationFactor = DEFAULT_REPLICATION, config } of topics) {
        await turn();
        const create = new CreateTopicCommand({
          ...ofCluster,
          TopicName: name,
          PartitionCount: partitions,
          ReplicationFactor: replicationFactor,
          ...(Object.keys(config).length > 0 && { Configs: toConfigs(config) }),
        });
        await client.send(create).catch(ignore(TopicExistsException));
      }
    },
    growTo: async (topic, partitions) => {
      const name = { ...ofCluster, TopicName: topic };
      await turn();
      const { PartitionCount: present = 0 } = await client.send(new DescribeTopicCommand(name));
      if (present >= partitions) return;
      await turn();
      await client.send(new UpdateTopicCommand({ ...name, PartitionCount: partitions }));
    },
    remove: async (topics) => {
      for (const topic of topics) {
        await turn();
        const removal = client.send(new DeleteTopicCommand({ ...ofCluster, TopicName: topic }));
        await removal.catch(ignore(UnknownTopicOrPartitionException, NotFoundException));
      }
    },
  };
}

/** Lines of a properties file, in Base64. */
function toConfigs(config: Readonly<Record<string, string>>): string {
  const lines = Object.entries(config).map(([name, value]) => `${name}=${value}`);
  return Buffer.from(lines.join('\n')).toString('base64');
}

type Refusal = abstract new (...parameters: never[]) => Error;

/** A refusal that says that somebody else has done it already. @throws any other */
function ignore(...refusals: readonly Refusal[]): (failure: unknown) => void {
  return (failure) => {
    if (!refusals.some((refusal) => failure instanceof refusal)) throw failure;
  };
}
