import { randomUUID } from 'node:crypto';
import type { TestContext } from 'node:test';
import type { Message } from 'rhea';
import { amqpEventSink } from '../../lib/drivers/amqp/event-sink.ts';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { eventSinkContract, type SinkUnderTest, type Stored } from '../contract/event-sink.ts';
import { SMALL_MESSAGES, takeMessages, testAmqp } from '../support/amqp.ts';
import { PATIENT_FORWARDING } from '../support/patience.ts';

eventSinkContract('amqp', async (t) => {
  // A broker that has just started takes its time.
  const sink = amqpEventSink(testAmqp(), PATIENT_FORWARDING);
  t.after(sink.close);
  return {
    sink,
    refusal: 'EVENT_REJECTED',
    makeTenant: async ({ maxRecordBytes } = {}) =>
      parseTenantId(
        maxRecordBytes === undefined
          ? `tenant-${randomUUID()}`
          : `${SMALL_MESSAGES}${randomUUID()}`,
      ),
    readStored: readStored(t),
  };
});

/** A message is taken by who reads it; the contract reads all over again. */
function readStored(t: TestContext): SinkUnderTest['readStored'] {
  return async (tenant, count) => {
    const messages = await takeMessages(t, `event/${tenant}`, count);
    return messages.map(toStored);
  };
}

/** In the words of the Kafka format, which holds the same. */
function toStored(message: Message): Stored {
  const { application_properties: properties = {} } = message;
  const body = message.body?.content;
  return {
    key: properties['device_id'],
    value: body === undefined ? null : String(body),
    headers: Object.fromEntries(
      Object.entries({
        ...properties,
        'content-type': message['content_type'],
        'creation-time': Number(message['creation_time']),
        ...(message['ttl'] !== undefined && { ttl: message['ttl'] }),
      })
        .map(([name, value]) => [name, String(value)] as const)
        .sort(([one], [other]) => (one < other ? -1 : 1)),
    ),
  };
}
