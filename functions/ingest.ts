import middy from '@middy/core';
import { ingestConfig } from '../lib/config/ingest.ts';
import { keyedDigest } from '../lib/domain/digest.ts';
import { answerFailures, crossOrigin, deviceApi } from '../lib/drivers/apigateway/device-api.ts';
import { bcryptCheck } from '../lib/drivers/bcrypt/check.ts';
import { consoleLog } from '../lib/drivers/console/log.ts';
import { dynamoDbDocumentClient } from '../lib/drivers/dynamodb/client.ts';
import { dynamoDbDeviceRegistry } from '../lib/drivers/dynamodb/device-registry.ts';
import { kafkaEventSink } from '../lib/drivers/kafka/event-sink.ts';
import { continueTrace } from '../lib/drivers/opentelemetry/trace-context.ts';
import { cachedDeviceRegistry } from '../lib/ingestion/cached-device-registry.ts';
import { secretCheck } from '../lib/ingestion/secret-check.ts';
import { uploadEvent } from '../lib/ingestion/upload-event.ts';
import { verifiedSecrets } from '../lib/ingestion/verified-secrets.ts';

const config = ingestConfig(process.env);
const limits = { maxAgeMs: config.cacheMaxAgeMs, maxEntries: config.cacheMaxEntries };
const verified = verifiedSecrets(keyedDigest(), limits.maxAgeMs, limits.maxEntries, Date.now);
const ingestion = {
  registry: cachedDeviceRegistry(
    dynamoDbDeviceRegistry(dynamoDbDocumentClient(), config.registryTable),
    limits,
    Date.now,
  ),
  secretCheck: secretCheck(bcryptCheck, verified, { perAuthId: 4, inAll: 32 }),
  sink: kafkaEventSink({ brokers: [...config.brokers], clientId: 'tidegate-ingest' }),
  maxPayloadSize: config.maxPayloadSize,
  now: Date.now,
};

export const handler = middy()
  .use(crossOrigin)
  .use(answerFailures(consoleLog()))
  .handler(deviceApi({ upload: (upload) => uploadEvent(upload, ingestion), continueTrace }));
