import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test, type TestContext } from 'node:test';
import { parseDeviceId, parseTenantId } from '../../lib/domain/identifiers.ts';
import { dynamoDbDeviceStateStore } from '../../lib/drivers/dynamodb/device-state-store.ts';
import { activeMqEvent, recordedMessages } from '../support/active-mq.ts';
import { takeMessages, testAmqp } from '../support/amqp.ts';
import { deployedFunction } from '../support/deployed-function.ts';
import { stateTable } from '../support/state-table.ts';

const DEVICE = parseDeviceId('device-1');
/** The third has been dead since its minute was over. */
const MESSAGES = recordedMessages('encoded.json');
const [MESSAGE = {}] = MESSAGES;
const GARBAGE = { ...MESSAGE, messageID: 'ID:x', data: Buffer.from('garbage').toString('base64') };

void describe('the bridge function', () => {
  void test('keeps the state of devices whose events Amazon MQ hands over', async (t) => {
    const { invoke, tenant, store } = await deployed(t);

    const answer = await invoke(activeMqEvent(tenant, MESSAGES));

    assert.equal(answer.kind, 'returned');
    const { events } = await store.find(tenant, DEVICE);
    assert.deepEqual(events.map(({ contentType }) => contentType).toSorted(), [
      'application/json',
      'application/octet-stream',
      'application/vnd.acme+json',
      'application/vnd.eclipse-hono-empty-notification',
      'text/plain',
    ]);
    const text = events.find(({ contentType }) => contentType === 'text/plain');
    assert.equal(String(Buffer.from(text?.payload ?? [])), 'plain');
  });

  void test('keeps what nobody can read at dead-letter/{tenant}, with the reason, and goes on', async (t) => {
    const { invoke, tenant } = await deployed(t);

    const answer = await invoke(activeMqEvent(tenant, [GARBAGE, MESSAGE]));

    assert.equal(answer.kind, 'returned');
    const [letter] = await takeMessages(t, `dead-letter/${tenant}`, 1);
    const properties = letter?.application_properties;
    assert.equal(properties?.['dead-letter-reason'], 'RECORD_UNREADABLE');
    assert.equal(letter?.durable, true);
  });

  void test('fails as a whole for what it could not store, until it gives it up as a dead letter', async (t) => {
    const { invoke, tenant, lines } = await deployed(t, {
      CONSUMER_SINK: 'webhook',
      WEBHOOK_URL: 'https://127.0.0.1:1/',
      WEBHOOK_KEYS: 'whsec_'.concat(Buffer.alloc(32).toString('base64')),
    });
    const event = activeMqEvent(tenant, [MESSAGE]);

    const kinds = [];
    for (let delivery = 1; delivery <= 3; delivery += 1) kinds.push((await invoke(event)).kind);

    assert.deepEqual(kinds, ['failed', 'failed', 'returned']);
    assert.ok(lines.some(({ text }) => text.includes('"code":"BATCH_NOT_SETTLED"')));
    const [letter] = await takeMessages(t, `dead-letter/${tenant}`, 1);
    assert.equal(letter?.application_properties?.['dead-letter-attempts'], '3');
    assert.equal(String(letter.body.content), '{"temp":5}');
  });
});

async function deployed(t: TestContext, overrides: Readonly<Record<string, string>> = {}) {
  const table = await stateTable(t);
  const environment = {
    AMQP_URL: `amqp://127.0.0.1:${testAmqp().port}`,
    STATE_TABLE: table.name,
    ...overrides,
  };
  return {
    ...deployedFunction(t, 'bridge', environment),
    tenant: parseTenantId(`tenant-${randomUUID()}`),
    store: dynamoDbDeviceStateStore(table),
  };
}
