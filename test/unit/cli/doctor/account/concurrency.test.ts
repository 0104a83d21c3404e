import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accountBudget } from '../../../../../cli/doctor/offline/connections.ts';
import { told } from '../../../../support/findings.ts';

const reserved = (reservedConcurrency: number | undefined) => [
  { reachesKafka: true, reservedConcurrency },
];

describe("the account's concurrency", () => {
  test('is enough when a hundred environments stay free', () => {
    assert.deepEqual(accountBudget(reserved(900), 1000), []);
  });

  test('is too little for one environment more', () => {
    const [finding] = accountBudget(reserved(901), 1000);

    assert.match(
      told(finding),
      /^error concurrency: 901 environments are reserved, and the account has 1000/,
    );
  });

  test('is worth a word in a new account, which has ten', () => {
    const [finding] = accountBudget(reserved(undefined), 10);

    assert.match(told(finding), /^warning concurrency: the account has 10 environments/);
  });
});
