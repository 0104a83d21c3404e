import { toDeadLetterHeaders, type DeadLetterSink } from '../../consumption/dead-letter-sink.ts';
import type { Received } from '../../consumption/received.ts';
import { deadLetterTopic } from '../../domain/topics.ts';

export type DeadLetter = Pick<Received, 'key' | 'value' | 'headers'> & { readonly topic: string };

/** @param kept where the dead letters go, in order */
export function memoryDeadLetterSink(kept: DeadLetter[]): DeadLetterSink {
  return {
    append: async (record, reason) => {
      const { tenant, key, value } = record;
      const headers = toDeadLetterHeaders(record, reason);
      kept.push({ topic: deadLetterTopic(tenant), key, value, headers });
    },
  };
}
