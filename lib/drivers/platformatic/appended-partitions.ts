import { type ProduceResult, ResponseError } from '@platformatic/kafka';

/** A name for one partition of one topic. */
export function topicPartition(topic: string, partition: number | undefined): string {
  return `${topic} ${partition}`;
}

/**
 * One refused partition fails a whole send; what other brokers answered, and other partitions in the same answer, is
 * found in the failure.
 *
 * @returns the partitions that were appended all the same, as {@link topicPartition} names them
 */
export function appendedPartitions(failure: unknown): ReadonlySet<string> {
  const appended = new Set<string>();
  for (const { topic, partition } of producedDespite(failure).offsets ?? []) {
    appended.add(topicPartition(topic, partition));
  }
  for (const { name, partitionResponses } of produceResponsesIn(failure)) {
    for (const { index, errorCode } of partitionResponses) {
      if (errorCode === 0) appended.add(topicPartition(name, index));
    }
  }
  return appended;
}

function producedDespite(failure: unknown): ProduceResult {
  const { produced } = (failure ?? {}) as { readonly produced?: ProduceResult };
  return produced ?? {};
}

type TopicAnswer = {
  readonly name: string;
  readonly partitionResponses: readonly { readonly index: number; readonly errorCode: number }[];
};

/** Of every attempt: what was appended by one that failed stays appended. */
function produceResponsesIn(failure: unknown): readonly TopicAnswer[] {
  if (!(failure instanceof AggregateError)) return [];
  const inner = failure.errors.flatMap(produceResponsesIn);
  if (!(failure instanceof ResponseError)) return inner;
  // Other kinds of requests are answered without `responses`.
  const { responses = [] } = failure['response'] as { readonly responses?: TopicAnswer[] };
  return [...responses, ...inner];
}
