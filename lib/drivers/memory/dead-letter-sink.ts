import { toDeadLetterHeaders, type DeadLetterSink } from '../../consumption/dead-letter-sink.ts';
import type { Received } from '../../consumption/received.ts';
import { ServiceError } from '../../domain/errors.ts';
import type { TenantId } from '../../domain/identifiers.ts';

export type MemoryDeadLetterSink = DeadLetterSink & {
  /** What was stored, in order. */
  readonly stored: readonly DeadLetter[];
  /** From now on nothing is stored. */
  readonly breakDown: () => void;
};

export type DeadLetter = Pick<Received, 'key' | 'value' | 'headers'> & {
  readonly tenant: TenantId;
};

export function memoryDeadLetterSink(): MemoryDeadLetterSink {
  const stored: DeadLetter[] = [];
  let isBroken = false;
  return {
    stored,
    append: async (record, reason) => {
      if (isBroken) {
        throw new ServiceError('DEAD_LETTER_NOT_STORED', 'the dead letter was not stored');
      }
      const { tenant, key, value } = record;
      stored.push({ tenant, key, value, headers: toDeadLetterHeaders(record, reason) });
    },
    breakDown: () => {
      isBroken = true;
    },
  };
}
