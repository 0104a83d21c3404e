import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { isRetryable } from '../../lib/domain/errors.ts';
import { dynamoDbEffectLedger } from '../../lib/drivers/dynamodb/effect-ledger.ts';
import type { StateTable } from '../../lib/drivers/dynamodb/state-item.ts';
import { transactOnce } from '../../lib/drivers/dynamodb/transact-once.ts';
import { effectLedgerContract } from '../contract/effect-ledger.ts';
import { stateTable } from '../support/state-table.ts';

effectLedgerContract('dynamodb', async (t) => dynamoDbEffectLedger(await stateTable(t)));

const EFFECT = {
  name: 'meter',
  firstPosition: {
    topic: 'hono.event.acme',
    partition: 0,
    offset: 7,
    timestampMs: 1_795_301_842_281,
  },
};

/** Not idempotent: twice is seen. */
const addOne = ({ name }: StateTable, condition?: string) => ({
  Update: {
    TableName: name,
    Key: { pk: 'meter', sk: 'meter' },
    UpdateExpression: 'ADD counted :one',
    ExpressionAttributeValues: { ':one': 1 },
    ...(condition && { ConditionExpression: condition }),
  },
});

async function totalOf({ client, name }: StateTable): Promise<unknown> {
  const { Item } = await client.send(
    new GetCommand({ TableName: name, Key: { pk: 'meter', sk: 'meter' }, ConsistentRead: true }),
  );
  return Item?.['counted'];
}

describe('an effect in one transaction with its mark', () => {
  test('happens once, however often and by however many it is tried', async (t) => {
    const table = await stateTable(t);
    const attempts = Array.from({ length: 5 }, () => transactOnce(table, EFFECT, [addOne(table)]));

    await Promise.allSettled(attempts);
    const last = await transactOnce(table, EFFECT, [addOne(table)]);

    assert.equal(last, false);
    assert.equal(await totalOf(table), 1);
  });

  test('is not marked when a condition of its own does not hold', async (t) => {
    const table = await stateTable(t);
    const refused = transactOnce(table, EFFECT, [addOne(table, 'attribute_exists(pk)')]);
    await assert.rejects(refused, { name: 'TransactionCanceledException' });

    const isWritten = await transactOnce(table, EFFECT, [addOne(table)]);

    assert.equal(isWritten, true);
  });
});

describe('an effect ledger that cannot be used', () => {
  test('makes records come again', async (t) => {
    const ledger = dynamoDbEffectLedger({ ...(await stateTable(t)), name: 'missing-table' });

    const uses = await Promise.allSettled([
      ledger.claim(EFFECT, { holder: 'me', nowMs: 1, untilMs: 2 }),
      ledger.complete(EFFECT, 'me'),
      ledger.release(EFFECT, 'me'),
    ]);

    const reasons = uses.map((use) => (use.status === 'rejected' ? use.reason : undefined));
    assert.deepEqual(
      reasons.map((reason) => reason?.code),
      Array(3).fill('EFFECT_NOT_RECORDED'),
    );
    assert.ok(reasons.every(isRetryable));
  });
});
