import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toMessage } from '../../../../lib/drivers/amqp/message.ts';
import { eventRecord } from '../../../support/event-records.ts';

test('a message has a name that no other has', () => {
  const record = eventRecord();

  const names = [toMessage(record).message_id, toMessage(record).message_id];

  assert.equal(new Set(names).size, 2);
});

test('the messages of a device are one group, so that competing receivers do not overtake each other', () => {
  const message = toMessage(eventRecord());

  assert.equal(message.group_id, message.application_properties?.['device_id']);
});
