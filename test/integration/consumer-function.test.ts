import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test, type TestContext } from 'node:test';
import { parseTenantId } from '../../lib/domain/identifiers.ts';
import { deadLetterTopic, eventTopic } from '../../lib/domain/topics.ts';
import { dynamoDbDeviceStateStore } from '../../lib/drivers/dynamodb/device-state-store.ts';
import { deployedFunction } from '../support/deployed-function.ts';
import { DEVICE } from '../support/device-state-changes.ts';
import { CREATED_AT_MS, kafkaEventOf } from '../support/kafka-event.ts';
import { createTopic, readCount, testBrokers } from '../support/kafka.ts';
import { stateTable } from '../support/state-table.ts';

describe('the consumer function', () => {
  test('keeps the state of devices, dead letters what it cannot read, and answers for all', async (t) => {
    const { invoke, store } = await deployed(t);
    const tenant = parseTenantId(`tenant-${randomUUID()}`);
    const topic = eventTopic(tenant);
    await createTopic(t, deadLetterTopic(tenant));

    const answer = await invoke(
      kafkaEventOf(
        { topic, offset: 0, value: '{"temp":5}' },
        { topic, offset: 1, key: 'not a device' },
        { topic, offset: 2, headers: { ttd: '30' } },
      ),
    );

    assert.deepEqual(answer, { kind: 'returned', payload: { batchItemFailures: [] } });
    const state = await store.find(tenant, DEVICE);
    assert.deepEqual(state.reachability, { kind: 'until', atMs: CREATED_AT_MS + 30_000 });
    const [letter] = await readCount(deadLetterTopic(tenant), 1);
    assert.equal(String(letter?.key), 'not a device');
  });

  test('reports what it could not store', async (t) => {
    const { invoke } = await deployed(t, { STATE_TABLE: 'missing-table' });
    const topic = eventTopic(parseTenantId('acme'));

    const answer = await invoke(kafkaEventOf({ topic, offset: 6 }));

    const itemIdentifier = { partition: `${topic}-0`, offset: 6 };
    assert.deepEqual(answer, {
      kind: 'returned',
      payload: { batchItemFailures: [{ itemIdentifier }] },
    });
  });

  test('fails for the whole batch while nobody says that the mapping takes partial answers', async (t) => {
    const { invoke, lines } = await deployed(t, {
      STATE_TABLE: 'missing-table',
      PARTIAL_BATCH_FAILURES: '',
    });

    const answer = await invoke(kafkaEventOf({}));

    assert.equal(answer.kind, 'failed');
    assert.ok(lines.some(({ text }) => text.includes('"code":"BATCH_NOT_SETTLED"')));
  });
});

async function deployed(t: TestContext, overrides: Readonly<Record<string, string>> = {}) {
  const table = await stateTable(t);
  const environment = {
    KAFKA_BROKERS: testBrokers().join(','),
    STATE_TABLE: table.name,
    REGISTRY_TABLE: table.name,
    PARTIAL_BATCH_FAILURES: 'true',
    ...overrides,
  };
  return {
    ...deployedFunction(t, 'consumer', environment),
    store: dynamoDbDeviceStateStore(table),
  };
}
