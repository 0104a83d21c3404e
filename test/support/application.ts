import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import {
  type KafkaApplication,
  type KafkaApplicationOptions,
  startApplication,
} from '../../application/index.ts';
import type { ConsumedEvent } from '../../lib/consumption/consumed-event.ts';
import { parseTenantId, type TenantId } from '../../lib/domain/identifiers.ts';
import { deadLetterTopic, eventTopic } from '../../lib/domain/topics.ts';
import { type DeviceEvent, digestOf, parseDeviceEvent, toPayload } from './device-event.ts';
import { checkHistory } from './history/check-history.ts';
import type { Fact } from './history/facts.ts';
import { createTopic, kafkaClient, testBrokers } from './kafka.ts';

export type ApplicationUnderTest = {
  readonly tenant: TenantId;
  readonly brokers: readonly string[];
  readonly group: string;
  readonly facts: Fact[];
  /** Stores an event of each device, and as many more as are asked for. */
  readonly send: (devices: readonly string[], each?: number, poison?: boolean) => Promise<void>;
  /** A member of the group that stops with the test. */
  readonly join: (parts?: Partial<KafkaApplicationOptions>) => KafkaApplication;
  /** Events that were sent and have not been processed. */
  readonly missing: () => number;
  /** What is wrong with what happened. */
  readonly violations: () => readonly unknown[];
};

/** A tenant with topics of its own, and a group that nobody else has. */
export async function applicationUnderTest(
  t: TestContext,
  {
    partitions = 2,
    brokers = testBrokers(),
  }: { partitions?: number; brokers?: readonly string[] } = {},
): Promise<ApplicationUnderTest> {
  const tenant = parseTenantId(`tenant-${randomUUID()}`);
  const group = `application-${randomUUID()}`;
  const facts: Fact[] = [{ kind: 'rules', maxAttempts: 1000 }];
  await createTopic(t, eventTopic(tenant), { numPartitions: partitions, brokers });
  await createTopic(t, deadLetterTopic(tenant), { numPartitions: 1, brokers });
  const producer = kafkaClient(brokers).producer();
  t.after(() => producer.disconnect());
  await producer.connect();
  const sequences = new Map<string, number>();

  function next(device: string, poison: boolean): DeviceEvent {
    const sequence = (sequences.get(device) ?? -1) + 1;
    sequences.set(device, sequence);
    return { id: `${device}-${sequence}`, device, sequence, poison };
  }

  async function send(devices: readonly string[], each = 1, poison = false): Promise<void> {
    const events = Array.from({ length: each }, () =>
      devices.map((device) => next(device, poison)),
    ).flat();
    const messages = events.map((event) => ({ key: event.device, value: toPayload(event, 0) }));
    await producer.send({ topic: eventTopic(tenant), messages, acks: -1 });
    for (const event of events) {
      const digest = digestOf(toPayload(event, 0));
      facts.push({ kind: 'sent', ...event, tenant, digest, at: 0 });
      facts.push({ kind: 'answered', id: event.id, status: 202, latencyMs: 0, at: 0 });
    }
  }

  const handle = async (event: ConsumedEvent): Promise<void> => void facts.push(processed(event));

  return {
    tenant,
    brokers,
    group,
    facts,
    send,
    join: (parts = {}) => {
      const application = startApplication({ brokers, group, tenants: [tenant], handle, ...parts });
      t.after(application.stop);
      return application;
    },
    missing: () => {
      const done = new Set(facts.flatMap((fact) => (isProcessed(fact) ? [fact.id] : [])));
      return facts.filter((fact) => fact.kind === 'sent' && !done.has(fact.id)).length;
    },
    violations: () => checkHistory(facts).violations,
  };
}

export function processed(event: ConsumedEvent): Extract<Fact, { kind: 'attempted' }> {
  if (event.kind !== 'data') throw new Error(`${event.kind} was never sent`);
  const { bytes } = event.payload;
  const { id } = parseDeviceEvent(bytes);
  const { tenant, device, position } = event;
  const { topic, partition, offset } = position;
  const about = { id, tenant, device, topic, partition, offset, digest: digestOf(bytes) };
  return { kind: 'attempted', ...about, outcome: 'processed', at: Date.now() };
}

function isProcessed(fact: Fact): fact is Extract<Fact, { kind: 'attempted' }> {
  return fact.kind === 'attempted' && fact.outcome === 'processed';
}
