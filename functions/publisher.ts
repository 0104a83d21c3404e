import middy from '@middy/core';
import { publisherConfig } from '../lib/config/publisher.ts';
import { consoleLog } from '../lib/drivers/console/log.ts';
import { dynamoDbDocumentClient } from '../lib/drivers/dynamodb/client.ts';
import { dynamoDbOutboxStore } from '../lib/drivers/dynamodb/outbox-store.ts';
import { outboxStreamHandler } from '../lib/drivers/dynamodb/outbox-stream.ts';
import { logFailedBatches } from '../lib/drivers/event-source/log-failed-batches.ts';
import { kafkaOutboxSink } from '../lib/drivers/kafka/outbox-sink.ts';
import { reportUnpublished } from '../lib/registry/report-unpublished.ts';
import { publishOutbox } from '../lib/registry/publish-outbox.ts';

const config = publisherConfig(process.env);
const log = consoleLog();
const publisher = {
  store: dynamoDbOutboxStore(dynamoDbDocumentClient(), config.registryTable),
  sink: kafkaOutboxSink({ brokers: [...config.brokers], clientId: 'tidegate-publisher' }),
  report: reportUnpublished(log),
};

export const handler = middy()
  .use(logFailedBatches(log))
  .handler(outboxStreamHandler((items) => publishOutbox(items, publisher)));
