import { createHash, randomBytes } from 'node:crypto';
import { keyedDigest } from '../lib/domain/digest.ts';
import { parseDeviceId, parseTenantId } from '../lib/domain/identifiers.ts';
import { deviceApi } from '../lib/drivers/apigateway/device-api.ts';
import { bcryptCheck } from '../lib/drivers/bcrypt/check.ts';
import { signatureCheck } from '../lib/drivers/jose/signature-check.ts';
import { kafkaEventSink } from '../lib/drivers/kafka/event-sink.ts';
import { memoryRegistry } from '../lib/drivers/memory/registry.ts';
import { continueTrace } from '../lib/drivers/opentelemetry/trace-context.ts';
import { cachedDeviceRegistry } from '../lib/ingestion/cached-device-registry.ts';
import type { DeviceRegistry } from '../lib/ingestion/device-registry.ts';
import type { EventSink } from '../lib/ingestion/event-sink.ts';
import { secretCheck } from '../lib/ingestion/secret-check.ts';
import { uploadEvent } from '../lib/ingestion/upload-event.ts';
import { verifiedSecrets } from '../lib/ingestion/verified-secrets.ts';
import { basic, httpEvent } from '../test/support/http-events.ts';
import { change, password } from '../test/support/registry-values.ts';
import { withBareProducer } from './bare-producer.ts';
import { type Benchmark, milliseconds, perSecond, ratio } from './benchmark.ts';
import { runOneByOne, runTogether } from './load.ts';
import { alternate, median, percentile, ratioByRounds } from './statistics.ts';

const ROUNDS = 7;
const ONE_BY_ONE = 500;
const TOGETHER = 4_000;
const WIDTH = 32;
const DEVICES = 100;
const CACHE = { maxAgeMs: 3_600_000, maxEntries: 10_000 };

export const benchmark: Benchmark = {
  title:
    'A warm upload in the ingest function, against a bare kafkajs producer.send of the same record; all sha-256 secrets.',
  measure: (servers) =>
    withBareProducer(servers, async ({ send }) => {
      const { brokers } = await servers.kafka();
      const sink = kafkaEventSink({ brokers: [...brokers] });
      const devices = await registered();
      const upload = uploader(devices, sink);
      const withoutBroker = uploader(devices, {
        append: async () => undefined,
        close: async () => undefined,
      });
      const rounds = await alternate(ROUNDS, {
        function: () => runOneByOne(TOGETHER, withoutBroker),
        bareOne: () => runOneByOne(ONE_BY_ONE, send),
        ourOne: () => runOneByOne(ONE_BY_ONE, upload),
        bareTogether: () => runTogether(WIDTH, TOGETHER / 4, send),
        ourTogether: () => runTogether(WIDTH, TOGETHER, upload),
      });
      await sink.close();
      const p50 = (side: keyof typeof rounds) => rounds[side].map((r) => median(r.latencies));
      const rate = (side: keyof typeof rounds) => rounds[side].map((r) => r.perSecond);
      const inFunction = rounds.function.flatMap((round) => round.latencies);
      return [
        {
          what: 'in the function, without the broker, p50',
          result: milliseconds(median(inFunction)),
          budget: '≤ 0.3 ms',
        },
        {
          what: 'in the function, without the broker, p99',
          result: milliseconds(percentile(inFunction, 0.99)),
          budget: '≤ 2 ms',
        },
        { what: 'bare, one by one, p50', result: milliseconds(median(p50('bareOne'))) },
        { what: 'ours, one by one, p50', result: milliseconds(median(p50('ourOne'))) },
        {
          what: 'one by one, p50, ours to bare',
          result: ratio(ratioByRounds(p50('ourOne'), p50('bareOne'))),
          budget: '≤ 1.15',
        },
        { what: `bare, one by one`, result: perSecond(median(rate('bareOne'))) },
        { what: `bare, ${WIDTH} together`, result: perSecond(median(rate('bareTogether'))) },
        { what: `ours, ${WIDTH} together`, result: perSecond(median(rate('ourTogether'))) },
        {
          what: `${WIDTH} together, ours to bare`,
          result: ratio(ratioByRounds(rate('ourTogether'), rate('bareTogether'))),
          budget: '≥ 20',
        },
      ];
    }),
};

/** The function as `functions/ingest.ts` wires it, with a registry that is cached after the first look. */
function uploader(devices: DeviceRegistry, sink: EventSink): (number: number) => Promise<unknown> {
  const verified = verifiedSecrets(keyedDigest(), CACHE.maxAgeMs, CACHE.maxEntries, Date.now);
  const ingestion = {
    registry: cachedDeviceRegistry(devices, CACHE, Date.now),
    // Every device is registered.
    provisioning: { provision: async () => undefined, announce: async () => undefined },
    secretCheck: secretCheck(bcryptCheck, verified, { perAuthId: 4, inAll: 32 }),
    signatureCheck,
    sink,
    holdAnswer: async () => undefined,
    reportLost: () => undefined,
    authenticationRequired: true,
    maxPayloadSize: 2048,
    now: Date.now,
  };
  const handle = deviceApi({
    upload: (upload, remainingMs) => uploadEvent(upload, ingestion, remainingMs),
    continueTrace,
  });
  const invocation = { getRemainingTimeInMillis: () => 10_000 };
  const events = Array.from({ length: DEVICES }, (_, device) =>
    httpEvent({
      headers: {
        authorization: basic(`device-${device}`, 'bench', 'secret'),
        'content-type': 'application/octet-stream',
      },
      body: randomBytes(200),
    }),
  );
  return (number) => handle(events[number % DEVICES], invocation);
}

async function registered(): Promise<DeviceRegistry> {
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
