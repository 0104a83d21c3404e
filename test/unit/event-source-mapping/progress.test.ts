import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createProgress } from '../../../event-source-mapping/progress.ts';

describe('the progress of a partition', () => {
  it('may be committed where it was read from before anything is received', () => {
    assert.equal(createProgress(40).committable, 40);
  });

  it('is held back by the lowest record that is not settled', () => {
    const progress = createProgress(0);
    progress.receive([0, 1, 2, 3], 4);

    progress.settle(0);
    progress.settle(2);
    progress.settle(3);

    assert.equal(progress.committable, 1);
    assert.equal(progress.unsettledCount, 1);
  });

  it('goes on to behind the last record when all are settled', () => {
    const progress = createProgress(0);
    progress.receive([0, 1], 2);

    progress.settle(1);
    progress.settle(0);

    assert.equal(progress.committable, 2);
  });

  it('steps over offsets that hold no record, between records and at the end', () => {
    const progress = createProgress(10);
    progress.receive([12, 15], 19);

    progress.settle(12);
    const between = progress.committable;
    progress.settle(15);

    assert.deepEqual([between, progress.committable, progress.position], [15, 19, 19]);
  });

  it('moves on when Kafka has nothing but offsets without records', () => {
    const progress = createProgress(0);

    progress.receive([], 5);

    assert.equal(progress.committable, 5);
  });

  it('does not mind a record that is settled twice, or that it never had', () => {
    const progress = createProgress(0);
    progress.receive([0, 1], 2);

    progress.settle(0);
    progress.settle(0);
    progress.settle(7);

    assert.equal(progress.committable, 1);
  });

  it('refuses a record that it received before', () => {
    const progress = createProgress(0);
    progress.receive([0, 1], 2);

    assert.throws(() => progress.receive([1], 3), RangeError);
  });
});
