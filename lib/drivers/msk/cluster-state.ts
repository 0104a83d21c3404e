import {
  DescribeClusterV2Command,
  type KafkaClient,
  NotFoundException,
} from '@aws-sdk/client-kafka';

/** @returns `ACTIVE`, `CREATING`, `MAINTENANCE`, …; undefined when there is no such cluster. */
export async function clusterState(
  client: KafkaClient,
  clusterArn: string,
): Promise<string | undefined> {
  try {
    const { ClusterInfo: cluster } = await client.send(
      new DescribeClusterV2Command({ ClusterArn: clusterArn }),
    );
    return cluster?.State;
  } catch (failure) {
    if (failure instanceof NotFoundException) return undefined;
    throw failure;
  }
}
