import middy from '@middy/core';
import { consumeBatch } from '../lib/consumption/consume-batch.ts';
import { keepDeviceState } from '../lib/consumption/keep-device-state.ts';
import { logBatches, logOutcomes } from '../lib/consumption/log-outcomes.ts';
import { consoleLog } from '../lib/drivers/console/log.ts';
import { dynamoDbDocumentClient } from '../lib/drivers/dynamodb/client.ts';
import { dynamoDbDeviceStateStore } from '../lib/drivers/dynamodb/device-state-store.ts';
import { dynamoDbFailureCounter } from '../lib/drivers/dynamodb/failure-counter.ts';
import { eventSourceHandler } from '../lib/drivers/event-source/handler.ts';
import { logFailedBatches } from '../lib/drivers/event-source/log-failed-batches.ts';
import { kafkaDeadLetterSink } from '../lib/drivers/kafka/dead-letter-sink.ts';
import { consumerConfig } from '../lib/config/consumer.ts';

const config = consumerConfig(process.env);
const log = consoleLog();
const stateTable = {
  client: dynamoDbDocumentClient(),
  name: config.stateTable,
  retentionSeconds: config.stateRetentionSeconds,
  now: Date.now,
};
const consumption = {
  // An application of your own: `handle: consumer({ onData: async ({ device, payload }) => … })`.
  handle: keepDeviceState(dynamoDbDeviceStateStore(stateTable), config.maxStatePayloadBytes),
  deadLetters: kafkaDeadLetterSink({
    brokers: [...config.brokers],
    clientId: 'tidegate-consumer',
  }),
  failureCounter: dynamoDbFailureCounter(stateTable),
  retryBound: config.retryBound,
  maxConcurrency: config.maxConcurrency,
  reserveMs: config.reserveMs,
  observe: logOutcomes(log, config.outcomesToLog),
  now: Date.now,
};

const logBatch = logBatches(log, config.outcomesToLog);

export const handler = middy()
  .use(logFailedBatches(log))
  .handler(
    eventSourceHandler(async (batches, remainingMs) => {
      const result = await consumeBatch(batches, consumption, remainingMs);
      logBatch(result);
      return result.unsettled;
    }, config.takesPartialFailures),
  );
