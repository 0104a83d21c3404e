import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import { type AmqpApplicationOptions, startApplication } from '../../application/index.ts';
import type { ConsumedEvent } from '../../lib/consumption/consumed-event.ts';
import { parseDeviceId, parseTenantId, type TenantId } from '../../lib/domain/identifiers.ts';
import type { AmqpNetwork } from '../../lib/drivers/amqp/connection.ts';
import { openEventSink } from '../../lib/drivers/amqp/event-sink.ts';
import { testAmqp } from './amqp.ts';
import { processed } from './application.ts';
import { type DeviceEvent, digestOf, toPayload } from './device-event.ts';
import { eventRecord } from './event-records.ts';
import { checkHistory } from './history/check-history.ts';
import type { Fact } from './history/facts.ts';
import { PATIENT_FORWARDING } from './patience.ts';

export type AmqpApplicationUnderTest = {
  readonly tenant: TenantId;
  readonly facts: Fact[];
  /** Forwards an event of each device, and as many more as are asked for. */
  readonly send: (devices: readonly string[], each?: number) => Promise<void>;
  /** A member that stops with the test. */
  readonly join: (parts?: Partial<AmqpApplicationOptions>) => ReturnType<typeof startApplication>;
  /** Events that were sent and have not been processed. */
  readonly missing: () => number;
  readonly violations: () => readonly unknown[];
};

/** A tenant that nobody else has, on the messaging network. */
export async function amqpApplicationUnderTest(
  t: TestContext,
  amqp: AmqpNetwork = testAmqp(),
): Promise<AmqpApplicationUnderTest> {
  const tenant = parseTenantId(`tenant-${randomUUID()}`);
  const facts: Fact[] = [{ kind: 'rules', maxAttempts: 1000 }];
  const sink = openEventSink(amqp, 'test', PATIENT_FORWARDING);
  t.after(sink.close);
  const sequences = new Map<string, number>();

  async function sendNext(device: string): Promise<void> {
    const sequence = (sequences.get(device) ?? -1) + 1;
    sequences.set(device, sequence);
    const event: DeviceEvent = { id: `${device}-${sequence}`, device, sequence, poison: false };
    const bytes = toPayload(event, 0);
    facts.push({ kind: 'sent', ...event, tenant, digest: digestOf(bytes), at: 0 });
    await sink.append(
      eventRecord({
        tenant,
        network: 'amqp',
        device: parseDeviceId(device),
        payload: { kind: 'data', contentType: 'application/json', bytes },
      }),
    );
    facts.push({ kind: 'answered', id: event.id, status: 202, latencyMs: 0, at: 0 });
  }

  const handle = async (event: ConsumedEvent): Promise<void> => void facts.push(processed(event));

  return {
    tenant,
    facts,
    send: async (devices, each = 1) => {
      for (let round = 0; round < each; round += 1) await Promise.all(devices.map(sendNext));
    },
    join: (parts = {}) => {
      const application = startApplication({ amqp, tenants: [tenant], handle, ...parts });
      t.after(application.stop);
      return application;
    },
    missing: () => {
      const done = new Set(facts.flatMap((fact) => (fact.kind === 'attempted' ? [fact.id] : [])));
      return facts.filter((fact) => fact.kind === 'sent' && !done.has(fact.id)).length;
    },
    violations: () => checkHistory(facts).violations,
  };
}
