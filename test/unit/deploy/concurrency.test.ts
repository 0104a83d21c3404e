import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  concurrency,
  connectionBudget,
  environmentsWithin,
  reservedConcurrency,
} from '../../../deploy/concurrency.ts';
import { contextOf } from '../../support/deployed/variable-context.ts';

const STANDARD = { brokers: 3, connections: 3000, rate: 100 };

describe('the reserved concurrency', () => {
  it('lets everybody be connected again within ten seconds', () => {
    // Each begins at one of three brokers, and goes on to that of its partition: 4/3 connections to one broker.
    assert.equal(environmentsWithin(STANDARD), 750);
  });

  it('keeps to the number of connections where that is less', () => {
    assert.equal(environmentsWithin({ ...STANDARD, connections: 1000 }), 400);
  });

  it('is small on small brokers', () => {
    assert.equal(environmentsWithin({ ...STANDARD, rate: 4 }), 30);
    assert.equal(reservedConcurrency('ingest', { ...STANDARD, rate: 4 }), 21);
  });

  it('is never nothing', () => {
    assert.equal(reservedConcurrency('consumer', { brokers: 1, connections: 100, rate: 1 }), 1);
  });

  it('is shared among the functions within the brokers’ limit and the account’s', async () => {
    const shares = await concurrency(contextOf({ 'self:provider.stage': 'prod' }));
    const { ingest = 0, consumer = 0, publisher = 0, reconciler = 0 } = shares;

    assert.ok(ingest + consumer + publisher + reconciler <= 750);
    assert.ok(Object.values(shares).reduce((sum, share) => sum + share, 0) <= 900);
  });

  it('is left to the account outside prod', async () => {
    assert.deepEqual(await concurrency(contextOf({ 'self:provider.stage': 'dev' })), {});
  });

  it('refuses a budget that is no number, and says what is one', async () => {
    await assert.rejects(
      connectionBudget(contextOf({ 'env:BROKER_COUNT': 'three' })),
      /^Error: BROKER_COUNT takes a whole number from 1 to 60, not three$/,
    );
  });
});
