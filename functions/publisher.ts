import middy from '@middy/core';
import { publisherConfig } from '../lib/config/publisher.ts';
import { observabilityConfig } from '../lib/config/observability.ts';
import { brokerConnection } from '../lib/drivers/broker-login/broker-logins.ts';
import { correlated } from '../lib/drivers/console/correlation.ts';
import { openAmqpSink } from '../lib/drivers/amqp/open-sink.ts';
import { consoleLog } from '../lib/drivers/console/log.ts';
import { writeLine } from '../lib/drivers/console/write-line.ts';
import { dynamoDbDocumentClient } from '../lib/drivers/dynamodb/client.ts';
import { dynamoDbOutboxArchive } from '../lib/drivers/dynamodb/outbox-archive.ts';
import { dynamoDbOutboxStore } from '../lib/drivers/dynamodb/outbox-store.ts';
import { outboxStreamHandler } from '../lib/drivers/dynamodb/outbox-stream.ts';
import { dynamoDbProvisioningStore } from '../lib/drivers/dynamodb/provisioning-store.ts';
import { emfMetrics } from '../lib/drivers/emf/emf-metrics.ts';
import { measureOutbox, measurePublisher } from '../lib/drivers/emf/outbox-metrics.ts';
import { logFailedBatches } from '../lib/drivers/event-source/log-failed-batches.ts';
import { alsoScheduled } from '../lib/drivers/event-source/scheduled.ts';
import { kafkaOutboxSink } from '../lib/drivers/kafka/outbox-sink.ts';
import { messagingNetworks } from '../lib/ingestion/messaging-networks.ts';
import { announceProvisioning, CLAIM_MS } from '../lib/registry/announce-provisioning.ts';
import { drainOutbox } from '../lib/registry/drain-outbox.ts';
import type { OutboxName } from '../lib/registry/outbox-store.ts';
import { publishOutbox } from '../lib/registry/publish-outbox.ts';
import { reportUnpublished } from '../lib/registry/report-unpublished.ts';

const config = publisherConfig(process.env);
const { logLevel, ...observability } = observabilityConfig(process.env);
const log = consoleLog(logLevel);
const metrics = emfMetrics({ ...observability.metrics, write: writeLine, now: Date.now });
const client = dynamoDbDocumentClient();
const sink = kafkaOutboxSink(brokerConnection(config.kafka, 'tidegate-publisher'));
const networks = messagingNetworks({
  kafka: { append: (event) => sink.append({ kind: 'provisioning', event }), close: sink.close },
  amqp: await openAmqpSink(config.amqp, 'tidegate-publisher'),
});
const announcer = {
  provisioning: dynamoDbProvisioningStore(client, config.registryTable),
  append: networks.append,
  // An upload that is about to publish it has settled by then, or failed.
  patienceMs: 2 * CLAIM_MS,
  pause: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  clock: Date.now,
  newId: () => crypto.randomUUID(),
};
const publisher = {
  store: dynamoDbOutboxStore(client, config.registryTable),
  sink,
  announce: (name: OutboxName) => announceProvisioning(name, announcer),
  report: reportUnpublished(log),
  observe: measureOutbox(metrics),
  clock: Date.now,
};

export const handler = correlated(
  middy()
    .use(measurePublisher(metrics))
    .use(logFailedBatches(log))
    .handler(
      alsoScheduled(
        outboxStreamHandler((items) => publishOutbox(items, publisher)),
        () => drainOutbox(dynamoDbOutboxArchive(client, config.registryTable), publisher),
      ),
    ),
);
