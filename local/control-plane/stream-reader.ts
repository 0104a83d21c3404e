import {
  type DynamoDBStreamsClient,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  ListStreamsCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';

export type ShardOfStream = { readonly StreamArn: string; readonly ShardId: string };

/** The shards of a table's stream, oldest first. @throws {Error} the table has no stream, or the store does not answer. */
export async function shardsOf(
  client: DynamoDBStreamsClient,
  table: string,
): Promise<readonly ShardOfStream[]> {
  const { Streams: streams = [] } = await client.send(new ListStreamsCommand({ TableName: table }));
  const arn = streams[0]?.StreamArn;
  if (arn === undefined) throw new Error(`the table ${table} has no stream`);
  const shards: ShardOfStream[] = [];
  let after: string | undefined;
  do {
    const { StreamDescription: stream } = await client.send(
      new DescribeStreamCommand({ StreamArn: arn, ExclusiveStartShardId: after }),
    );
    for (const { ShardId: id = '' } of stream?.Shards ?? []) {
      shards.push({ StreamArn: arn, ShardId: id });
    }
    after = stream?.LastEvaluatedShardId;
  } while (after !== undefined);
  return shards;
}

export type ShardReader = {
  /** @returns what comes next; undefined once the shard is closed and read to its end. */
  readonly next: (limit: number) => Promise<readonly StreamRecord[] | undefined>;
};

/** Reads a shard from its beginning. After a failure it goes on behind the last record that it has returned. */
export function readShard(client: DynamoDBStreamsClient, shard: ShardOfStream): ShardReader {
  let iterator: string | undefined;
  let last: string | undefined;
  const position = (): Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'SequenceNumber'> =>
    last === undefined
      ? { ShardIteratorType: 'TRIM_HORIZON' }
      : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: last };
  const begin = async () => {
    const begun = await client.send(new GetShardIteratorCommand({ ...shard, ...position() }));
    return begun.ShardIterator;
  };
  return {
    next: async (limit) => {
      const current = iterator ?? (await begin());
      if (current === undefined) return undefined;
      // An iterator is good for one call, also one that fails.
      iterator = undefined;
      const { Records: records = [], NextShardIterator: following } = await client.send(
        new GetRecordsCommand({ ShardIterator: current, Limit: limit }),
      );
      last = records.at(-1)?.dynamodb?.SequenceNumber ?? last;
      iterator = following;
      return following === undefined && records.length === 0 ? undefined : records;
    },
  };
}
