import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { outboxStreamHandler } from '../../../../lib/drivers/dynamodb/outbox-stream.ts';
import type { OutboxItem } from '../../../../lib/registry/outbox-store.ts';
import { assertRefused } from '../../../support/registry-values.ts';

/** As Lambda hands a change over. */
function record(number: number, { pk = 'outbox#3', tenant = 'acme', eventName = 'INSERT' } = {}) {
  return {
    eventName,
    dynamodb: {
      SequenceNumber: `${number}`,
      Keys: { pk: { S: pk }, sk: { S: `entry-${number}` } },
      NewImage: {
        tenant: { S: tenant },
        entry: { S: JSON.stringify({ kind: 'notification', number }) },
      },
    },
  };
}

function handlerThat(publish: (items: readonly OutboxItem[]) => readonly OutboxItem[]) {
  const handed: OutboxItem[] = [];
  const handler = outboxStreamHandler(async (items) => {
    handed.push(...items);
    return publish(items);
  });
  return { handed, handler };
}

describe('the stream of the registry’s table', () => {
  test('hands on the entries that were added to an outbox, and no other change', async () => {
    const { handed, handler } = handlerThat(() => []);

    const answer = await handler({
      Records: [
        record(1),
        record(2, { eventName: 'REMOVE' }),
        record(3, { eventName: 'MODIFY' }),
        record(4, { pk: 'devices#acme' }),
        record(5, { tenant: 'a.b' }),
      ],
    });

    assert.deepEqual(answer, { batchItemFailures: [] });
    assert.deepEqual(
      handed.map(({ tenant, id, entry }) => [tenant, id, entry]),
      [
        ['acme', 'entry-1', { kind: 'notification', number: 1 }],
        ['a.b', 'entry-5', { kind: 'notification', number: 5 }],
      ],
    );
  });

  test('is asked again for what is not published, by sequence number', async () => {
    const { handler } = handlerThat((items) => items.slice(1));

    const answer = await handler({ Records: [record(1), record(2), record(3)] });

    assert.deepEqual(answer, {
      batchItemFailures: [{ itemIdentifier: '2' }, { itemIdentifier: '3' }],
    });
  });

  test('refuses what is no batch of changes', async () => {
    const { handler } = handlerThat(() => []);
    const { dynamodb } = record(1);
    const broken = [
      undefined,
      {},
      { Records: 'none' },
      { Records: [{ eventName: 'INSERT' }] },
      { Records: [{ eventName: 'INSERT', dynamodb: { ...dynamodb, SequenceNumber: 1 } }] },
      { Records: [{ eventName: 'INSERT', dynamodb: { ...dynamodb, NewImage: {} } }] },
      { Records: [record(1, { tenant: 'no tenant' })] },
    ];

    for (const event of broken) await assertRefused(handler(event), 'BATCH_UNREADABLE');
  });
});
