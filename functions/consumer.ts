import middy from '@middy/core';
import { consumeBatch } from '../lib/consumption/consume-batch.ts';
import { whileCounting } from '../lib/consumption/count-data-volume.ts';
import { logBatches, logOutcomes, logUncounted } from '../lib/consumption/log-outcomes.ts';
import type { Outcome } from '../lib/consumption/outcome.ts';
import { brokerConnection } from '../lib/drivers/broker-login/broker-logins.ts';
import { correlated } from '../lib/drivers/console/correlation.ts';
import { consoleLog } from '../lib/drivers/console/log.ts';
import { writeLine } from '../lib/drivers/console/write-line.ts';
import { dynamoDbDocumentClient } from '../lib/drivers/dynamodb/client.ts';
import { dynamoDbDataVolumeStore } from '../lib/drivers/dynamodb/data-volume-store.ts';
import { dynamoDbDeviceRegistry } from '../lib/drivers/dynamodb/device-registry.ts';
import { readerOf } from '../lib/drivers/dynamodb/table.ts';
import { dynamoDbFailureCounter } from '../lib/drivers/dynamodb/failure-counter.ts';
import { measureBatch, measureConsumer } from '../lib/drivers/emf/consumption-metrics.ts';
import { emfMetrics } from '../lib/drivers/emf/emf-metrics.ts';
import { eventSourceHandler } from '../lib/drivers/event-source/handler.ts';
import { logFailedBatches } from '../lib/drivers/event-source/log-failed-batches.ts';
import { kafkaDeadLetterSink } from '../lib/drivers/kafka/dead-letter-sink.ts';
import { consumerConfig } from '../lib/config/consumer.ts';
import { observabilityConfig } from '../lib/config/observability.ts';
import { cachedDeviceRegistry } from '../lib/ingestion/cached-device-registry.ts';
import { openHandler } from './shared/open-handler.ts';

const config = consumerConfig(process.env);
const { logLevel, ...observability } = observabilityConfig(process.env);
const log = consoleLog(logLevel);
const metrics = emfMetrics({ ...observability.metrics, write: writeLine, now: Date.now });
const client = dynamoDbDocumentClient();
const stateTable = {
  client,
  name: config.stateTable,
  retentionSeconds: config.stateRetentionSeconds,
  now: Date.now,
};
const clocks = { now: Date.now, stopwatch: () => performance.now() };
const consumption = {
  // An application of your own: `handle: consumer({ onData: async ({ device, payload }) => … })`.
  handle: await openHandler(config, stateTable),
  deadLetters: kafkaDeadLetterSink(brokerConnection(config.kafka, 'tidegate-consumer')),
  failureCounter: dynamoDbFailureCounter(stateTable),
  retryBound: config.retryBound,
  maxConcurrency: config.maxConcurrency,
  reserveMs: config.reserveMs,
  now: Date.now,
};

const registry = cachedDeviceRegistry(
  dynamoDbDeviceRegistry(readerOf({ client, name: config.registryTable })),
  { maxAgeMs: config.cacheMaxAgeMs, maxEntries: 1000 },
  Date.now,
);
const counting = {
  store: dynamoDbDataVolumeStore(client, config.registryTable),
  findTenant: registry.findTenant,
  report: logUncounted(log),
  now: Date.now,
};

const logOutcome = logOutcomes(log, config.outcomesToLog);
const logBatch = logBatches(log, config.outcomesToLog);

export const handler = correlated(
  middy()
    .use(measureConsumer(metrics))
    .use(logFailedBatches(log))
    .handler(
      eventSourceHandler(async (batches, remainingMs) => {
        const measurement = measureBatch(batches, metrics, clocks);
        const observe = (outcome: Outcome) => {
          measurement.observe(outcome);
          logOutcome(outcome);
        };
        const result = await whileCounting(batches, counting, remainingMs, () =>
          consumeBatch(batches, { ...consumption, observe }, remainingMs),
        );
        measurement.end(result);
        logBatch(result);
        return result.unsettled;
      }, config.takesPartialFailures),
    ),
);
