import middy from '@middy/core';
import { bridgeConfig } from '../lib/config/bridge.ts';
import { observabilityConfig } from '../lib/config/observability.ts';
import { consumeBatch } from '../lib/consumption/consume-batch.ts';
import { logBatches, logOutcomes } from '../lib/consumption/log-outcomes.ts';
import type { Outcome } from '../lib/consumption/outcome.ts';
import { openDeadLetterSink } from '../lib/drivers/amqp/dead-letter-sink.ts';
import { readEncoded } from '../lib/drivers/amqp/read-encoded.ts';
import { correlated } from '../lib/drivers/console/correlation.ts';
import { consoleLog } from '../lib/drivers/console/log.ts';
import { writeLine } from '../lib/drivers/console/write-line.ts';
import { dynamoDbDocumentClient } from '../lib/drivers/dynamodb/client.ts';
import { dynamoDbFailureCounter } from '../lib/drivers/dynamodb/failure-counter.ts';
import { measureBatch, measureConsumer } from '../lib/drivers/emf/consumption-metrics.ts';
import { emfMetrics } from '../lib/drivers/emf/emf-metrics.ts';
import { eventSourceHandler } from '../lib/drivers/event-source/handler.ts';
import { logFailedBatches } from '../lib/drivers/event-source/log-failed-batches.ts';
import { parseActiveMqEvent } from '../lib/drivers/event-source/parse-active-mq-event.ts';
import { openHandler } from './shared/open-handler.ts';

const config = bridgeConfig(process.env);
const { logLevel, ...observability } = observabilityConfig(process.env);
const log = consoleLog(logLevel);
const metrics = emfMetrics({ ...observability.metrics, write: writeLine, now: Date.now });
const stateTable = {
  client: dynamoDbDocumentClient(),
  name: config.stateTable,
  retentionSeconds: config.stateRetentionSeconds,
  now: Date.now,
};
const clocks = { now: Date.now, stopwatch: () => performance.now() };
const consumption = {
  handle: await openHandler(config, stateTable),
  deadLetters: openDeadLetterSink(config.amqp, 'tidegate-bridge'),
  failureCounter: dynamoDbFailureCounter(stateTable),
  retryBound: config.retryBound,
  maxConcurrency: config.maxConcurrency,
  reserveMs: config.reserveMs,
  now: Date.now,
};

const logOutcome = logOutcomes(log, config.outcomesToLog);
const logBatch = logBatches(log, config.outcomesToLog);

/** Amazon MQ knows no partial answers. @see AWS Lambda, "Using Lambda with Amazon MQ" */
const TAKES_PARTIAL_FAILURES = false;

export const handler = correlated(
  middy()
    .use(measureConsumer(metrics))
    .use(logFailedBatches(log))
    .handler(
      eventSourceHandler(
        async (batches, remainingMs) => {
          const measurement = measureBatch(batches, metrics, clocks);
          const observe = (outcome: Outcome) => {
            measurement.observe(outcome);
            logOutcome(outcome);
          };
          const result = await consumeBatch(batches, { ...consumption, observe }, remainingMs);
          measurement.end(result);
          logBatch(result);
          return result.unsettled;
        },
        TAKES_PARTIAL_FAILURES,
        (event) => parseActiveMqEvent(event, readEncoded),
      ),
    ),
);
