import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toStreamFilter } from '../../../../local/control-plane/stream-filter.ts';

const change = (eventName: 'INSERT' | 'REMOVE', pk: string) => ({
  eventName,
  dynamodb: { Keys: { pk: { S: pk } } },
});
const OUTBOX = {
  eventName: ['INSERT'],
  dynamodb: { Keys: { pk: { S: [{ prefix: 'outbox#' }] } } },
};

describe('the filter patterns of a table’s stream', () => {
  it('let pass what one of them matches', () => {
    const isWanted = toStreamFilter([OUTBOX, { eventName: ['REMOVE'] }]);

    assert.deepEqual(
      [
        change('INSERT', 'outbox#1'),
        change('INSERT', 'tenant#a'),
        change('REMOVE', 'tenant#a'),
      ].map(isWanted),
      [true, false, true],
    );
  });

  it('let everything pass when there are none', () => {
    assert.equal(toStreamFilter([])(change('INSERT', 'tenant#a')), true);
  });
});
