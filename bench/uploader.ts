import { createHash, randomBytes } from 'node:crypto';
import { openSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';
import { keyedDigest } from '../lib/domain/digest.ts';
import { parseDeviceId, parseTenantId, type TenantId } from '../lib/domain/identifiers.ts';
import { traceIdOf } from '../lib/domain/trace-id.ts';
import { deviceApi } from '../lib/drivers/apigateway/device-api.ts';
import { bcryptCheck } from '../lib/drivers/bcrypt/check.ts';
import { correlate, correlated } from '../lib/drivers/console/correlation.ts';
import { emfMetrics } from '../lib/drivers/emf/emf-metrics.ts';
import { measureUploads } from '../lib/drivers/emf/upload-metrics.ts';
import { signatureCheck } from '../lib/drivers/jose/signature-check.ts';
import { memoryRegistry } from '../lib/drivers/memory/registry.ts';
import { continueTrace } from '../lib/drivers/opentelemetry/trace-context.ts';
import { cachedDeviceRegistry } from '../lib/ingestion/cached-device-registry.ts';
import type { DeviceRegistry } from '../lib/ingestion/device-registry.ts';
import type { EventSink } from '../lib/ingestion/event-sink.ts';
import { secretCheck } from '../lib/ingestion/secret-check.ts';
import { uploadEvent } from '../lib/ingestion/upload-event.ts';
import { keepLimits } from '../lib/ingestion/upload-limits.ts';
import { verifiedSecrets } from '../lib/ingestion/verified-secrets.ts';
import { basic, httpEvent } from '../test/support/http-events.ts';
import { change, password } from '../test/support/registry-values.ts';

const DEVICES = 100;
const CACHE = { maxAgeMs: 3_600_000, maxEntries: 10_000 };

/** The defaults. */
const LIMITS = {
  payload: { byDefault: 2048, most: 2048 },
  rates: { device: undefined, tenant: undefined },
  guesses: {
    authId: { limit: 20, windowSeconds: 60 },
    address: { limit: 1000, windowSeconds: 60 },
  },
  maxEntries: CACHE.maxEntries,
};

const INVOCATION = {
  functionName: 'ingest',
  awsRequestId: 'request',
  getRemainingTimeInMillis: () => 10_000,
};

/** The function as `functions/ingest.ts` wires it, with a registry that is cached after the first look. */
export function uploader(
  devices: DeviceRegistry,
  sink: EventSink,
): (number: number) => Promise<unknown> {
  const metrics = measured();
  const verified = verifiedSecrets(keyedDigest(), CACHE.maxAgeMs, CACHE.maxEntries, Date.now);
  const ingestion = {
    registry: cachedDeviceRegistry(devices, CACHE, Date.now),
    // Every device is registered.
    provisioning: {
      provisionEdgeDevice: async () => undefined,
      provisionCertified: async () => undefined,
      announce: async () => undefined,
    },
    secretCheck: secretCheck(bcryptCheck, verified, {
      perAuthId: 4,
      perTenant: 24,
      inAll: 32,
      unknown: 8,
    }),
    signatureCheck,
    verifiedTokens: verified,
    ...keepLimits(LIMITS, Date.now),
    sink,
    holdAnswer: async () => undefined,
    reportLost: () => undefined,
    identify: (tenant: TenantId, device: string) => correlate({ tenant, device }),
    observe: measureUploads(metrics),
    stopwatch: () => performance.now(),
    authenticationRequired: true,
    now: Date.now,
  };
  const answer = deviceApi({
    authenticationRequired: true,
    upload: (upload, remainingMs) => uploadEvent(upload, ingestion, remainingMs),
    continueTrace: async (headers) => {
      const trace = await continueTrace(headers);
      correlate({ trace_id: traceIdOf(trace.traceparent) });
      return trace;
    },
  });
  const handle = correlated(async (event: unknown, invocation: typeof INVOCATION) => {
    const answered = await answer(event, invocation);
    metrics.flush();
    return answered;
  });
  const events = Array.from({ length: DEVICES }, (_, device) =>
    httpEvent({
      headers: {
        authorization: basic(`device-${device}`, 'bench', 'secret'),
        'content-type': 'application/octet-stream',
      },
      body: randomBytes(200),
    }),
  );
  return (number) => handle(events[number % DEVICES], INVOCATION);
}

/** Metrics whose lines go to where nobody reads them, one by one as to Lambda's log. */
function measured() {
  const sink = openSync(devNull, 'w');
  return emfMetrics({
    mode: 'on',
    namespace: 'bench',
    intervalMs: 0,
    write: (line) => void writeSync(sink, `${line}\n`),
    now: Date.now,
  });
}

/** As many devices as upload, with sha-256 secrets. */
export async function registeredDevices(): Promise<DeviceRegistry> {
  const { store, devices } = memoryRegistry();
  const tenant = parseTenantId('bench');
  await store.createTenant(tenant, {}, change());
  const hash = createHash('sha256').update('secret').digest('base64');
  const secrets = [{ id: 'secret', material: { 'hash-function': 'sha-256', 'pwd-hash': hash } }];
  for (let number = 0; number < DEVICES; number += 1) {
    const device = parseDeviceId(`device-${number}`);
    await store.createDevice(tenant, device, {}, change());
    const none = await store.findCredentials(tenant, device);
    if (!none) throw new Error('a device that was made has no credentials');
    await store.replaceCredentials(tenant, device, none, [password(device, { secrets })], change());
  }
  return devices;
}
