import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import middy from '@middy/core';
import type { EventRecord } from '../../lib/domain/event-record.ts';
import {
  type DeviceId,
  parseDeviceId,
  parseTenantId,
  type TenantId,
} from '../../lib/domain/identifiers.ts';
import { toRecordHeaders } from '../../lib/domain/record-headers.ts';
import { topicOf } from '../../lib/domain/topics.ts';
import { answerFailures, deviceApi } from '../../lib/drivers/apigateway/device-api.ts';
import { signatureCheck } from '../../lib/drivers/jose/signature-check.ts';
import { memoryRegistry } from '../../lib/drivers/memory/registry.ts';
import { continueTrace } from '../../lib/drivers/opentelemetry/trace-context.ts';
import type { EventSink } from '../../lib/ingestion/event-sink.ts';
import type { HoldAnswer } from '../../lib/ingestion/hold-answer.ts';
import { secretCheck } from '../../lib/ingestion/secret-check.ts';
import { uploadEvent } from '../../lib/ingestion/upload-event.ts';
import { keepLimits, type UploadLimits } from '../../lib/ingestion/upload-limits.ts';
import type { UploadOutcome } from '../../lib/ingestion/upload-outcome.ts';
import { verifiedSecrets } from '../../lib/ingestion/verified-secrets.ts';
import { deviceProvisioning } from '../../lib/registry/provision-device.ts';
import type { Credential } from '../../lib/registry/credentials-document.ts';
import type { DeviceDocument } from '../../lib/registry/device-document.ts';
import type { RegistryStore } from '../../lib/registry/registry-store.ts';
import type { TenantDocument } from '../../lib/registry/tenant-document.ts';
import { basic, httpEvent, type HttpEventGiven } from './http-events.ts';
import { AN_INSTANT_MS, change, password } from './registry-values.ts';

export type SouthboundGiven = {
  readonly tenant?: string;
  readonly device?: string;
  readonly tenantDocument?: TenantDocument;
  readonly deviceDocument?: DeviceDocument;
  /** Beside the password that {@link southbound} uploads with. */
  readonly credentials?: readonly Credential[];
  /** What the sink does with a record beside remembering it; it stores everything unless said. */
  readonly append?: EventSink['append'];
  readonly authenticationRequired?: boolean;
  /** Beside those of {@link LIMITS}. */
  readonly limits?: Partial<UploadLimits>;
  /** Answers at once unless said. */
  readonly holdAnswer?: HoldAnswer;
};

/** No limits but that of a payload. */
const LIMITS: UploadLimits = {
  payload: { byDefault: 2048, most: 2048 },
  rates: { device: undefined, tenant: undefined },
  guesses: { authId: undefined, address: undefined },
  maxEntries: 1000,
};

/** The record that a sink hands to Kafka. */
export type ProducedRecord = {
  readonly topic: string;
  readonly key: string;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
};

/** The device API over a registry in memory, which knows one tenant with one device, and over a sink in memory. */
export async function southbound(given: SouthboundGiven = {}) {
  const { tenant = 'acme', device = '4711', append = async () => {} } = given;
  const { authenticationRequired = true, holdAnswer = async () => {} } = given;
  const { registry, ...memory } = await registryOf(given, tenant, device);
  let nowMs = AN_INSTANT_MS;
  let counted = 0;
  const verified = verifiedSecrets(String, 60_000, 10, () => AN_INSTANT_MS);
  const appended: EventRecord[] = [];
  const lost: EventRecord[] = [];
  const outcomes: UploadOutcome[] = [];
  const sink = {
    append: async (record: EventRecord) => {
      appended.push(record);
      await append(record);
    },
    close: async () => {},
  };
  const ingestion = {
    registry,
    provisioning: deviceProvisioning({
      ...memory,
      append: sink.append,
      patienceMs: 500,
      pause: async (ms) => {
        nowMs += ms;
        await turn();
      },
      clock: () => nowMs,
      newId: () => crypto.randomUUID(),
    }),
    secretCheck: secretCheck(async () => false, verified, {
      perAuthId: 4,
      perTenant: 4,
      inAll: 4,
      unknown: 4,
    }),
    signatureCheck,
    verifiedTokens: verified,
    ...keepLimits({ ...LIMITS, ...given.limits }, () => nowMs),
    sink,
    holdAnswer,
    reportLost: (record: EventRecord) => lost.push(record),
    identify: () => {},
    observe: (outcome: UploadOutcome) => outcomes.push(outcome),
    stopwatch: () => AN_INSTANT_MS,
    authenticationRequired,
    now: () => nowMs,
  };
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const handler = middy()
    .use(answerFailures(silent))
    .handler(
      deviceApi({
        authenticationRequired,
        upload: (upload, remainingMs) => uploadEvent(upload, ingestion, remainingMs),
        continueTrace,
      }),
    );
  const context = { getRemainingTimeInMillis: () => 10_000 };
  const authorization = basic('sensor', tenant, PASSWORD);
  return {
    store: memory.store,
    /** What the registry owes to others. */
    outbox: memory.outbox,
    /** Counts bytes of the tenant's data volume in a period, as the consumer does. */
    count: (period: string, bytes: number) =>
      memory.dataVolumes.count(parseTenantId(tenant), {
        partitions: new Map([
          ['0', [{ offset: (counted += 1), timestampMs: nowMs, period, bytes }]],
        ]),
        expiresAtMs: nowMs,
      }),
    /** Lets time go by. */
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** One more device with the same password; returns what it presents. */
    register: async (id: string, authId: string): Promise<string> => {
      const tenantId = parseTenantId(tenant);
      await memory.store.createDevice(tenantId, parseDeviceId(id), {}, change());
      await giveCredentials(memory.store, tenantId, parseDeviceId(id), [withPassword(authId)]);
      return basic(authId, tenant, PASSWORD);
    },
    /** Telemetry that was given up. */
    lost,
    /** What uploads were told to have come to. */
    outcomes,
    /** Uploads an event of the device, as far as the test does not say otherwise. */
    upload: ({ headers, ...request }: HttpEventGiven = {}) =>
      handler(
        httpEvent({
          body: '{"temp":5}',
          ...request,
          headers: { authorization, 'content-type': 'application/json', ...headers },
        }),
        context,
      ),
    /** What the sink was given, in order. */
    produced: (): ProducedRecord[] => appended.map(toProducedRecord),
  };
}

const PASSWORD = 'secret';

async function registryOf(given: SouthboundGiven, tenant: string, device: string) {
  const { store, devices, provisioning, outbox, dataVolumes } = memoryRegistry();
  const tenantId = parseTenantId(tenant);
  const deviceId = parseDeviceId(device);
  await store.createTenant(tenantId, given.tenantDocument ?? {}, change());
  await store.createDevice(tenantId, deviceId, given.deviceDocument ?? {}, change());
  const credentials = [withPassword('sensor'), ...(given.credentials ?? [])];
  await giveCredentials(store, tenantId, deviceId, credentials);
  return { registry: devices, store, provisioning, outbox, dataVolumes };
}

function withPassword(authId: string): Credential {
  const hash = createHash('sha256').update(PASSWORD).digest('base64');
  const material = { 'hash-function': 'sha-256', 'pwd-hash': hash };
  return password(authId, { secrets: [{ id: 'secret-1', material }] });
}

async function giveCredentials(
  store: RegistryStore,
  tenant: TenantId,
  device: DeviceId,
  credentials: readonly Credential[],
): Promise<void> {
  const none = await store.findCredentials(tenant, device);
  assert.ok(none);
  await store.replaceCredentials(tenant, device, none, credentials, change());
}

function toProducedRecord(record: EventRecord): ProducedRecord {
  const { tenant, device, payload } = record;
  return {
    topic: topicOf(record.endpoint, tenant),
    key: device,
    value: payload.kind === 'empty' ? null : Buffer.from(payload.bytes).toString('utf8'),
    headers: toRecordHeaders(record),
  };
}
