import type { ConsumerConfig } from '../../../lib/config/consumer.ts';
import type { IngestConfig } from '../../../lib/config/ingest.ts';
import type { ReconcilerConfig } from '../../../lib/config/reconciler.ts';
import { error, type Finding, warning, when } from '../finding.ts';

const HOUR_MS = 3_600_000;
/** What a Kafka broker keeps when nothing is said. */
const DEFAULT_HOURS = 168;
/** `message.max.bytes` of a Kafka broker when nothing is said. */
const DEFAULT_MAX_BYTES = 1_048_588;
/** Headers and key of a record; a dead letter has some more. */
export const RECORD_BYTES = 8192;

/** What outlives what: an event its retries, a dead letter its event. */
export function retention(
  consumer: ConsumerConfig,
  reconciler: ReconcilerConfig,
): readonly Finding[] {
  const { retentionHours = DEFAULT_HOURS, deadLetterRetentionHours } = reconciler.rules.topics;
  const { ageMs } = consumer.retryBound;
  return [
    ...when(
      ageMs >= retentionHours * HOUR_MS,
      error(
        'consumer',
        `retries an event for ${ageMs / 1000} s, and its topic keeps it for ${retentionHours} h: it is gone before it becomes a dead letter`,
        'lower RETRY_SECONDS, or raise TOPIC_RETENTION_HOURS',
      ),
    ),
    ...when(
      deadLetterRetentionHours !== undefined && deadLetterRetentionHours < retentionHours,
      warning(
        'reconciler',
        `dead letters are kept for ${deadLetterRetentionHours} h, events for ${retentionHours} h`,
        'raise DEAD_LETTER_RETENTION_HOURS',
      ),
    ),
  ];
}

/** What a device may send has to fit into the topic, and into that of the dead letters. */
export function recordSizes(
  ingest: IngestConfig,
  reconciler: ReconcilerConfig,
): readonly Finding[] {
  const largest = ingest.limits.payload.most + RECORD_BYTES;
  const { deadLetterMaxBytes } = reconciler.rules.topics;
  return [
    ...when(
      largest > DEFAULT_MAX_BYTES,
      warning(
        'ingest',
        `lets payloads of ${ingest.limits.payload.most} bytes in, and brokers take records of ${DEFAULT_MAX_BYTES} bytes unless told otherwise`,
        'raise max.message.bytes of the topics, or lower MAX_TENANT_PAYLOAD_SIZE',
      ),
    ),
    ...when(
      largest > deadLetterMaxBytes,
      error(
        'reconciler',
        `DEAD_LETTER_MAX_BYTES is ${deadLetterMaxBytes}: the largest event does not fit, and blocks its device when it fails`,
        'raise DEAD_LETTER_MAX_BYTES, or lower MAX_TENANT_PAYLOAD_SIZE',
      ),
    ),
  ];
}

/** Devices are let in for as long as an answer of the registry is believed. */
export function removalGrace(
  ingest: IngestConfig,
  reconciler: ReconcilerConfig,
): readonly Finding[] {
  const { graceMs } = reconciler.rules.removals;
  return when(
    graceMs < ingest.cacheMaxAgeMs,
    warning(
      'reconciler',
      `a deleted tenant's mapping may go after ${graceMs / 1000} s, while its devices are let in for ${ingest.cacheMaxAgeMs / 1000} s`,
      'set REMOVAL_GRACE to CACHE_MAX_AGE or more',
    ),
  );
}
