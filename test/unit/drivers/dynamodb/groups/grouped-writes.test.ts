import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { DocumentClient } from '../../../../../lib/drivers/dynamodb/client.ts';
import { groupedWrites } from '../../../../../lib/drivers/dynamodb/groups/grouped-writes.ts';
import { put, type Write } from '../../../../../lib/drivers/dynamodb/transaction.ts';

/** A table that refuses to write these items, and what it was asked to write. */
function tableRefusing(...refused: readonly string[]) {
  const requests: string[][] = [];
  const send = async ({ input }: TransactWriteCommand) => {
    const names = (input.TransactItems ?? []).map(({ Put }) => String(Put?.Item?.['sk']));
    requests.push(names);
    await turn();
    const codes = names.map((name) => (refused.includes(name) ? 'ConditionalCheckFailed' : 'None'));
    if (codes.every((code) => code === 'None')) return {};
    throw new TransactionCanceledException({
      message: 'canceled',
      $metadata: {},
      CancellationReasons: codes.map((Code) => ({ Code })),
    });
  };
  return { transact: groupedWrites({ client: clientOf(send), name: 'table' }), requests };
}

function clientOf(send: (command: TransactWriteCommand) => Promise<unknown>): DocumentClient {
  return { send: send as DocumentClient['send'], destroy: () => undefined };
}

/** Refused in its own name. */
function item(name: string, document = ''): Write {
  const refuse = () => new Error(`${name} is refused`);
  return put({ pk: 'items', sk: name, document }, { holds: 'attribute_not_exists(pk)', refuse });
}

async function outcomesOf(writes: readonly Promise<void>[]): Promise<readonly string[]> {
  const settled = await Promise.allSettled(writes);
  return settled.map((one) => (one.status === 'fulfilled' ? 'written' : String(one.reason)));
}

describe('transactions in groups', () => {
  test('that are asked for side by side are one request', async () => {
    const { transact, requests } = tableRefusing();

    await Promise.all([transact([item('a'), item('b')]), transact([item('c')])]);

    assert.deepEqual(requests, [['a', 'b', 'c']]);
  });

  test('are refused each for itself, and the others are written', async () => {
    const { transact, requests } = tableRefusing('b', 'd');

    const outcomes = await outcomesOf([
      transact([item('a'), item('b')]),
      transact([item('c')]),
      transact([item('d')]),
      transact([item('e'), item('f')]),
    ]);

    assert.deepEqual(outcomes, [
      'Error: b is refused',
      'written',
      'Error: d is refused',
      'written',
    ]);
    assert.deepEqual(requests.at(-1), ['c', 'e', 'f']);
  });

  test('that touch the same item go one after the other, in the order in which they came', async () => {
    const { transact, requests } = tableRefusing();

    await Promise.all([
      transact([item('a')]),
      transact([item('a'), item('b')]),
      transact([item('b'), item('c')]),
      transact([item('d')]),
    ]);

    assert.deepEqual(requests, [
      ['a', 'd'],
      ['a', 'b'],
      ['b', 'c'],
    ]);
  });

  test('have a hundred items at the most', async () => {
    const { transact, requests } = tableRefusing();
    const names = Array.from({ length: 90 }, (_, n) => `i${n}`);

    await Promise.all(
      names.map((name) => transact([item(`${name}-1`), item(`${name}-2`), item(`${name}-3`)])),
    );

    assert.deepEqual(
      requests.map(({ length }) => length),
      [99, 99, 72],
    );
  });

  test('go alone when they are large', async () => {
    const { transact, requests } = tableRefusing();
    const [large, small] = ['x'.repeat(1_000_000), 'x'.repeat(400_000)];

    await Promise.all([
      transact([item('a', large)]),
      transact([item('b', small)]),
      transact([item('c', small)]),
      transact([item('d', small)]),
    ]);

    assert.deepEqual(requests, [['a'], ['b', 'c'], ['d']]);
  });

  test('are tried again as one when another has an item in hand', async () => {
    let conflicts = 1;
    const transact = groupedWrites({
      client: clientOf(async () => {
        if (conflicts-- === 0) return {};
        throw new TransactionCanceledException({
          message: 'canceled',
          $metadata: {},
          CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
        });
      }),
      name: 'table',
    });

    assert.deepEqual(await outcomesOf([transact([item('a')]), transact([item('b')])]), [
      'written',
      'written',
    ]);
  });

  test('fail together when nobody answers, and the next ones go on', async () => {
    let failures = 1;
    const transact = groupedWrites({
      client: clientOf(async () => {
        if (failures-- > 0) throw new Error('socket hang up');
        return {};
      }),
      name: 'table',
    });
    const both = () => outcomesOf([transact([item('a')]), transact([item('b')])]);

    const outcomes = await both();

    for (const outcome of outcomes) assert.match(outcome, /the device registry does not answer/);
    assert.deepEqual(await both(), ['written', 'written']);
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
