import type { Unsettled } from '../../consumption/received.ts';

/**
 * The answer to an event source mapping with `ReportBatchItemFailures`. Always an object: null or nothing would mean that
 * all records are done.
 *
 * @see AWS Lambda, "Configuring error handling for Kafka event sources", partial batch response
 */
export type KafkaBatchResponse = {
  readonly batchItemFailures: readonly {
    readonly itemIdentifier: {
      /** As the event names it, `topic-partition`. */
      readonly partition: string;
      readonly offset: number;
    };
  }[];
};

export function toKafkaBatchResponse(unsettled: readonly Unsettled[]): KafkaBatchResponse {
  return {
    batchItemFailures: unsettled.map(({ partition, offset }) => ({
      itemIdentifier: { partition, offset },
    })),
  };
}
