import { topicPartition } from '../event.ts';
import type { Destination } from './destination.ts';
import type { GivenUp } from './given-up.ts';
import { type RecordContext, toInvocationRecord, toTopicRecord } from './invocation-record.ts';

/** What a destination is sent. */
export type FailureMessage =
  | { readonly kind: 'sqs' | 'sns'; readonly arn: string; readonly body: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string; readonly body: string }
  | {
      readonly kind: 'kafka';
      readonly topic: string;
      /** The failed record's, so that it is found in the same place among its kind. */
      readonly key: Uint8Array | null;
      readonly body: string;
    };

export type MessageContext = Omit<RecordContext, 'requestId'> & {
  readonly mappingUuid: string;
  readonly newUuid: () => string;
};

/** One message for all records, but for a topic of Kafka one for each. */
export function toMessages(
  destination: Destination,
  givenUp: GivenUp,
  context: MessageContext,
): readonly FailureMessage[] {
  const recordContext = { ...context, requestId: context.newUuid() };
  if (destination.kind === 'kafka') {
    const { kind, topic } = destination;
    return givenUp.records.map((record) => {
      const body = JSON.stringify(toTopicRecord(givenUp, record, recordContext));
      return { kind, topic, key: record.key, body };
    });
  }
  const { kind, arn, name } = destination;
  const body = JSON.stringify(toInvocationRecord(givenUp, recordContext, kind));
  if (kind !== 's3') return [{ kind, arn, body }];
  return [{ kind, bucket: name, key: objectKey(givenUp, context), body }];
}

/**
 * `aws/lambda/{mapping}/{shard}/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-{uuid}`, as documented for Kinesis. The page on Kafka
 * says nothing; the topic-partition of the first record stands for the shard.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
function objectKey({ records }: GivenUp, { mappingUuid, nowMs, newUuid }: MessageContext): string {
  const time = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '.');
  const day = time.slice(0, 10).replaceAll('-', '/');
  const shard = records[0] === undefined ? 'none' : topicPartition(records[0]);
  return `aws/lambda/${mappingUuid}/${shard}/${day}/${time}-${newUuid()}`;
}
