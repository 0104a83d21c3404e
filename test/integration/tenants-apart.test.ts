import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { parseDeviceId, parseTenantId, type TenantId } from '../../lib/domain/identifiers.ts';
import { eventTopic } from '../../lib/domain/topics.ts';
import type { EventSink } from '../../lib/ingestion/event-sink.ts';
import { data, eventRecord } from '../support/event-records.ts';
import { kafkaEventSinks } from '../support/event-sinks.ts';
import { createTopic, readAll, testBrokers } from '../support/kafka.ts';
import { PATIENT_DELIVERY } from '../support/patience.ts';

const TENANTS = 10;
const DEVICES = 50;
const EVENTS_PER_DEVICE = 40;

/** A machine that is busy with other tests makes nobody's upload fail. */

const TAKES_NOTHING = { configEntries: [{ name: 'max.message.bytes', value: '50' }] };

for (const [driver, openSink] of Object.entries(kafkaEventSinks)) {
  test(`a topic that refuses every record costs nine other tenants no upload, and what is acknowledged is stored (${driver})`, async (t) => {
    const tenants = Array.from({ length: TENANTS }, () => parseTenantId(`tenant-${randomUUID()}`));
    const [failing, ...others] = tenants;
    assert.ok(failing);
    await createTopic(t, eventTopic(failing), TAKES_NOTHING);
    for (const tenant of others) await createTopic(t, eventTopic(tenant), { numPartitions: 3 });
    const sink = openSink({ brokers: testBrokers() }, PATIENT_DELIVERY);
    t.after(sink.close);

    const uploads = await uploadAll(sink, tenants);

    const failed = uploads.filter(({ status }) => status === 'rejected');
    const ofFailing = uploads.filter(({ tenant }) => tenant === failing);
    assert.deepEqual(new Set(failed.map(({ tenant }) => tenant)), new Set([failing]));
    assert.equal(failed.length, ofFailing.length);
    for (const tenant of others) {
      const stored = await readAll(eventTopic(tenant));
      assert.deepEqual(
        stored.map(({ value }) => String(value)).sort(),
        uploads.flatMap((upload) => (upload.tenant === tenant ? [upload.text] : [])).sort(),
      );
    }
  });
}

type Uploaded = {
  readonly tenant: TenantId;
  readonly text: string;
  readonly status: PromiseSettledResult<void>['status'];
};

/** Every device waits for its answer before it sends its next event. */
async function uploadAll(sink: EventSink, tenants: readonly TenantId[]): Promise<Uploaded[]> {
  const devices = Array.from({ length: DEVICES }, (_, index) => index);
  const all = devices.map((index) => uploadOne(sink, tenants[index % TENANTS], `device-${index}`));
  return (await Promise.all(all)).flat();
}

async function uploadOne(
  sink: EventSink,
  tenant: TenantId | undefined,
  device: string,
): Promise<Uploaded[]> {
  assert.ok(tenant);
  const uploads: Uploaded[] = [];
  for (let sequence = 0; sequence < EVENTS_PER_DEVICE; sequence += 1) {
    const text = `${device}/${sequence}`;
    const record = eventRecord({ tenant, device: parseDeviceId(device), payload: data(text) });
    const [result] = await Promise.allSettled([sink.append(record)]);
    uploads.push({ tenant, text, status: result.status });
  }
  return uploads;
}
