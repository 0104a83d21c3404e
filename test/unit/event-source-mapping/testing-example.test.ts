import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { KafkaEvent } from '../../../event-source-mapping/index.ts';
import { startTestMapping } from '../../../event-source-mapping/testing/index.ts';

/** The function under test: an order without a customer cannot be billed. */
async function bill(event: KafkaEvent) {
  const batchItemFailures = Object.entries(event.records).flatMap(([partition, records]) =>
    records
      .filter(({ value }) => !Buffer.from(value ?? '', 'base64').includes('customer'))
      .map(({ offset }) => ({ itemIdentifier: { partition, offset } })),
  );
  return { batchItemFailures };
}

const REQUEST = {
  Topics: ['orders'],
  StartingPosition: 'TRIM_HORIZON',
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  MaximumRetryAttempts: 2,
  DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:123456789012:unbilled' } },
};

describe('billing', () => {
  it('gives an order without a customer up after three attempts, and bills the others', async (t) => {
    const mapping = await startTestMapping(REQUEST, bill);
    t.after(mapping.stop);

    mapping.produce({ value: 'customer 1' }, { value: 'nobody' }, { value: 'customer 2' });
    await mapping.advance(60_000);

    assert.deepEqual(
      mapping.invocations.map(({ values, atMs }) => [atMs, ...values]),
      [
        [500, 'customer 1', 'nobody', 'customer 2'],
        [600, 'nobody'],
        [800, 'nobody'],
      ],
    );
    assert.equal(mapping.failures.length, 1);
    assert.equal(mapping.committed(0), 3);
  });
});
