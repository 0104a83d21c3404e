import middy from '@middy/core';
import { ingestConfig } from '../lib/config/ingest.ts';
import { observabilityConfig } from '../lib/config/observability.ts';
import type { EventRecord } from '../lib/domain/event-record.ts';
import type { TenantId } from '../lib/domain/identifiers.ts';
import { keyedDigest } from '../lib/domain/digest.ts';
import { traceIdOf } from '../lib/domain/trace-id.ts';
import { openAmqpSink } from '../lib/drivers/amqp/open-sink.ts';
import { answerFailures, crossOrigin, deviceApi } from '../lib/drivers/apigateway/device-api.ts';
import { bcryptCheck } from '../lib/drivers/bcrypt/check.ts';
import { brokerConnection } from '../lib/drivers/broker-login/broker-logins.ts';
import { correlate, correlated } from '../lib/drivers/console/correlation.ts';
import { consoleLog } from '../lib/drivers/console/log.ts';
import { writeLine } from '../lib/drivers/console/write-line.ts';
import { dynamoDbDeviceRegistry } from '../lib/drivers/dynamodb/device-registry.ts';
import { storesOnFirstUse } from '../lib/drivers/dynamodb/stores-on-first-use.ts';
import { emfMetrics } from '../lib/drivers/emf/emf-metrics.ts';
import { measureInvocations } from '../lib/drivers/emf/refusal-metrics.ts';
import { measureUploads } from '../lib/drivers/emf/upload-metrics.ts';
import { signatureCheck } from '../lib/drivers/jose/signature-check.ts';
import { continueTrace } from '../lib/drivers/opentelemetry/trace-context.ts';
import { boundedDeviceRegistry } from '../lib/ingestion/bounded-device-registry.ts';
import { cachedDeviceRegistry } from '../lib/ingestion/cached-device-registry.ts';
import { countForwarded } from '../lib/ingestion/count-forwarded.ts';
import { holdAnswers } from '../lib/ingestion/hold-answer.ts';
import { messagingNetworks } from '../lib/ingestion/messaging-networks.ts';
import { secretCheck } from '../lib/ingestion/secret-check.ts';
import { uploadEvent } from '../lib/ingestion/upload-event.ts';
import { keepLimits } from '../lib/ingestion/upload-limits.ts';
import { verifiedSecrets } from '../lib/ingestion/verified-secrets.ts';
import { deviceProvisioning } from '../lib/registry/provision-device.ts';

const config = ingestConfig(process.env);
const { logLevel, ...observability } = observabilityConfig(process.env);
const log = consoleLog(logLevel);
const metrics = emfMetrics({ ...observability.metrics, write: writeLine, now: Date.now });
const limits = { maxAgeMs: config.cacheMaxAgeMs, maxEntries: config.cacheMaxEntries };
const verified = verifiedSecrets(keyedDigest(), limits.maxAgeMs, limits.maxEntries, Date.now);
const stores = storesOnFirstUse(config.registryTable, process.env, Date.now);
/** The chosen one is loaded, and no other is in the function's bundle: see deploy/bundle/one-kafka-client.ts. */
const kafkaClients = {
  kafkajs: async () => (await import('../lib/drivers/kafka/event-sink.ts')).kafkaEventSink,
  platformatic: async () =>
    (await import('../lib/drivers/platformatic/event-sink.ts')).platformaticEventSink,
};
const openSink = await kafkaClients[config.kafkaClient]();
const kafka = openSink(brokerConnection(config.kafka, 'tidegate-ingest'));
const registry = cachedDeviceRegistry(
  boundedDeviceRegistry(dynamoDbDeviceRegistry(stores.items), {
    atOnce: 32,
    waiting: 1024,
    ofOneTenant: 512,
    patienceMs: 5_000,
  }),
  limits,
  Date.now,
);
const amqp = await openAmqpSink(config.amqp, 'tidegate-ingest');
const counting = {
  counter: stores.volumes,
  findTenant: registry.findTenant,
  report: (tenant: TenantId, reason: unknown) =>
    log.warn('data volume not counted', { tenant, reason: String(reason) }),
  pause,
  now: Date.now,
};
const sink = messagingNetworks({ kafka, amqp: amqp && countForwarded(amqp, counting) });
const ingestion = {
  registry,
  provisioning: deviceProvisioning({
    store: stores.tenants,
    provisioning: stores.provisioning,
    append: sink.append,
    patienceMs: 500,
    pause,
    clock: Date.now,
    newId: () => crypto.randomUUID(),
  }),
  secretCheck: secretCheck(bcryptCheck, verified, {
    perAuthId: 4,
    perTenant: 24,
    inAll: 32,
    unknown: 8,
  }),
  signatureCheck,
  verifiedTokens: verified,
  ...keepLimits(config.limits, Date.now),
  sink,
  holdAnswer: holdAnswers(pause, { maxHeld: config.maxHeldAnswers, reserveMs: 500 }),
  reportLost: ({ tenant, device }: EventRecord, reason: unknown) =>
    log.warn('telemetry lost', { tenant, device, reason: String(reason) }),
  identify: (tenant: TenantId, device: string) => correlate({ tenant, device }),
  observe: measureUploads(metrics),
  stopwatch: () => performance.now(),
  authenticationRequired: config.authenticationRequired,
  now: Date.now,
};

function pause(ms: number, ended?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const wake = () => {
      clearTimeout(timer);
      resolve();
    };
    ended?.addEventListener('abort', wake, { once: true });
  });
}

/** Whatever an upload waits for has a bound of its own, so middy needs no timer, which took 3 µs of each. */
const MIDDY = { timeoutEarlyInMillis: 0 };

export const handler = correlated(
  middy(MIDDY)
    .use(measureInvocations(metrics))
    .use(crossOrigin)
    .use(answerFailures(log))
    .handler(
      deviceApi({
        authenticationRequired: config.authenticationRequired,
        upload: (upload, remainingMs) => uploadEvent(upload, ingestion, remainingMs),
        continueTrace: async (headers) => {
          const trace = await continueTrace(headers);
          correlate({ trace_id: traceIdOf(trace.traceparent) });
          return trace;
        },
      }),
    ),
);
