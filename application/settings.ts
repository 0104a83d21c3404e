import { type MappingSettings, parseMappingSettings } from '../event-source-mapping/index.ts';
import type { RetryBound } from '../lib/consumption/failure-counter.ts';
import type { TenantId } from '../lib/domain/identifiers.ts';
import { eventTopic } from '../lib/domain/topics.ts';
import type { KafkaApplicationOptions } from './options.ts';

const RETRY_BOUND: RetryBound = { attempts: 5, ageMs: 60_000 };

export const DEFAULTS = {
  concurrency: 16,
  batches: 4,
  batchSize: 100,
  timeoutMs: 60_000,
  stopTimeoutMs: 10_000,
  retryBound: RETRY_BOUND,
} as const;

export const AMQP_DEFAULTS = {
  concurrency: 64,
  window: 100,
  timeoutMs: 60_000,
  stopTimeoutMs: 10_000,
  retryBound: RETRY_BOUND,
  observe: () => undefined,
} as const;

/** @throws {InvalidSetting} */
export function toMappingSettings(
  tenant: TenantId,
  { group, from = 'beginning', batchSize = DEFAULTS.batchSize }: KafkaApplicationOptions,
): MappingSettings {
  return parseMappingSettings({
    Topics: [eventTopic(tenant)],
    ConsumerGroupId: `${group}.${tenant}`,
    StartingPosition: from === 'beginning' ? 'TRIM_HORIZON' : 'LATEST',
    BatchSize: batchSize,
    MaximumBatchingWindowInSeconds: 0,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    MetricsConfig: { Metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
  });
}
