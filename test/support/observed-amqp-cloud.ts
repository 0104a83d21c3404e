import type { TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Application, consumer, startApplication } from '../../application/index.ts';
import type { DataEvent } from '../../lib/consumption/consumed-event.ts';
import { ServiceError } from '../../lib/domain/errors.ts';
import { takeWaiting, testAmqp } from './amqp.ts';
import { parseDeviceEvent } from './device-event.ts';
import type { VirtualDevice } from './devices.ts';
import { checkHistory, type Verdict } from './history/check-history.ts';
import type { Fact } from './history/facts.ts';
import { isSettled } from './history/settled-history.ts';
import type { Recorder } from './history/recorder.ts';
import { testBrokers } from './kafka.ts';
import { localCloud, type TestCloud } from './local-cloud.ts';
import { LONG_MEMORY } from './observed-cloud.ts';
import { plannedFailures } from './planned-failures.ts';
import { type Found, toAttempted, toDeadLettered } from './probe.ts';
import { registerDevices } from './register-devices.ts';
import { until } from './until.ts';

export type AmqpObservation = {
  readonly tenants: number;
  readonly devicesPerTenant: number;
  /** Share of attempts that fail although nothing is wrong; 0 unless said. */
  readonly failureRate?: number;
  /** Where the messaging network listens; the run's own unless said. */
  readonly port?: number;
};

export type ObservedAmqpCloud = {
  readonly cloud: TestCloud;
  readonly devices: readonly VirtualDevice[];
  /** Keeps what devices see. */
  readonly record: Recorder;
  /** Facts of uploads so far. */
  readonly uploads: readonly Fact[];
  /** A business application that records what it does, and may fail; one more member of the same. */
  readonly join: () => Application;
  /** Waits until everything is settled, and judges the history. */
  readonly judge: () => Promise<Verdict>;
};

const RETRY_BOUND = { attempts: 5, ageMs: 0 };

/** The product with tenants on an AMQP 1.0 messaging network. */
export async function observedAmqpCloud(
  t: TestContext,
  { failureRate = 0, port = testAmqp().port, ...wanted }: AmqpObservation,
): Promise<ObservedAmqpCloud> {
  const amqp = { host: '127.0.0.1', port };
  const environment = { ...LONG_MEMORY, AMQP_URL: `amqp://127.0.0.1:${port}` };
  const replacements = { ingest: { environment } };
  const cloud = await localCloud(t, { brokers: testBrokers(), replacements });
  const tenantDocument = { ext: { 'messaging-type': 'amqp' } };
  const devices = await registerDevices(cloud, { ...wanted, tenantDocument });
  const tenants = [...new Set(devices.map(({ tenant }) => tenant))];
  const uploads: Fact[] = [];
  const consumption: Fact[] = [];
  const failureOf = plannedFailures('seed', failureRate);

  async function onData(event: DataEvent): Promise<void> {
    const found = toFound(event);
    const failure = failureOf(parseDeviceEvent(found.payload));
    // Others have their turn meanwhile, as with every application that waits for something.
    await nextTurn();
    const isFinal = failure instanceof ServiceError;
    const outcome = failure === undefined ? 'processed' : isFinal ? 'unprocessable' : 'failed';
    consumption.push(toAttempted(found, outcome));
    if (failure) throw failure;
  }

  async function takeDeadLetters(): Promise<void> {
    for (const tenant of tenants) {
      const messages = await takeWaiting(`dead-letter/${tenant}`, { ...amqp, clientId: 'test' });
      for (const message of messages) {
        const device = String(message.application_properties?.['device_id']);
        const topic = `dead-letter/${tenant}`;
        consumption.push(toDeadLettered({ tenant, device, topic, payload: message.body.content }));
      }
    }
  }

  return {
    cloud,
    devices,
    uploads,
    record: (fact) => uploads.push(fact),
    join: () => {
      const handle = consumer({ onData });
      const application = startApplication({ amqp, tenants, handle, retryBound: RETRY_BOUND });
      t.after(application.stop);
      return application;
    },
    judge: async () => {
      await until(async () => {
        await takeDeadLetters();
        return isSettled([...uploads, ...consumption]);
      });
      const { attempts: maxAttempts } = RETRY_BOUND;
      return checkHistory([{ kind: 'rules', maxAttempts }, ...uploads, ...consumption]);
    },
  };
}

function toFound({ tenant, device, position, payload }: DataEvent): Found {
  return { tenant, device, topic: position.topic, payload: payload.bytes };
}
